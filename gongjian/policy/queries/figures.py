"""Dated figures: read on hot paths, so kept in memory.

A process keeps all versions and all special days, and with them the token under which it read them. The token lives
in Django's cache for `LIFETIME` seconds: while it is the same, reading costs no query, and one look into the cache a
second. A change takes the token away (`forget`): the process that made it reads again at once, with a shared cache
every process within a second; with a cache per process the others follow within `LIFETIME`.
"""

import datetime as dt
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.cache import cache
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today

from ..models import Figure, RuleValue, WorkDay

SHIPPED = Path(__file__).resolve().parent.parent / "shipped.json"
SEEN_KEY = "policy.seen"
LIFETIME = 30  # seconds
LOOK_AGAIN = 1.0  # seconds


@dataclass(frozen=True)
class Known:
    """Everything read at once: versions of each figure, newest first, and the days that differ."""

    token: str
    versions: Mapping[str, tuple[RuleValue, ...]]
    days: Mapping[dt.date, bool]


_known: dict[str, Known] = {}
_looked: dict[str, float] = {}


@once
def shipped() -> Mapping[str, dict[str, Any]]:
    """The figures that come with the platform, by key, as written in `shipped.json`."""
    rows = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return MappingProxyType({row["key"]: row for row in rows})


def shipped_version(row: Mapping[str, Any]) -> RuleValue:
    """A shipped figure as an unsaved row."""
    fields = {name: row[name] for name in ("key", "value", "unit", "source", "certainty")}
    return RuleValue(**fields, valid_from=dt.date.fromisoformat(row["valid_from"]))


def bounds(key: str) -> tuple[float | None, float | None]:
    """The smallest and the greatest number that the figure may be, as far as its source sets them."""
    row = shipped().get(key, {})
    return row.get("least"), row.get("most")


def known() -> Known:
    """Versions and days as of now; one query each when the token changed."""
    found, moment = _known.get("now"), time.monotonic()
    if found is not None and moment - _looked.get("now", 0.0) < LOOK_AGAIN:
        return found
    _looked["now"] = moment
    token = cache.get(SEEN_KEY)
    if found is None or token is None or found.token != token:
        found = _read(token or uuid4().hex)
        _known["now"] = found
        if token is None:
            cache.set(SEEN_KEY, found.token, LIFETIME)
    return found


def forget() -> None:
    """What was read is out of date."""
    _looked.clear()
    cache.delete(SEEN_KEY)


def _read(token: str) -> Known:
    versions: dict[str, list[RuleValue]] = {}
    for row in RuleValue.objects.order_by("key", "-valid_from"):
        versions.setdefault(row.key, []).append(row)
    for key, row in shipped().items():
        if key not in versions:
            versions[key] = [shipped_version(row)]
    days = dict(WorkDay.objects.values_list("day", "is_work"))
    return Known(token, {key: tuple(rows) for key, rows in versions.items()}, days)


def rule(key: str, day: dt.date | None = None) -> RuleValue:
    """The version of a figure that applies on a day (today when none is given), with its source and certainty.

    A figure without any row, as in a database built without migrations, is the shipped one. Raises `KeyError` for a
    key that nobody ships or set, and for a day before the figure's first version.
    """
    day = day or today()
    for row in known().versions[key]:
        if row.holds_on(day):
            return row
    raise KeyError(f"{key} has no value on {day}")


def value(key: str, day: dt.date | None = None) -> Any:
    """The figure itself: a number, a text, a list, as in `shipped.json`. Same errors as `rule`.

    Treat a list or dict as read-only: it is shared by the whole process.
    """
    return rule(key, day).value


@dataclass(frozen=True)
class Line:
    """One figure on the public list: the version in force, and the next one where it is known."""

    key: str
    title: str
    row: RuleValue | None
    coming: RuleValue | None


PARTS = {  # what the figures of a kind are about, and the context that reads them where it is not here yet
    "need": (_("Needs and residents"), ""),
    "confirmation": (_("Needs and residents"), ""),
    "deliberation": (_("Needs and residents"), "deliberation"),
    "appeals": (_("Needs and residents"), "appeals"),
    "partnership": (_("Partnerships and projects"), ""),
    "cycle": (_("Partnerships and projects"), ""),
    "conference": (_("Partnerships and projects"), "meetings"),
    "report_in": (_("Partnerships and projects"), "branchlife"),
    "red_pairing": (_("Partnerships and projects"), "branchlife"),
    "attendance": (_("Activities and volunteering"), ""),
    "volunteer": (_("Activities and volunteering"), ""),
    "insight": (_("Indicators"), ""),
    "feedback": (_("The platform itself"), ""),
    "notice": (_("The platform itself"), ""),
    "session": (_("The platform itself"), ""),
    "switch": (_("The platform itself"), ""),
    "exchange": (_("The platform itself"), ""),
    "calendar": (_("The platform itself"), ""),
    "term": (_("The platform itself"), ""),
}
LATER = _("Party life, for parts of the platform that are still to come")


def part_of(key: str) -> str:
    """What a figure is about, as a heading; figures that nothing reads yet stand under their own."""
    label, awaited = PARTS.get(key.split(".")[0], (LATER, "later"))
    return str(LATER if awaited and not apps.is_installed(f"gongjian.{awaited}") else label)


def _place(key: str) -> tuple[int, str]:
    """Figures stand in the order in which `Figure` names them."""
    return (Figure.values.index(key), key) if key in Figure.values else (len(Figure.values), key)


def lines(words: str = "", certainty: str = "") -> dict[str, list[Line]]:
    """All figures as of today, by what they are about; those whose name, key or source has the words in it."""
    day, words = today(), words.casefold().strip()
    found: dict[str, list[Line]] = {
        part: [] for part in dict.fromkeys(str(label) for label, _a in PARTS.values())
    }
    for key in sorted(known().versions, key=_place):
        versions = known().versions[key]
        row = next((version for version in versions if version.holds_on(day)), None)
        coming = next((version for version in reversed(versions) if version.valid_from > day), None)
        line, best = Line(key, title(key), row, coming), row or versions[0]
        if certainty in ("", best.certainty) and words in f"{line.title} {key} {best.source}".casefold():
            found.setdefault(part_of(key), []).append(line)
    return {part: rows for part, rows in found.items() if rows}


def rule_row(user: Any, pk: int) -> RuleValue:
    """One version as a row; `Http404` when there is none."""
    found = RuleValue.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def versions(key: str) -> tuple[RuleValue, ...]:
    """All versions of a figure, newest first; `Http404` for an unknown one."""
    try:
        return known().versions[key]
    except KeyError:
        raise Http404 from None


def title(key: str) -> str:
    """The name that people know a figure by."""
    return str(Figure(key).label) if key in Figure.values else key


def invariants_of_figures() -> Iterator[str]:
    """Every shipped figure has a value today."""
    day = today()
    for key, rows in known().versions.items():
        if key in shipped() and not any(row.holds_on(day) for row in rows):
            yield f"figure {key} has no value today"
