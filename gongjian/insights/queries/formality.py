"""The formality index of a partnership or a branch: a reading aid above the plain signals, never a league table.

Five parts of 0 to 1, each the mean of its ingredients, each ingredient a signal with rows. What has too few records
is left out of the sum, and the page says so. Weights are dated data. Nothing here knows a person.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.policy.models import RuleValue
from gongjian.policy.queries import rule, value

from .figures import Measured
from .kinds import KINDS
from .measures import Measures
from .periods import Period

WEIGHTS = "insight.index_weights"
Share = Callable[[Measures, Period], float | None]


@dataclass(frozen=True)
class Ingredient:
    """One signal read as 0 to 1, more being better: how many records it needs, and what to do when it is weak."""

    key: str
    share: Share
    records: Callable[[Measures, Period], int]
    least: Callable[[], int]
    advice: Any


@dataclass(frozen=True)
class Read:
    """An ingredient with its number: `share` is None when there are not enough records."""

    key: str
    label: str
    share: float | None
    records: int
    least: int
    advice: str

    @property
    def percent(self) -> int:
        return _whole(self.share)


@dataclass(frozen=True)
class PartOfIndex:
    """One of the five parts: its weight as decided, its score as the mean of what has enough records."""

    key: str
    label: str
    about: str
    weight: float
    read: list[Read]

    @property
    def score(self) -> float | None:
        known = [each.share for each in self.read if each.share is not None]
        return sum(known) / len(known) if known else None

    @property
    def known(self) -> bool:
        return self.score is not None

    @property
    def percent(self) -> int:
        return _whole(self.score)

    @property
    def tone(self) -> str:
        return "warn" if self.percent < 50 else "ok"


@dataclass(frozen=True)
class Index:
    """The whole: `number` is None when too few parts have enough records."""

    parts: list[PartOfIndex]
    rule: RuleValue
    parts_wanted: int

    @property
    def known(self) -> list[PartOfIndex]:
        return [part for part in self.parts if part.known]

    @property
    def missing(self) -> list[PartOfIndex]:
        return [part for part in self.parts if not part.known]

    @property
    def weight(self) -> float:
        """What the known parts weigh together, of 100."""
        return sum(part.weight for part in self.known)

    @property
    def number(self) -> int | None:
        if len(self.known) < self.parts_wanted or not self.weight:
            return None
        return round(100 * sum(part.weight * (part.score or 0) for part in self.known) / self.weight)

    @property
    def weakest(self) -> PartOfIndex | None:
        """The known part with the lowest score; None while nothing is known."""
        return min(self.known, key=lambda part: part.score or 0, default=None)

    @property
    def advice(self) -> str:
        """What to do first: from the weakest ingredient of the weakest part."""
        if self.weakest is None:
            return _("Too little is recorded yet to say anything.")
        known = [each for each in self.weakest.read if each.share is not None]
        return min(known, key=lambda each: each.share or 0).advice


def _whole(share: float | None) -> int:
    return round(100 * (share or 0))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rest(part: int, whole: int) -> float | None:
    """The share that is left: 1 when nothing of the whole is there."""
    return 1 - part / whole if whole else None


def _varied(m: Measures, _p: Period) -> float | None:
    """0 for one kind, 1 from as many equally frequent kinds on as the rules want."""
    if not m.kinds:
        return None
    return min(1.0, max(0.0, math.log(m.kinds_alike) / math.log(max(2, value("insight.kinds_wanted")))))


def _content(m: Measures, _p: Period) -> float | None:
    """One star is 0, five are 1."""
    return None if m.stars is None else (float(m.stars) - 1) / 4


def _few() -> int:
    return int(value("insight.few_under"))


def _one() -> int:
    return 1


def _two() -> int:
    return 2


BREADTH = [
    Ingredient(
        "participation",
        lambda m, p: _share(m.campus_people, m.members),
        lambda m, p: m.members,
        _few,
        gettext_lazy(
            "Few of those who could take part do. Ask each Party group in turn, for small pieces of work."
        ),
    ),
    Ingredient(
        "load",
        lambda m, p: None if m.gini is None else 1 - m.gini,
        lambda m, p: sum(m.loads.values()),
        _few,
        gettext_lazy("A few come nearly always. Let others lead the next shifts."),
    ),
]
DIVERSITY = [
    Ingredient(
        "kinds",
        _varied,
        lambda m, p: m.activities,
        _few,
        gettext_lazy(
            "Nearly everything is of one kind. Look through the needs for something of another kind."
        ),
    )
]
CONTINUITY = [
    Ingredient(
        "active_months",
        lambda m, p: _share(m.active_months, m.months_of(p)),
        lambda m, p: m.months_of(p),
        _two,
        gettext_lazy("Months pass without any joint work. Agree on a fixed day each month."),
    ),
    Ingredient(
        "lasting_projects",
        lambda m, p: _share(m.lasting_projects, m.older_projects),
        lambda m, p: m.older_projects,
        _one,
        gettext_lazy("Projects begin and fall asleep. Take up an old one before you begin a new one."),
    ),
    Ingredient(
        "lasting_pairs",
        lambda m, p: _share(min(m.lasting_pairs, m.older_pairs), m.older_pairs),
        lambda m, p: m.older_pairs,
        _one,
        gettext_lazy("Agreements are signed and then rest. Meet the partner and choose one need."),
    ),
]
EFFECT = [
    Ingredient(
        "targets",
        lambda m, p: _share(m.reached, m.targets),
        lambda m, p: m.targets,
        _one,
        gettext_lazy("Targets are missed or not measured. Measure now, then decide together how to go on."),
    ),
    Ingredient(
        "confirmed",
        lambda m, p: _share(m.confirmed, m.met),
        lambda m, p: m.met,
        _few,
        gettext_lazy("Few results were confirmed by residents. Ask them, by code or on the phone."),
    ),
    Ingredient(
        "satisfaction",
        _content,
        lambda m, p: m.raters,
        _few,
        gettext_lazy("Residents are not content. Ask what was missing, and change that first."),
    ),
]
CANDOUR = [
    Ingredient(
        "late",
        lambda m, p: _rest(m.late, m.seats),
        lambda m, p: m.seats,
        _few,
        gettext_lazy("Many records come late or lack a side's confirmation. Use the code on site."),
    ),
    Ingredient(
        "corrected",
        lambda m, p: _rest(m.corrected, m.seats),
        lambda m, p: m.seats,
        _few,
        gettext_lazy(
            "Many records were changed afterwards. Enter the minutes on the day, with both sides present."
        ),
    ),
]
PARTS: Sequence[tuple[str, Any, Any, list[Ingredient]]] = (
    ("breadth", gettext_lazy("Breadth"), gettext_lazy("how many take part, and how evenly"), BREADTH),
    ("diversity", gettext_lazy("Diversity"), gettext_lazy("how varied the work is"), DIVERSITY),
    ("continuity", gettext_lazy("Continuity"), gettext_lazy("whether the work goes on"), CONTINUITY),
    ("effect", gettext_lazy("Effect for residents"), gettext_lazy("what residents get from it"), EFFECT),
    (
        "candour",
        gettext_lazy("Candour"),
        gettext_lazy("whether records are prompt and stay as they are"),
        CANDOUR,
    ),
)
LABELS = {kind.key: kind.label for kind in KINDS}


def _read(each: Ingredient, m: Measures, p: Period) -> Read:
    records, least = each.records(m, p), each.least()
    share = each.share(m, p) if records >= least else None
    return Read(each.key, str(LABELS[each.key]), share, records, least, str(each.advice))


def index_of(measured: Measured) -> Index:
    """The index of measured counts: no query of its own."""
    m, p = measured
    decided = rule(WEIGHTS)
    weights = [*decided.value, *[0] * len(PARTS)]
    parts = [
        PartOfIndex(key, str(label), str(about), weight, [_read(each, m, p) for each in found])
        for (key, label, about, found), weight in zip(PARTS, weights, strict=False)
    ]
    return Index(parts, decided, int(value("insight.index_parts")))
