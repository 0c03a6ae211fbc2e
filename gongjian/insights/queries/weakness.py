"""What each pair should mend first, in words. Thresholds are data; no score is shown, nobody is ranked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.partnerships.models import Partnership
from gongjian.policy.queries import value

from .measures import Measures, measure
from .periods import Period
from .scopes import PartnershipScope


@dataclass(frozen=True)
class Weakness:
    """The weakest sign of one partnership: a few words, a sentence, and the signal whose rows show it."""

    key: str
    label: str
    sentence: str
    icon: str
    gap: float

    @property
    def fine(self) -> bool:
        return self.gap <= 0


Rule = Callable[[Measures, Period], Weakness | None]


def _short(share: float, least: float) -> float:
    """How far a share lies below what it should be at least, 0 to 1."""
    return (least - share) / least if least else 0.0


def _over(share: float, most: float) -> float:
    """How far a share lies above what it should be at most, 0 to 1."""
    return (share - most) / (1 - most) if most < 1 else 0.0


def _silent(m: Measures, p: Period) -> Weakness | None:
    if m.activities or len(p.months) < 2:
        return None
    said = _("No activity took place in the period. Agree on a fixed day each month.")
    return Weakness("active_months", _("nothing held"), said, "calendar-off", 1.0)


def _irregular(m: Measures, p: Period) -> Weakness | None:
    if not m.activities:
        return None
    months = {"n": m.active_months, "all": m.months_of(p)}
    said = _("Only %(n)s of %(all)s months had an activity: residents can't know when you come.") % months
    gap = _short(m.active_months / m.months_of(p), float(value("insight.active_months_share")))
    return Weakness("active_months", _("comes irregularly"), said, "calendar-exclamation", gap)


def _unconfirmed(m: Measures, _p: Period) -> Weakness | None:
    if not m.met:
        return None
    counts = {"n": m.confirmed, "all": m.met}
    said = _("Residents confirmed %(n)s of %(all)s needs that were closed. Ask the others too.") % counts
    gap = _short(m.confirmed / m.met, float(value("insight.confirmed_share")))
    return Weakness("confirmed", _("few residents asked"), said, "message-question", gap)


def _unhappy(m: Measures, _p: Period) -> Weakness | None:
    if m.stars is None or m.raters < int(value("insight.few_under")):
        return None
    said = _("%(n)s residents gave %(stars)s of 5 stars on average. Ask what was missing.")
    gap = _short(m.stars, float(value("insight.satisfaction"))) * 2
    return Weakness(
        "satisfaction",
        _("residents not content"),
        said % {"n": m.raters, "stars": f"{m.stars:.1f}"},
        "mood-sad",
        gap,
    )


def _supply_led(m: Measures, _p: Period) -> Weakness | None:
    if not m.projects:
        return None
    counts = {"n": m.supply_led, "all": m.projects}
    said = _("%(n)s of %(all)s projects began without a need. Start from what residents ask for.") % counts
    gap = _over(m.supply_led / m.projects, float(value("insight.supply_led_share")))
    return Weakness("supply_led", _("offered, not asked for"), said, "package", gap)


def _narrow(m: Measures, _p: Period) -> Weakness | None:
    if not m.activities or m.members < int(value("insight.few_under")):
        return None
    said = _("%(n)s of %(all)s people of the campus side took part. Call on more of them.")
    gap = _short(m.campus_people / m.members, float(value("insight.participation_rate")))
    return Weakness(
        "participation",
        _("few take part"),
        said % {"n": m.campus_people, "all": m.members},
        "users-minus",
        gap,
    )


def _one_carries(m: Measures, _p: Period) -> Weakness | None:
    if m.activities < 3:
        return None
    counts = {"n": m.organisers, "all": m.activities}
    said = ngettext(
        "%(all)s activities were prepared by %(n)s person. Share the load.",
        "%(all)s activities were prepared by %(n)s people. Share the load.",
        m.organisers,
    )
    gap = 0.5 * _short(m.organisers, float(value("insight.organisers")))
    return Weakness("organisers", _("one carries it all"), said % counts, "user-exclamation", gap)


def _late(m: Measures, _p: Period) -> Weakness | None:
    if m.seats < int(value("insight.few_under")):
        return None
    counts = {"n": m.late, "all": m.seats}
    said = (
        _(
            "%(n)s of %(all)s records were entered late or lack a side's confirmation. The code on site saves that."
        )
        % counts
    )
    return Weakness(
        "late",
        _("records come late"),
        said,
        "clock-exclamation",
        _over(m.late / m.seats, float(value("insight.late_share"))),
    )


def _missed(m: Measures, _p: Period) -> Weakness | None:
    if not m.targets:
        return None
    counts = {"n": m.reached, "all": m.targets}
    said = _("%(n)s of %(all)s targets were reached. Measure what is due, then change the plan.") % counts
    gap = _short(m.reached / m.targets, float(value("insight.reached_share")))
    return Weakness("targets", _("targets missed"), said, "target", gap)


def _monotonous(m: Measures, _p: Period) -> Weakness | None:
    if m.activities < 3:
        return None
    counts = {"n": len(m.kinds), "all": m.activities}
    said = _("%(all)s activities were of %(n)s kinds. Try something that residents ask for.") % counts
    gap = 0.5 * _short(m.kinds_alike, float(value("insight.kinds_wanted")))
    return Weakness("kinds", _("always the same"), said, "repeat", gap)


RULES: Sequence[Rule] = (
    _silent,
    _unhappy,
    _missed,
    _unconfirmed,
    _irregular,
    _supply_led,
    _narrow,
    _late,
    _one_carries,
    _monotonous,
)


def weakest_of(measures: Measures, period: Period) -> Weakness:
    """The sign with the widest gap to its threshold; a kind word when none has one."""
    found = [weakness for rule in RULES if (weakness := rule(measures, period)) is not None]
    worst = max(found, key=lambda weakness: weakness.gap, default=None)
    if worst is not None and worst.gap > 0:
        return worst
    if not measures.activities:
        return Weakness("", _("just begun"), _("Too little is recorded yet to say anything."), "seeding", 0.0)
    return Weakness(
        "", _("on a good way"), _("No sign needs mending first. Keep the rhythm."), "circle-check", 0.0
    )


def weakest(partnerships: Sequence[Partnership], period: Period) -> dict[int, Weakness]:
    """The weakest sign of each partnership: the same number of queries for one and for a page of them."""
    found = measure(PartnershipScope([p.pk for p in partnerships]), period)
    return {pk: weakest_of(measures, period) for pk, measures in found.items()}
