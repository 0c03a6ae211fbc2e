"""From what a new activity may begin: the person's organisations, projects, partners and places."""

from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from gongjian.core.access import standing
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership, Party, Project

from ..models import Activity


def organizers_for(user: Any) -> QuerySet[Organization]:
    """The organisations for which the person may start an activity."""
    return Organization.objects.open().filter(standing(user).condition(Power.ARRANGE, ""))


def projects_for(user: Any) -> QuerySet[Project]:
    """Projects in force in which one of the person's organisations takes part: a draft may begin from them."""
    parties = Party.objects.filter(standing(user).condition(Power.ARRANGE, "organization"))
    rows = Project.objects.filter(
        partnership__in=parties.values("partnership_id"), partnership__state=Partnership.State.ACTIVE
    )
    return (
        rows.exclude(state=Project.State.STOPPED)
        .select_related("partnership", "place")
        .order_by("-created_at")
    )


def partners_for(user: Any, activity: Activity | None = None) -> QuerySet[Organization]:
    """The other parties of agreements in force with the person's organisations, or with an activity's organiser."""
    mine = Organization.objects.filter(pk=activity.organizer_id) if activity else organizers_for(user)
    shared = Party.objects.filter(organization__in=mine, partnership__state=Partnership.State.ACTIVE)
    others = Party.objects.filter(partnership__in=shared.values("partnership_id"))
    found = Organization.objects.open().filter(pk__in=others.values("organization_id"))
    return found.exclude(pk=activity.organizer_id) if activity else found


def co_organizers_for(user: Any, activity: Activity | None = None) -> QuerySet[Organization]:
    """Who may be named beside organiser and partner: partners by agreement, and organisations next to the own one."""
    mine = Organization.objects.filter(pk=activity.organizer_id) if activity else organizers_for(user)
    near = Q(parent__in=mine.values("parent_id")) | Q(pk__in=mine.values("parent_id")) | Q(pk__in=mine)
    found = Organization.objects.open().filter(near | Q(pk__in=partners_for(user, activity).values("pk")))
    return found.exclude(pk=activity.organizer_id) if activity else found


def places_for(user: Any, activity: Activity | None = None) -> QuerySet[Place]:
    """Places of those organisations and of their partners."""
    mine = Organization.objects.filter(pk=activity.organizer_id) if activity else organizers_for(user)
    theirs = Q(organization__in=mine) | Q(organization__in=partners_for(user, activity))
    return Place.objects.filter(theirs).select_related("organization")


def facts_of_project(project: Project, organizer: Organization) -> dict[str, Any]:
    """What a draft takes over from its project: entered once, used everywhere."""
    others = project.partnership.parties.exclude(organization=organizer).select_related("organization")
    first = others.first()
    known: dict[str, Any] = {"category": project.partnership.field}
    if first is not None:
        known["partner"] = first.organization
    if project.place is not None:
        known |= {"place": project.place, "where": project.place.address or project.place.name}
    return known


def project_to_plan(user: Any, asked: str) -> Project | None:
    """The project that the address names, if an activity may begin from it."""
    return projects_for(user).filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None


def draft_from(user: Any, project: Project) -> dict[str, Any]:
    """The first words of a form for an activity of a project."""
    powers = standing(user)
    parties = [party.organization for party in project.partnership.parties.select_related("organization")]
    organizer = next((side for side in parties if powers.can(Power.ARRANGE, side)), None)
    if organizer is None:
        return {}
    return {"project": project, "organizer": organizer, **facts_of_project(project, organizer)}


TAKEN_OVER = (
    "kind", "category", "title", "words", "audience", "risks", "is_dangerous", "skills", "checklist", "min_age",
    "cancel_hours", "group_size", "by_selection",
)  # fmt: skip


def similar(user: Any, project: Project | None, limit: int = 3) -> QuerySet[Activity]:
    """What went well before and a draft may begin from: rated activities, of the project's field when there is one."""
    rows = Activity.objects.visible_to(user).filter(
        state__in=[Activity.State.FINISHED, Activity.State.SETTLED]
    )
    if project is not None:
        rows = rows.filter(category=project.partnership.field)
    rows = rows.annotate(mean=Avg("ratings__stars"), voices=Count("ratings")).filter(voices__gt=0)
    return rows.select_related("organizer").order_by("-mean", "-voices", "-pk")[:limit]


def words_like(user: Any, asked: str) -> dict[str, Any]:
    """What a draft takes over from the activity that the address names; never its places, times or contact."""
    pattern = None
    if asked.isascii() and asked.isdigit() and len(asked) < 16:
        pattern = Activity.objects.visible_to(user).filter(pk=int(asked)).first()
    if pattern is None:
        return {}
    known = {name: getattr(pattern, name) for name in TAKEN_OVER}
    return {**known, "skills": "，".join(pattern.skills), "checklist": "\n".join(pattern.checklist)}
