"""What came of it, in residents' own verdicts: also what was partly done, not done, stopped or lapsed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity, SignUp
from gongjian.core.clock import now
from gongjian.partnerships.models import Claim, Cycle, Need, Target
from gongjian.partnerships.queries import plain
from gongjian.policy.queries import value
from gongjian.reviews.models import Confirmation, Decision

YEAR = dt.timedelta(days=365)
LOOKED_AT, DONE_SHOWN, OTHERS_SHOWN = 60, 3, 2
Verdict = Confirmation.Verdict


@dataclass(frozen=True)
class Result:
    """What was asked for, what came of it, who was at it, and the verdict."""

    asked: str
    done: str
    who: str
    state: str
    tone: str
    icon: str
    href: str


@dataclass(frozen=True)
class Number:
    """A number with its unit, and the definition that it is counted by."""

    label: str
    value: Any
    unit: str
    note: str


@dataclass(frozen=True)
class Verdicts:
    """What residents said in the last year."""

    done: int
    partly: int
    not_done: int

    @property
    def total(self) -> int:
        return self.done + self.partly + self.not_done

    @property
    def parts(self) -> list[tuple[str, int]]:
        """As the bar takes them, best first."""
        return [
            (_("residents say: done"), self.done),
            (_("residents say: partly done"), self.partly),
            (_("residents say: not done"), self.not_done),
        ]


def _of_year() -> Any:
    return Confirmation.objects.filter(at__gte=now() - YEAR)


def verdicts() -> Verdicts:
    """One query."""
    counts = {key: Count("pk", filter=Q(verdict=key)) for key in Verdict.values}
    return Verdicts(**_of_year().aggregate(**counts))


def last_wish() -> str:
    """The small wish that came true last."""
    rows = Need.objects.filter(kind=Need.Kind.WISH, state=Need.State.MET, met_at__isnull=False)
    need = rows.order_by("-met_at", "-pk").first()
    return need.title if need else ""


# ---------------------------------------------------------------- what came of it


def results(visitor: Any) -> list[Result]:
    """Three that residents confirmed, of different kinds, then the last that were not achieved."""
    accepted = Claim.objects.filter(state=Claim.State.ACCEPTED).select_related("organization")
    rows = Confirmation.objects.select_related("need__community", "project__led_by")
    rows = rows.filter(need__in=Need.objects.visible_to(visitor)).prefetch_related(
        Prefetch("need__claims", accepted),
        Prefetch("project__cycles__targets", Target.objects.order_by("pk")),
    )
    newest = _newest_of_each(rows.order_by("-pk")[:LOOKED_AT])
    done = _of_different_kinds(row for row in newest if row.verdict == Verdict.DONE)
    others = [_said(row) for row in newest if row.verdict != Verdict.DONE][:1]
    others += [*_stopped(visitor), *_lapsed(visitor)]
    return [*(_said(row) for row in done[:DONE_SHOWN]), *others[:OTHERS_SHOWN]]


def _newest_of_each(rows: Iterable[Confirmation]) -> list[Confirmation]:
    """A resident may be asked again; what was said last counts."""
    found: dict[int, Confirmation] = {}
    for row in rows:
        found.setdefault(row.need_id, row)
    return list(found.values())


def _of_different_kinds(rows: Iterable[Confirmation]) -> list[Confirmation]:
    """The newest of each category first, then the rest."""
    first: dict[str, Confirmation] = {}
    rest = [row for row in rows if first.setdefault(row.need.category, row) is not row]
    return [*first.values(), *rest]


def _said(row: Confirmation) -> Result:
    helpers = [claim.organization.label for claim in row.need.claims.all()]
    state, tone, icon = {
        Verdict.DONE: (_("the resident confirmed it"), "ok", "circle-check"),
        Verdict.PARTLY: (_("residents say: partly done"), "wait", "progress"),
        Verdict.NOT_DONE: (_("residents say: not done"), "wait", "flag"),
    }[Verdict(row.verdict)]
    return Result(
        asked=row.need.title,
        done=_reached(row, helpers),
        who=" · ".join([row.need.community.label, *helpers]),
        state=state,
        tone=tone,
        icon=icon,
        href=reverse("partnerships:need", args=[row.need_id]),
    )


def _reached(row: Confirmation, helpers: list[str]) -> str:
    """What a project measured, else in words what came of it."""
    targets = [t for c in row.project.cycles.all() for t in c.targets.all()] if row.project else []
    measured = [target for target in targets if target.measured is not None]
    if measured and row.verdict == Verdict.DONE:
        last = measured[-1]
        words = {"what": last.indicator, "value": plain(last.measured), "unit": last.unit}
        return _("%(what)s: %(value)s %(unit)s") % words
    if row.verdict != Verdict.DONE:
        return _("It goes on until the resident says it is done")
    who = {"organization": helpers[0] if helpers else row.need.community.label}
    return row.project.title if row.project else _("%(organization)s did it") % who


def _stopped(visitor: Any) -> list[Result]:
    """The last project that both sides decided to stop."""
    rows = Decision.objects.visible_to(visitor).filter(outcome=Cycle.Outcome.STOP, closed_at__isnull=False)
    rows = rows.select_related("cycle__project__led_by", "cycle__project__place")
    row = rows.order_by("-closed_at", "-pk").first()
    if row is None:
        return []
    project = row.cycle.project
    place = [project.place.name] if project.place else []
    href = reverse("partnerships:project", args=[project.pk])
    who = " · ".join([*place, project.led_by.label])
    why = _("Stopped: %(why)s") % {"why": row.reasons[:60]}
    return [Result(project.title, why, who, _("not achieved"), "wait", "flag", href)]


def _lapsed(visitor: Any) -> list[Result]:
    """The last need for which nobody was found."""
    rows = Need.objects.visible_to(visitor).filter(state=Need.State.LAPSED).select_related("community")
    row = rows.order_by("-closed_at", "-pk").first()
    if row is None:
        return []
    href = reverse("partnerships:need", args=[row.pk])
    words = _("Nobody took it up in time; it may be asked again")
    return [Result(row.title, words, row.community.label, _("lapsed"), "wait", "calendar-x", href)]


# ---------------------------------------------------------------- numbers


def numbers() -> list[Number]:
    """Of the last 365 days; each says what it counts."""
    return [_confirmed(), _served(), _waited(), _rated()]


def _confirmed() -> Number:
    said, since = verdicts(), now() - YEAR
    asked = Need.objects.public().filter(published_at__gte=since).aggregate(
        asked=Count("pk"), lapsed=Count("pk", filter=Q(state=Need.State.LAPSED))
    )  # fmt: skip
    note = _("of %(asked)s published in the last year; %(lapsed)s lapsed without help")
    return Number(_("Confirmed as done by residents"), said.done, _("needs (unit)"), note % asked)


def _served() -> Number:
    rows = SignUp.objects.filter(
        state=SignUp.State.ATTENDED, countersigned_at__isnull=False, shift__starts_at__gte=now() - YEAR,
        shift__activity__kind__in=Activity.SERVICE_KINDS,
    )  # fmt: skip
    people = rows.aggregate(n=Count("person", distinct=True))["n"]
    note = _("volunteers with service in the last year that both sides confirmed")
    return Number(_("Served the neighbourhood"), people, _("people (unit)"), note)


def _waited() -> Number:
    """From publication until an offer was accepted."""
    rows = Claim.objects.filter(
        state=Claim.State.ACCEPTED, decided_at__gte=now() - YEAR, need__published_at__isnull=False
    )
    took = ExpressionWrapper(F("decided_at") - F("need__published_at"), output_field=DurationField())
    found = rows.aggregate(mean=Avg(took), n=Count("pk"))
    days = f"{found['mean'] / dt.timedelta(days=1):.1f}" if found["mean"] is not None else None
    note = _("mean of %(n)s needs, from publication until somebody takes it up")
    return Number(_("Usual wait for a helper"), days, _("days (unit)"), note % {"n": found["n"]})


def _rated() -> Number:
    """Left out when too few answered: a mean of three says nothing."""
    found = _of_year().aggregate(mean=Avg("stars"), n=Count("pk"))
    enough = found["n"] >= int(value("insight.few_under"))
    note = _("mean of %(n)s residents' answers, 5 is best") if enough else _("too few answers to say (%(n)s)")
    stars = f"{found['mean']:.1f}" if enough else None
    return Number(_("Residents' rating"), stars, _("of 5"), note % {"n": found["n"]})
