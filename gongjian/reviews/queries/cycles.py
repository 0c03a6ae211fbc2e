"""A cycle's check, its decision and who has signed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities.models import SignUp
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.organizations.models import Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Cycle, Party, Project, Target
from gongjian.policy.queries import value

from ..models import Confirmation, Decision, Signature
from .residents import Answers, answers, words_of
from .targets import TargetLine, target_line

TWO_SIDES = [Side.CAMPUS, Side.COMMUNITY]


def cycle_for(user: Any, pk: int) -> Cycle:
    """A cycle of a project that the person sees, or 404."""
    rows = Cycle.objects.filter(project__in=Project.objects.visible_to(user))
    rows = rows.select_related("project__partnership", "project__place", "project__led_by")
    return get_object_or_404(rows, pk=pk)


def decision_for(user: Any, pk: int) -> Decision:
    """A decision that the person sees, or 404."""
    return get_object_or_404(
        Decision.objects.visible_to(user).select_related("cycle__project__partnership"), pk=pk
    )


def decision_of(user: Any, cycle: Cycle) -> Decision | None:
    """The decision on a cycle, as far as the person sees it."""
    return Decision.objects.visible_to(user).filter(cycle=cycle).first()


def parties_of(cycle: Cycle) -> list[Party]:
    return list(cycle.project.partnership.parties.select_related("organization"))


def my_parties(user: Any, cycle: Cycle, perm: str) -> list[Party]:
    """The parties for which the person may do this: `reviews.propose_decision`, `…sign_decision` and the like."""
    return [party for party in parties_of(cycle) if user.has_perm(perm, party)]


def must_sign(parties: list[Party]) -> list[Party]:
    """Every campus-side and every community-side party; all parties where one of the two sides takes no part."""
    two = [party for party in parties if party.side in TWO_SIDES]
    return two if {party.side for party in two} == set(TWO_SIDES) else parties


def signed_parties(decision: Decision) -> dict[int, Signature]:
    """Organisation → its signature under the present version."""
    return {row.organization_id: row for row in decision.signatures.all() if row.version == decision.version}


def missing_parties(decision: Decision) -> list[Party]:
    """Whose signature is still needed."""
    signed = signed_parties(decision)
    return [party for party in must_sign(parties_of(decision.cycle)) if party.organization_id not in signed]


def overdue_decisions() -> QuerySet[Decision]:
    """Decisions that waited for a signature longer than the rules allow."""
    days = int(value("cycle.silent_after_days"))
    return Decision.objects.overdue(now() - dt.timedelta(days=days)).select_related(
        "cycle__project__partnership"
    )


def decisions_to_sign(user: Any) -> QuerySet[Decision]:
    """Open decisions that wait for a party for which the person signs."""
    leads = Party.objects.filter(standing(user).condition(Power.LEAD, "organization"))
    signed = Signature.objects.filter(
        decision=OuterRef("pk"), version=OuterRef("version"), organization__in=leads.values("organization_id")
    )
    rows = Decision.objects.visible_to(user).filter(
        ~Exists(signed),
        state=Decision.State.OPEN,
        cycle__project__partnership__in=leads.values("partnership_id"),
    )
    return rows.select_related("cycle__project").order_by("proposed_at", "pk")


def cycles_to_check(user: Any) -> QuerySet[Cycle]:
    """Running cycles of the person's parties that have come to their end without a decision."""
    powers = standing(user)
    arranges = powers.condition(Power.ARRANGE, "organization") | powers.condition(Power.LEAD, "organization")
    parties = Party.objects.filter(arranges)
    rows = Cycle.objects.filter(
        ~Exists(Decision.objects.filter(cycle=OuterRef("pk"))),
        project__partnership__in=parties.values("partnership_id"),
        state__in=[Cycle.Stage.DO, Cycle.Stage.IMPROVE],
        ends_on__lte=today(),
    )
    return rows.select_related("project").order_by("ends_on", "pk")


def unmeasured(cycle: Cycle) -> list[Target]:
    """Targets without a measured value."""
    return list(cycle.targets.filter(measured__isnull=True).order_by("pk"))


def window(cycle: Cycle) -> tuple[dt.date, dt.date]:
    """The days of a cycle: from its start until it was closed, else until today."""
    last = cycle.closed_at.date() if cycle.closed_at else max(today(), cycle.starts_on)
    return cycle.starts_on, last


@dataclass(frozen=True)
class Participation:
    """Who came in a cycle: counted from seats, never listed by person."""

    activities: int
    times: int
    people: int
    minutes: int
    minutes_both: int


def participation(cycle: Cycle) -> Participation:
    """Attendance at the project's activities in the days of the cycle: one query."""
    since, until = window(cycle)
    rows = SignUp.objects.filter(
        shift__activity__project=cycle.project_id,
        shift__starts_at__date__gte=since,
        shift__starts_at__date__lte=until,
        state=SignUp.State.ATTENDED,
    )
    found = rows.aggregate(
        activities=Count("shift__activity", distinct=True),
        times=Count("pk"),
        people=Count("person", distinct=True),
        total=Sum("minutes", default=0),
        both=Sum("minutes", filter=Q(countersigned_at__isnull=False), default=0),
    )
    return Participation(
        found["activities"],
        found["times"],
        found["people"],
        minutes=found["total"],
        minutes_both=found["both"],
    )


def confirmations_of(user: Any, cycle: Cycle) -> QuerySet[Confirmation]:
    """What residents said of the project's needs in the days of the cycle."""
    since, until = window(cycle)
    rows: QuerySet[Confirmation] = Confirmation.objects.visible_to(user)
    return rows.filter(project=cycle.project_id, at__date__gte=since, at__date__lte=until)


@dataclass(frozen=True)
class SignatureLine:
    """One party and its signature, or the place for it."""

    party: Party
    signature: Signature | None
    mine: bool

    @property
    def look(self) -> str:
        """Which of the two colours of the bridge."""
        return "campus" if self.party.side == Side.CAMPUS else "community"


@dataclass(frozen=True)
class CyclePage:
    """All that the page of one cycle shows."""

    cycle: Cycle
    cycles: list[Cycle]
    targets: list[Target]
    participation: Participation
    answers: Answers
    asked: int
    words: list[Confirmation]
    decision: Decision | None
    parties: list[Party]
    lines: list[SignatureLine]
    mine: list[Party]
    silent_on: dt.date | None
    few_under: int
    headline: str

    @property
    def reached(self) -> int:
        return sum(1 for target in self.targets if target.reached)

    @property
    def may_decide(self) -> bool:
        """The check is whole and nobody has proposed a decision yet."""
        measured = all(target.measured is not None for target in self.targets)
        return (
            bool(self.targets)
            and measured
            and self.decision is None
            and self.cycle.state != Cycle.Stage.CLOSED
        )

    @property
    def waits_for_me(self) -> list[Party]:
        """The parties for which the person may sign now."""
        if self.decision is None or self.decision.state != Decision.State.OPEN:
            return []
        open_lines = {line.party.pk for line in self.lines if line.signature is None}
        return [party for party in self.mine if party.pk in open_lines]

    @property
    def measurable(self) -> bool:
        """Values may still be entered."""
        return self.decision is None and self.cycle.state in {Cycle.Stage.DO, Cycle.Stage.IMPROVE}

    @property
    def may_open_next(self) -> bool:
        """The last cycle is closed and the project goes on."""
        last = self.cycles[-1].pk == self.cycle.pk
        return last and self.cycle.state == Cycle.Stage.CLOSED and self.cycle.outcome != Cycle.Outcome.STOP

    @property
    def target_lines(self) -> list[TargetLine]:
        return [target_line(target) for target in self.targets]

    @property
    def stars(self) -> str:
        """The residents' average, when enough of them answered that none can be recognised."""
        enough = self.answers.stars is not None and self.answers.total >= self.few_under
        return f"{self.answers.stars:.1f}" if enough else ""

    @property
    def verdicts(self) -> list[tuple[str, int, float, str]]:
        """The three answers: words, number, per cent, tone."""
        said, whole = self.answers, self.answers.total or 1
        rows = [
            (_("all done"), said.done, "ok"),
            (_("partly done"), said.partly, "warn"),
            (_("not done"), said.not_done, "warn"),
        ]
        return [(label, number, 100 * number / whole, tone) for label, number, tone in rows]

    @property
    def pdca(self) -> list[tuple[str, str, str]]:
        """The four stages as the ring shows them: name, sentence, how far."""
        order = [Cycle.Stage.PLAN, Cycle.Stage.DO, Cycle.Stage.IMPROVE, Cycle.Stage.ACT]
        closed = self.cycle.state == Cycle.Stage.CLOSED
        now_at = len(order) if closed else order.index(Cycle.Stage(self.cycle.state))
        states = ["done" if i < now_at else "now" if i == now_at else "todo" for i in range(len(order))]
        return [
            (str(s.label), said, state)
            for s, said, state in zip(order, self._sentences(), states, strict=True)
        ]

    def _sentences(self) -> list[str]:
        targets, came = len(self.targets), self.participation
        measured = sum(1 for target in self.targets if target.measured is not None)
        done = ngettext(
            "%(n)s activity, %(times)s attendances",
            "%(n)s activities, %(times)s attendances",
            came.activities,
        )
        return [
            ngettext("%(n)s measurable target", "%(n)s measurable targets", targets) % {"n": targets},
            done % {"n": came.activities, "times": came.times},
            _("%(n)s of %(all)s targets measured") % {"n": measured, "all": targets},
            self.decision.get_outcome_display() if self.decision else _("What works becomes practice"),
        ]


def _closed_as(cycle: Cycle) -> str:
    if cycle.outcome == Cycle.Outcome.KEEP:
        return _("Cycle %(n)s is closed: what works is kept")
    if cycle.outcome == Cycle.Outcome.ADJUST:
        return _("Cycle %(n)s is closed: the next one is adjusted")
    return _("Cycle %(n)s is closed: the project stops")


def _headline(cycle: Cycle, targets: list[Target], decision: Decision | None) -> str:
    """The finding, as one sentence."""
    facts = {
        "n": cycle.number,
        "reached": sum(1 for target in targets if target.reached),
        "measured": sum(1 for target in targets if target.measured is not None),
        "all": len(targets),
    }
    if cycle.state == Cycle.Stage.CLOSED:
        return _closed_as(cycle) % facts
    if decision is not None:
        return _("%(reached)s of %(all)s targets reached; the decision waits for signatures") % facts
    if targets and facts["measured"] == facts["all"]:
        return _("%(reached)s of %(all)s targets reached; time to decide together") % facts
    if cycle.state == Cycle.Stage.IMPROVE:
        return _("%(measured)s of %(all)s targets are measured") % facts
    return _("Cycle %(n)s is under way; the check comes at its end") % facts


def cycle_page(user: Any, cycle: Cycle) -> CyclePage:
    """Gather the page: the same number of queries however many rows there are."""
    targets = list(cycle.targets.prefetch_related("measurements").order_by("pk"))
    confirmations = confirmations_of(user, cycle)
    decision = decision_of(user, cycle)
    parties = parties_of(cycle)
    mine = [party for party in parties if user.has_perm("reviews.sign_decision", party)]
    signed = signed_parties(decision) if decision else {}
    needed = must_sign(parties)
    inside = any(standing(user).can(Power.SEE, party.organization) for party in parties)
    silent_on = None
    if decision is not None and decision.state == Decision.State.OPEN:
        silent_on = (decision.proposed_at + dt.timedelta(days=int(value("cycle.silent_after_days")))).date()
    return CyclePage(
        cycle=cycle,
        cycles=list(cycle.project.cycles.order_by("number")),
        targets=targets,
        participation=participation(cycle),
        answers=answers(confirmations),
        asked=cycle.project.needs.count(),
        words=words_of(confirmations) if inside else [],
        decision=decision,
        parties=parties,
        lines=[SignatureLine(p, signed.get(p.organization_id), p in mine) for p in needed],
        mine=mine,
        silent_on=silent_on,
        few_under=int(value("insight.few_under")),
        headline=_headline(cycle, targets, decision),
    )
