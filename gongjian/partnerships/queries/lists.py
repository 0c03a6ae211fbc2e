"""The three lists of one organisation: how long they are, and as tables to take away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Need, Party, Project, Resource

from .needs import TAKEN

Row = list[Any]
NEED_COLUMNS = [
    _("receipt number"), _("need or small wish"), _("title"), _("what is wanted, in plain words"), _("category"),
    _("neighbourhood"), _("place"), _("people helped"), _("helpers wanted"), _("skills wanted"), _("good times"),
    _("urgency"), _("needed until"), _("state"), _("taken up by"), _("proposed on"), _("published on"), _("done on"),
]  # fmt: skip
RESOURCE_COLUMNS = [
    _("kind of resource"), _("title"), _("details and conditions"), _("category"), _("offered by"), _("skills"),
    _("free times"), _("people available"), _("state"), _("reserved for"), _("reserved until"), _("added on"),
]  # fmt: skip
PROJECT_COLUMNS = [
    _("title"), _("problem"), _("for whom"), _("agreement"), _("parties"), _("led by"), _("needs behind it"),
    _("state"), _("cycle"), _("stage"), _("targets"), _("begun on"),
]  # fmt: skip


def needs_in(organization: Organization) -> QuerySet[Need]:
    """Every need of a neighbourhood, or those that an organisation offered to take up, newest first."""
    claimed = Q(claims__organization=organization)
    found = Need.objects.filter(pk__in=Need.objects.filter(claimed).values("pk")).public()
    found |= Need.objects.filter(community=organization)
    rows = found.select_related("community", "place").prefetch_related(TAKEN)
    return rows.order_by("-proposed_at", "-pk")


def resources_in(organization: Organization) -> QuerySet[Resource]:
    rows = Resource.objects.filter(organization=organization).select_related("organization", "reserved_for")
    return rows.order_by("state", "title", "pk")


def projects_in(organization: Organization) -> QuerySet[Project]:
    """Projects of agreements to which the organisation is a party, newest first."""
    parties = Party.objects.filter(organization=organization)
    everybody = Prefetch("partnership__parties", Party.objects.select_related("organization"))
    rows = Project.objects.filter(partnership__in=parties.values("partnership_id"))
    rows = rows.select_related("partnership", "led_by").prefetch_related(
        everybody, "needs", "cycles__targets"
    )
    return rows.order_by("-created_at", "-pk")


def _need_row(need: Need) -> Row:
    taken = need.taken_by
    return [
        need.receipt_shown, need.get_kind_display(), need.title, need.words, need.get_category_display(),
        need.community.name, need.place.name if need.place else "", need.beneficiaries, need.people_wanted,
        need.skills, need.time_words, need.get_urgency_display(), need.until, need.get_state_display(),
        taken.organization.name if taken else "", need.proposed_at, need.published_at, need.met_at,
    ]  # fmt: skip


def _resource_row(resource: Resource) -> Row:
    kept = resource.reserved_for
    return [
        resource.get_kind_display(), resource.title, resource.words, resource.get_category_display(),
        resource.organization.name, resource.skills, resource.time_words, resource.people,
        resource.get_state_display(), kept.name if kept else "", resource.reserved_until, resource.created_at,
    ]  # fmt: skip


def _project_row(project: Project) -> Row:
    cycle = project.newest_cycle
    return [
        project.title, project.problem, project.target_group, project.partnership.title,
        [party.organization.name for party in project.partnership.parties.all()], project.led_by.name,
        [need.title for need in project.needs.all()], project.get_state_display(), cycle.number if cycle else None,
        cycle.get_state_display() if cycle else "", [str(target) for target in cycle.targets.all()] if cycle else [],
        project.created_at,
    ]  # fmt: skip


@dataclass(frozen=True)
class ListTable:
    """One of the three lists: its title, its columns, where its rows come from."""

    title: Any
    columns: list[Any]
    rows_in: Callable[[Organization], QuerySet[Any]]
    row: Callable[[Any], Row]


TABLES: dict[str, ListTable] = {
    "needs": ListTable(_("List of needs"), NEED_COLUMNS, needs_in, _need_row),
    "resources": ListTable(_("List of resources"), RESOURCE_COLUMNS, resources_in, _resource_row),
    "projects": ListTable(_("List of projects"), PROJECT_COLUMNS, projects_in, _project_row),
}


def table_of(organization: Organization, which: str) -> Iterator[Row]:
    """The rows of one list. A resident's name and contact are in none of them."""
    table = TABLES[which]
    return (table.row(each) for each in table.rows_in(organization))


def list_owners(user: Any) -> list[Organization]:
    """The organisations whose lists the person keeps by a post of their own."""
    own = standing(user).own
    paths = {path for power in (Power.ARRANGE, Power.LEAD, Power.SERVE) for path in own.get(power, ())}
    return list(Organization.objects.open().filter(path__in=sorted(paths)).order_by("path"))


@dataclass(frozen=True)
class ListCount:
    """One list of an organisation with its number of rows."""

    which: str
    title: Any
    number: int
    fillable: bool


def counted_lists(user: Any, organization: Organization) -> list[ListCount]:
    """The three lists; needs and resources can be filled by those who may write them."""
    perms = {"needs": "partnerships.take_down_need", "resources": "partnerships.save_resource"}
    return [
        ListCount(
            which,
            table.title,
            table.rows_in(organization).count(),
            which in perms and user.has_perm(perms[which], organization),
        )
        for which, table in TABLES.items()
    ]
