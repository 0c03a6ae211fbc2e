"""The parts of a book of records: tables of what was recorded once, each row with the address of its page.

Things are listed, people never. Written in the language that is active: books are made in Chinese.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.components.dates import hours
from gongjian.documents.models import Document
from gongjian.partnerships.models import Claim, Cycle
from gongjian.reviews.models import Decision, Signature

from .figures import Signal, signals_of
from .measures import in_force
from .periods import Period
from .rows import activity_rows, need_rows
from .scopes import Scope


@dataclass(frozen=True)
class Part:
    """One table: `links` holds the path of each row's page; `bars` is the column drawn as bars, -1 for none."""

    title: str
    head: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    note: str = ""
    bars: int = -1

    def add(self, link: str, *cells: Any) -> None:
        self.rows.append(list(cells))
        self.links.append(link)

    def facts(self) -> dict[str, Any]:
        return asdict(self)


Maker = Callable[[Scope, Period], Part]


def day(value: Any) -> str:
    """A day or the local day of a moment as a book keeps it; empty when there is none."""
    if value is None:
        return ""
    return (timezone.localtime(value).date() if hasattr(value, "tzinfo") else value).isoformat()


def _numbers(kind: str, rows: list[Any]) -> dict[str, str]:
    """The numbers of valid papers about some rows, by the row's key."""
    if not rows:
        return {}
    about = {"subject_type": rows[0]._meta.label_lower, "subject_id__in": [str(row.pk) for row in rows]}
    found = Document.objects.filter(kind=kind, revoked_at=None, **about).order_by("issued_at")
    return dict(found.values_list("subject_id", "number"))


def agreements(scope: Scope, period: Period) -> Part:
    """Agreements in force on at least one day of the period."""
    head = [_("Agreement"), _("Parties"), _("Field"), _("from"), _("until"), _("State"), _("Paper number")]
    part = Part(_("Agreements"), head, widths=[4, 5, 2, 3, 3, 2, 4])
    rows = scope.partnerships().filter(in_force(period))
    found = list(rows.prefetch_related("parties__organization").order_by("active_since", "pk"))
    numbers = _numbers(Document.Kind.AGREEMENT, found)
    for row in found:
        parties = "、".join(party.organization.label for party in row.parties.all())
        state = f"{row.get_state_display()}：{row.end_reason}" if row.end_reason else row.get_state_display()
        cells = (row.title, parties, row.get_field_display(), day(row.starts_on), day(row.ends_on))
        number = numbers.get(str(row.pk), "")
        part.add(reverse("partnerships:partnership", args=[row.pk]), *cells, state, number)
    return part


def projects(scope: Scope, period: Period) -> Part:
    """Projects with a round in the period: every target with what was measured."""
    head = [_("Project"), _("Led by"), _("Round"), _("Indicator"), _("Baseline"), _("Goal"), _("Measured")]
    part = Part(_("Projects and measured values"), [*head, _("Reached")], widths=[5, 3, 1, 4, 2, 2, 2, 2])
    wanted = Cycle.objects.filter(starts_on__lte=period.until)
    wanted = wanted.filter(Q(closed_at=None) | Q(closed_at__gte=period.start))
    rounds = Prefetch("cycles", wanted.prefetch_related("targets"), to_attr="rounds")
    rows = scope.projects().filter(cycles__in=wanted).distinct().select_related("led_by")
    for row in rows.prefetch_related(rounds).order_by("title", "pk"):
        link = reverse("partnerships:project", args=[row.pk])
        for cycle in row.rounds:
            for target in cycle.targets.all():
                part.add(link, row.title, row.led_by.label, cycle.number, *_target(target))
            if not cycle.targets.all():
                part.add(link, row.title, row.led_by.label, cycle.number, _("no target"), "", "", "", "")
    return part


def _target(target: Any) -> list[str]:
    values = [f"{value.normalize():f} {target.unit}" for value in (target.baseline, target.goal)]
    if target.measured is None:
        return [target.indicator, *values, _("not measured"), ""]
    measured = f"{target.measured.normalize():f} {target.unit}"
    return [target.indicator, *values, measured, str(_("yes") if target.reached else _("no"))]


def activities(scope: Scope, period: Period) -> Part:
    """Activities with a shift in the period: how many came, and the hours that both sides confirmed."""
    head = [_("Activity"), _("Day"), _("Kind"), _("Organiser and partner"), _("Place"), _("People who came")]
    head += [_("Hours"), _("Confirmed by both"), _("Record sheet")]
    part = Part(_("Activities, attendance and hours"), head, widths=[5, 3, 2, 4, 4, 2, 2, 2, 4])
    found = list(activity_rows(scope, period).order_by("first", "pk"))
    numbers = _numbers(Document.Kind.RECORD_SHEET, found)
    for row in found:
        sides = "、".join(side.label for side in (row.organizer, row.partner) if side)
        counts = (row.came, hours(row.minutes), hours(row.both), numbers.get(str(row.pk), ""))
        cells = (row.title, day(row.first), row.get_kind_display(), sides, row.where)
        part.add(reverse("activities:detail", args=[row.pk]), *cells, *counts)
    return part


def needs(scope: Scope, period: Period) -> Part:
    """Needs in hand in the period, met or not, with the resident's answer."""
    head = [
        _("Need"),
        _("Neighbourhood"),
        _("State"),
        _("Proposed"),
        _("Met"),
        _("Days waited"),
        _("Taken up by"),
    ]
    note = _("Also what was not met stands here: an honest end is no shame.")
    part = Part(
        _("Needs and residents' answers"),
        [*head, _("The resident says"), _("Stars")],
        widths=[5, 3, 2, 3, 3, 1, 3, 2, 1],
        note=note,
    )
    takers = Claim.objects.filter(need=OuterRef("pk"), state=Claim.State.ACCEPTED).order_by("-pk")
    rows = need_rows(scope, period).annotate(taker=Subquery(takers.values("organization__name")[:1]))
    verdicts = {"done": _("all done"), "partly": _("partly done"), "not_done": _("not done")}
    for row in rows.order_by("proposed_at", "pk"):
        days = (row.met_at - row.proposed_at).days if row.met_at else ""
        cells = (
            row.title,
            row.community.label,
            row.get_state_display(),
            day(row.proposed_at),
            day(row.met_at),
        )
        said = (verdicts.get(row.verdict, _("not asked")), row.stars or "")
        part.add(reverse("partnerships:need", args=[row.pk]), *cells, days, row.taker or "", *said)
    return part


def decisions(scope: Scope, period: Period) -> Part:
    """Joint decisions closed in the period, with who signed and who was silent."""
    head = [
        _("Project"),
        _("Round"),
        _("Decision"),
        _("Reasons"),
        _("Signed by"),
        _("Silent"),
        _("Closed on"),
    ]
    part = Part(_("Joint decisions"), head, widths=[4, 1, 2, 6, 4, 3, 3])
    rows = Decision.objects.exclude(state=Decision.State.OPEN)
    rows = rows.filter(cycle__project__partnership__in=scope.partnerships().values("pk"))
    rows = rows.filter(closed_at__gte=period.start, closed_at__lt=period.end)
    signed = Prefetch("signatures", Signature.objects.select_related("organization"))
    for row in rows.select_related("cycle__project").prefetch_related(signed).order_by("closed_at", "pk"):
        signers = "、".join(
            each.organization.label for each in row.signatures.all() if each.version == row.version
        )
        cells = (row.cycle.project.title, row.cycle.number, row.get_outcome_display(), row.reasons, signers)
        link = reverse("partnerships:project", args=[row.cycle.project_id])
        part.add(link, *cells, "、".join(row.silent), day(row.closed_at))
    return part


def papers(scope: Scope, period: Period) -> Part:
    """Papers of organisations issued in the period, ledgers apart; nobody's own certificates."""
    head = [_("Paper number"), _("Kind"), _("Title"), _("Issued on"), _("State")]
    part = Part(_("Papers with their numbers"), head, widths=[3, 3, 6, 3, 2])
    rows = scope.papers().exclude(kind=Document.Kind.YEARLY_LEDGER)
    rows = rows.filter(issued_at__gte=period.start, issued_at__lt=period.end)
    for row in rows.order_by("issued_at", "pk"):
        state = _("void") if row.revoked_at else _("valid")
        cells = (row.number, row.get_kind_display(), row.title, day(row.issued_at), state)
        part.add(reverse("documents:detail", args=[row.pk]), *cells)
    return part


SUMMARY = ("participants", "hours", "needs_met", "confirmed", "waiting", "satisfaction")


def summary(scope: Scope, period: Period) -> list[list[Any]]:
    """The numbers at the head of a book: the same signals as the pages show, with what they were counted from."""
    shown = {each.key: each for each in signals_of(scope, period)}
    return [[shown[key].label, said(shown[key])] for key in SUMMARY]


def said(signal: Signal) -> str:
    """A signal in one cell: its number and what it was counted from, or why there is none."""
    if not signal.known:
        return signal.small or _("nothing yet")
    number = f"{signal.text}{signal.unit}" if signal.unit == "%" else f"{signal.text} {signal.unit}"
    return _("%(number)s (%(from)s)") % {"number": number, "from": signal.small} if signal.small else number


LEDGER: list[tuple[Any, Maker]] = [
    (gettext_lazy("Agreements"), agreements),
    (gettext_lazy("Projects and measured values"), projects),
    (gettext_lazy("Activities, attendance and hours"), activities),
    (gettext_lazy("Needs and residents' answers"), needs),
    (gettext_lazy("Joint decisions"), decisions),
    (gettext_lazy("Papers with their numbers"), papers),
]
