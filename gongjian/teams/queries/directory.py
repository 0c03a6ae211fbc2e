"""Teams and their people."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.access import require, standing
from gongjian.core.clock import today
from gongjian.organizations.models import Affiliation, Appointment, Organization, Side
from gongjian.organizations.posts import Power

from ..models import Membership, VolunteerTeam

State = VolunteerTeam.State
SIDES = ("campus", "community", "campus_leader", "community_leader")


def teams(user: Any, kind: str = "", show: str = "") -> QuerySet[VolunteerTeam]:
    """The public list: active ones, those that call for members first; `show` is calling or closed."""
    rows = VolunteerTeam.objects.visible_to(user).public().select_related("campus", "community")
    rows = rows.filter(state=State.CLOSED if show == "closed" else State.ACTIVE)
    if show == "calling":
        rows = rows.filter(call_until__gte=today())
    if kind in VolunteerTeam.Kind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by(F("call_until").desc(nulls_last=True), "-accepted_at", "-pk")


def team_of(user: Any, pk: int) -> VolunteerTeam:
    """One that the person may see, else 404."""
    rows = VolunteerTeam.objects.visible_to(user).select_related(*SIDES, "proposed_by")
    return get_object_or_404(rows, pk=pk)


def team_to(user: Any, perm: str, pk: int) -> VolunteerTeam:
    """One with which the person may do something; 403 for others who may see it."""
    found = team_of(user, pk)
    require(user, perm, found)
    return found


def own_teams(user: Any) -> QuerySet[VolunteerTeam]:
    """Where the person is a member or leads, and what their organisations proposed or are asked for."""
    powers = standing(user)
    mine = Membership.objects.filter(person_id=user.pk, state=Membership.State.MEMBER)
    asked = powers.condition(Power.ARRANGE, "campus") | powers.condition(Power.ARRANGE, "community")
    rows = VolunteerTeam.objects.visible_to(user).filter(
        Q(pk__in=mine.values("team_id")) & ~Q(state=State.CLOSED) | Q(state=State.PROPOSED) & asked
    )
    return rows.select_related("campus", "community").order_by("-proposed_at", "-pk")


def waiting_for(user: Any) -> int:
    """How many people wait for the person's answer, in the teams that they lead."""
    mine = Q(team__campus_leader_id=user.pk) | Q(team__community_leader_id=user.pk)
    return Membership.objects.filter(mine, state=Membership.State.ASKED, team__state=State.ACTIVE).count()


def belongs(person: User, organization: Organization) -> bool:
    """Affiliated with the organisation or one below it, or holding a post there."""
    powers = standing(person)
    posts = (row.organization.path for row in powers.appointments)
    return powers.belongs_to(organization) or any(path.startswith(organization.path) for path in posts)


def named_of(organization: Organization, name: str) -> list[User]:
    """The people of an organisation, and of those below it, who have this name; two at most are read."""
    below = Organization.objects.subtree(organization.path)
    rows = Affiliation.objects.current().filter(organization__in=below).values("person_id")
    posts = Appointment.objects.current().filter(organization__in=below).values("person_id")
    people = User.objects.filter(is_active=True, display_name=name)
    return list(people.filter(Q(pk__in=rows) | Q(pk__in=posts)).order_by("pk")[:2])


def own_organizations(user: Any) -> QuerySet[Organization]:
    """For which organisations the person may found a team; 403 for nobody."""
    require(user, "teams.found")
    mine = standing(user).condition(Power.ARRANGE, "")
    return Organization.objects.open().filter(mine, side__in=[Side.CAMPUS, Side.COMMUNITY]).order_by("path")


def partners_for(user: Any) -> QuerySet[Organization]:
    """Whom one may ask to lead a team together: committees, branches, logistics and neighbourhoods."""
    kind = Organization.Kind
    kinds = [kind.GENERAL_BRANCH, kind.BRANCH, kind.LEAGUE_BRANCH, kind.LOGISTICS, kind.COMMUNITY_COMMITTEE]
    rows = Organization.objects.open().filter(kind__in=kinds, side__in=[Side.CAMPUS, Side.COMMUNITY])
    return rows.order_by("side", "path")


def members_of(user: Any, team: VolunteerTeam, *states: str) -> QuerySet[Membership]:
    """The people of a team, for those who may see them: who asked first."""
    require(user, "teams.see_members", team)
    rows = Membership.objects.visible_to(user).filter(team=team).select_related("person")
    return rows.filter(state__in=states or [Membership.State.ASKED, Membership.State.MEMBER]).order_by(
        "state", "asked_at", "pk"
    )


def named_members(team: VolunteerTeam) -> list[Membership]:
    """Whom the public page names: members who have allowed it, and nobody else."""
    rows = team.memberships.filter(state=Membership.State.MEMBER, is_named=True)
    return list(rows.order_by("since", "pk")[:60])


def my_membership(user: Any, team: VolunteerTeam) -> Membership | None:
    """The person's own row in a team."""
    return team.memberships.filter(person_id=user.pk).first() if user.pk else None


def membership_of(user: Any, pk: int) -> Membership:
    """One that the person may see, else 404."""
    rows = Membership.objects.visible_to(user).select_related("person", *(f"team__{name}" for name in SIDES))
    return get_object_or_404(rows, pk=pk)


def invariants() -> Iterator[str]:
    """The counter says how many members there are."""
    counted = Count("memberships", filter=Q(memberships__state=Membership.State.MEMBER))
    for team in VolunteerTeam.objects.annotate(n=counted).exclude(n=F("members")):
        yield f"teams: {team.pk} says {team.members} members and has {team.n}"
