"""The steps of a path and the one next act: both follow from the rows, nothing is stored."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.access import standing
from gongjian.core.components.dates import month_day
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Cycle, Party, Project
from gongjian.partnerships.queries import arranged_parties, led_parties, proven_cycle
from gongjian.reviews.queries import must_sign

from ..models import Report, Signature, StartPath


def report_of(path: StartPath) -> Report | None:
    """The report, or None; a reverse one-to-one raises instead."""
    return getattr(path, "report", None)


def signed_by(report: Report) -> dict[int, Signature]:
    """Organisation → its signature under the present version."""
    return {row.organization_id: row for row in report.signatures.all() if row.version == report.version}


def to_sign(report: Report, parties: list[Party]) -> list[Party]:
    """Whose signature is still needed; one side cannot stand in for the other."""
    if report.state == Report.State.SIGNED:
        return []
    signed = signed_by(report)
    return [party for party in must_sign(parties) if party.organization_id not in signed]


def must_reason(path: StartPath, parties: list[Party]) -> list[Party]:
    """Whose part of the joint analysis is missing."""
    said = {reason.organization_id for reason in path.reasons.all()}
    return [party for party in must_sign(parties) if party.organization_id not in said]


def waiting_reports(user: Any) -> QuerySet[Report]:
    """Reports that wait for a party for which the person signs."""
    leads = Party.objects.filter(standing(user).condition(Power.LEAD, "organization"))
    own = leads.values("organization_id")
    signed = Signature.objects.filter(
        report=OuterRef("pk"), version=OuterRef("version"), organization__in=own
    )
    rows: QuerySet[Report] = Report.objects.visible_to(user).filter(
        ~Exists(signed), state=Report.State.DRAFT, path__partnership__in=leads.values("partnership_id")
    )
    return rows.select_related("path__partnership").order_by("written_at", "pk")


@dataclass(frozen=True)
class NextAct:
    """The one thing that comes next: what, why, where; without `href` it is somebody else's turn."""

    title: str
    why: str
    href: str = ""
    label: str = ""
    icon: str = "arrow-right"


@dataclass(frozen=True)
class PathPage:
    """A path with its steps."""

    path: StartPath
    parties: list[Party]
    steps: list[tuple[str, str, str]]
    act: NextAct
    report: Report | None
    signatures: dict[int, Signature]
    mine_to_sign: list[Party]
    mine_to_reason: list[Party]
    proven: Cycle | None

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step[2] == "done")

    @property
    def lines(self) -> list[tuple[Party, Signature | None]]:
        """Every party that must sign, with its signature or the place for it."""
        return [(party, self.signatures.get(party.organization_id)) for party in must_sign(self.parties)]


def path_page(user: Any, path: StartPath) -> PathPage:
    """Everything about one path, from rows that were read with it."""
    parties, report = list(path.partnership.parties.all()), report_of(path)
    waiting = to_sign(report, parties) if report else []
    silent = must_reason(path, parties)
    led = {party.pk for party in led_parties(user, path.partnership)}
    mine = {party.pk for party in arranged_parties(user, path.partnership)}
    proven = proven_cycle(path.pilot) if path.pilot else None
    facts = _done(path, report, silent, proven)
    now_at = next((at for at, done in enumerate(facts) if not done), len(facts))
    steps = [
        (name, sentence, "done" if facts[at] else "now" if at == now_at else "todo")
        for at, (name, sentence) in enumerate(_sentences(path, report, waiting, silent, proven))
    ]
    page = PathPage(
        path,
        parties,
        steps,
        NextAct("", ""),
        report,
        signed_by(report) if report else {},
        mine_to_sign=[party for party in waiting if party.pk in led],
        mine_to_reason=[party for party in silent if party.pk in mine],
        proven=proven,
    )
    act = _act(page, now_at, waiting, silent)
    return PathPage(**{**page.__dict__, "act": act if mine else NextAct(act.title, act.why)})


def _done(path: StartPath, report: Report | None, silent: list[Party], proven: Cycle | None) -> list[bool]:
    """For each step whether it is done."""
    members = {member.organization_id for member in path.members.all()}
    whole = all(party.organization_id in members for party in must_sign(list(path.partnership.parties.all())))
    extended = (
        any(each.state != Project.State.STOPPED for each in path.pilot.extensions.all())
        if path.pilot
        else False
    )
    signed = bool(report and report.state == Report.State.SIGNED)
    visited = bool(path.visits.all())
    return [
        whole,
        visited,
        signed,
        signed and not silent,
        path.pilot is not None,
        proven is not None,
        extended,
    ]


def _names(parties: list[Party]) -> str:
    return "、".join(party.organization.label for party in parties)


def _sentences(
    path: StartPath, report: Report | None, waiting: list[Party], silent: list[Party], proven: Cycle | None
) -> list[tuple[str, str]]:
    """Name of each step and how far it is, in a few words."""
    people, visits = len(path.members.all()), len(path.visits.all())
    return [
        (
            _("Working group"),
            ngettext("%(n)d person with a duty", "%(n)d people with duties", people) % {"n": people},
        ),
        (
            _("Field visits"),
            ngettext("%(n)d visit", "%(n)d visits", visits) % {"n": visits} if visits else _("Go and look"),
        ),
        (_("Survey report"), _report_words(report, waiting)),
        (
            _("Joint analysis"),
            _("Missing: %(names)s") % {"names": _names(silent)} if silent else _("Both sides have written"),
        ),
        (_("Feasibility plan and work plan"), _plan_words(path)),
        (_("Pilot at one site"), _pilot_words(path, proven)),
        (_("Extend to further sites"), _extended_words(path)),
    ]


def _report_words(report: Report | None, waiting: list[Party]) -> str:
    if report is None:
        return _("One report, written from the visits")
    if report.state == Report.State.SIGNED and report.signed_at:
        return _("Signed by all on %(day)s") % {"day": month_day(report.signed_at)}
    return _("Waiting for: %(names)s") % {"names": _names(waiting)}


def _plan_words(path: StartPath) -> str:
    if path.pilot is None:
        return _("Made from the records, with a number")
    return _("Made for “%(project)s”") % {"project": path.pilot.title}


def _pilot_words(path: StartPath, proven: Cycle | None) -> str:
    if path.pilot is None:
        return _("One site first, with a measured target")
    where = path.pilot.place.name if path.pilot.place else path.pilot.title
    if proven is not None:
        return _("“%(place)s”: measured and decided") % {"place": where}
    return _("“%(place)s”: %(state)s") % {"place": where, "state": path.pilot.get_state_display()}


def _extended_words(path: StartPath) -> str:
    sites = [each for each in path.pilot.extensions.all() if each.place] if path.pilot else []
    if not sites:
        return _("The plan goes on with its measured result")
    return _("Also at: %(places)s") % {"places": "、".join(each.place.name for each in sites if each.place)}


def _act(page: PathPage, now_at: int, waiting: list[Party], silent: list[Party]) -> NextAct:
    """Seven questions, asked in turn."""
    path = page.path
    choices = [
        lambda: NextAct(
            _("Who works on it?"), _("Each side names at least one person with a duty."),
            reverse("startpath:add_member", args=[path.pk]), _("Add somebody"), "user-plus",
        ),
        lambda: NextAct(
            _("Go and look"), _("Date, place, who went and what you found. Words are enough."),
            reverse("startpath:record_visit", args=[path.pk]), _("Note a visit"), "map-pin",
        ),
        lambda: _report_act(page, waiting),
        lambda: _reason_act(page, silent),
        lambda: NextAct(
            _("Plan the pilot"), _("The form knows what the report and the analysis say; both plans are made from it."),
            reverse("startpath:plan_pilot", args=[path.pk]), _("Plan the pilot"), "clipboard-list",
        ),
        lambda: _pilot_act(path.pilot),
        lambda: _extend_act(path.pilot),
        lambda: _extend_act(path.pilot),
    ]  # fmt: skip
    return choices[now_at]()


def _report_act(page: PathPage, waiting: list[Party]) -> NextAct:
    write = reverse("startpath:write_report", args=[page.path.pk])
    if page.report is None:
        why = _("Your visits stand in it already; say what is the matter and what you advise.")
        return NextAct(_("Write the survey report"), why, write, _("Write the report"), "file-text")
    if page.mine_to_sign:
        why = _("Read it; signed by all it gets its number and no longer changes.")
        return NextAct(_("Sign the survey report"), why, "#report", _("Read and sign"), "signature")
    title = _("Waiting for signatures: %(names)s") % {"names": _names(waiting)}
    return NextAct(title, _("They have been told."))


def _reason_act(page: PathPage, silent: list[Party]) -> NextAct:
    if page.mine_to_reason:
        why = _("Why is it so, and what can your side bring? The other side writes its own part.")
        href = reverse("startpath:give_reason", args=[page.path.pk])
        return NextAct(_("Your part of the joint analysis"), why, href, _("Write our part"), "messages")
    title = _("Waiting for the other side's part: %(names)s") % {"names": _names(silent)}
    return NextAct(title, _("They have been told."))


def _pilot_act(pilot: Any) -> NextAct:
    href = reverse("partnerships:project", args=[pilot.pk])
    if pilot.state == Project.State.PLANNED:
        return NextAct(
            _("Start the pilot"), _("Everything is planned."), href, _("Open the pilot"), "player-play"
        )
    why = _("When its cycle is measured and both sides have decided, its plan can go to further sites.")
    return NextAct(_("The pilot is at work"), why, href, _("Open the pilot"), "target")


def _extend_act(pilot: Any) -> NextAct:
    href = reverse("startpath:extend", args=[pilot.pk])
    why = _("Plan and measured result are copied; you only say how it is there today.")
    return NextAct(_("Extend it to a further site"), why, href, _("Extend to a site"), "copy")
