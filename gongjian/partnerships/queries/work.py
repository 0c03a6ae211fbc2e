"""Reading the work of a project: tasks, spending, where its plan went, and what counts as begun in earnest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gongjian.core.components.dates import days_between
from gongjian.documents.models import Document
from gongjian.documents.queries import issued_for
from gongjian.organizations.models import Place
from gongjian.partnerships.models import Cycle, Partnership, Party, Project, Spending, Task

from .cases import measured_words


def find_task(user: Any, pk: int) -> Task:
    """A task of a project that the person may see; otherwise there is none (404)."""
    return get_object_or_404(Task.objects.visible_to(user).select_related("project__partnership"), pk=pk)


@dataclass(frozen=True)
class Work:
    """Tasks and spending of one project, read once."""

    tasks: list[Task]
    spendings: list[Spending]

    @property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.done_at is None]

    @property
    def money(self) -> int:
        """What the parties paid, in fen."""
        return sum(row.fen or 0 for row in self.spendings if row.kind == Spending.Kind.MONEY)

    @property
    def in_kind(self) -> int:
        """What things and work were worth, as far as somebody said."""
        return sum(row.fen or 0 for row in self.spendings if row.kind == Spending.Kind.IN_KIND)


def work_of(project: Project) -> Work:
    """What was promised and what it cost: open tasks first."""
    tasks = list(project.tasks.select_related("organization"))
    tasks.sort(key=lambda task: (task.done_at is not None, task.due_on, task.pk))
    return Work(tasks, list(project.spendings.select_related("organization")))


def extensions_of(user: Any, project: Project) -> QuerySet[Project]:
    """The projects that took this one's plan over, as far as the person sees them."""
    rows: QuerySet[Project] = Project.objects.visible_to(user).filter(extends=project)
    return rows.select_related("place", "led_by").order_by("pk")


def proven_cycle(project: Project) -> Cycle | None:
    """The last closed cycle that was not stopped: its plan and its measured result can go to further sites."""
    closed = [
        cycle
        for cycle in project.cycles.all()
        if cycle.state == Cycle.Stage.CLOSED and cycle.outcome != Cycle.Outcome.STOP
    ]
    return max(closed, key=lambda cycle: cycle.number, default=None)


def evidence_of(cycle: Cycle, more: str = "") -> str:
    """What was measured at a site, in words that stand in the plan of the next one."""
    where = cycle.project.place.name if cycle.project.place else cycle.project.title
    facts = {
        "place": where,
        "days": days_between(cycle.starts_on, cycle.ends_on),
        "outcome": cycle.get_outcome_display(),
    }
    head = _("Tried at “%(place)s”, %(days)s; decided by both sides: %(outcome)s.") % facts
    return "\n".join(part for part in (head, measured_words(cycle), more) if part)[:1000]


@dataclass(frozen=True)
class Site:
    """A place to which a plan may go, under an agreement in force."""

    partnership: Partnership
    place: Place

    @property
    def key(self) -> str:
        return f"{self.partnership.pk}-{self.place.pk}"

    @property
    def label(self) -> str:
        return f"{self.place.name} · {self.partnership.title}"


def further_sites(project: Project) -> list[Site]:
    """Places of the partners of whoever leads the project, where its plan is not at work yet."""
    led = Party.objects.filter(organization=project.led_by_id).values("partnership_id")
    parties = Prefetch(
        "parties", Party.objects.select_related("organization").prefetch_related("organization__places")
    )
    active = Partnership.objects.filter(pk__in=led, state=Partnership.State.ACTIVE)
    busy = {project.place_id, *_sites_in_use(project.extensions.all())}
    found: dict[int, Site] = {}
    for partnership in active.prefetch_related(parties).order_by("pk"):
        for party in partnership.parties.all():
            for place in party.organization.places.all():
                if place.pk not in busy and party.organization_id != project.led_by_id:
                    found.setdefault(place.pk, Site(partnership, place))
    return list(found.values())


def _sites_in_use(projects: Iterable[Project]) -> set[int | None]:
    return {each.place_id for each in projects if each.state != Project.State.STOPPED}


def signed_survey_reports(partnership: Partnership) -> QuerySet[Document]:
    """Survey reports that both sides have signed; each is a valid paper about the agreement."""
    return issued_for(partnership, Document.Kind.SURVEY_REPORT)


def pilots_of(partnership: Partnership) -> QuerySet[Project]:
    """Pilots of an agreement that have at least begun."""
    return Project.objects.filter(partnership=partnership, is_pilot=True).exclude(state=Project.State.PLANNED)
