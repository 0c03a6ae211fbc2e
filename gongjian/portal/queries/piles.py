"""Things to do as rows with one verb each: what a row is, and how many of a kind stand apart."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import now

MOST = 7  # things on a desk: as many as a day holds
APART = 2  # so many of a kind stand apart; more of them are one thing to do
LATE_DAYS = 7


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, why now, where, and the verb of the button; `number` when it stands for several."""

    title: str
    note: str
    href: str
    verb: str
    icon: str
    late: bool = False
    number: int = 1

    @property
    def tone(self) -> str:
        """How its card looks."""
        return "bad" if self.late else ""


@dataclass(frozen=True)
class Todos:
    """The first things to do, and how many there are in all."""

    rows: list[Todo]
    number: int

    @property
    def cards(self) -> list[Todo]:
        return self.rows[:3]

    @property
    def others(self) -> list[Todo]:
        return self.rows[3:]

    @property
    def hidden(self) -> int:
        return self.number - sum(row.number for row in self.rows)


Each = Callable[[Any], Todo]
Together = Callable[[int], tuple[str, str]]
Source = Callable[[Any], list[Todo]]


def waited(since: dt.datetime) -> str:
    """For how long something waits, in days."""
    days = (now() - since).days
    words = ngettext("waits for %(n)d day", "waits for %(n)d days", days)
    return words % {"n": days} if days else _("since today")


def is_late(since: dt.datetime, days: int = LATE_DAYS) -> bool:
    return (now() - since).days >= days


def pile(rows: QuerySet[Any], each: Each, together: Together | None = None) -> list[Todo]:
    """One row for each of a few, one row for many (`together` says its words and where they are listed): one query."""
    found = list(rows.annotate(in_all=Window(Count("pk")))[: APART + 1])
    number = found[0].in_all if found else 0
    todos = [each(row) for row in found]
    if number <= APART:
        return todos
    if together is None:
        return [*todos[:-1], replace(todos[-1], number=number - APART)]
    title, href = together(number)
    notes = [_("The first: %(what)s") % {"what": todos[0].title}, todos[0].note]
    return [replace(todos[0], title=title, href=href, note=" · ".join(filter(None, notes)), number=number)]
