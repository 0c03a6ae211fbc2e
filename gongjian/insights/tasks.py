"""What happens by itself: books that wait are made, monthly reports are asked for on the first working day."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM
from gongjian.core.clock import today
from gongjian.partnerships.actions import note_quiet, note_stirring

from . import actions, making, queries
from .models import Book


def sweep_ask_reports() -> int:
    """Ask for last month's report of everything that somebody wants it of and may read."""
    count = 0
    for about in queries.reports_due(today()):
        if queries.subscribers(about):
            period = queries.month_before(today())
            actions.ask_book(by=SYSTEM, kind=Book.Kind.MONTHLY_REPORT, about=about, period=period)
            count += 1
    return count


def sweep_make_books() -> int:
    """Make what waits, oldest first."""
    return sum(making.make_or_note(book) for book in list(queries.waiting()[:50]))


def sweep_quiet_partnerships() -> int:
    """Both sides are told once when nothing has happened for long; it is over when something happens."""
    again, quiet = queries.stirring(), queries.fallen_quiet()
    for partnership in again:
        note_stirring(by=SYSTEM, partnership=partnership)
    for partnership, since in quiet:
        note_quiet(by=SYSTEM, partnership=partnership, since=since)
    return len(again) + len(quiet)


SWEEPS: list[tuple[Callable[[], int], int]] = [
    (sweep_ask_reports, 3600),
    (sweep_make_books, 60),
    (sweep_quiet_partnerships, 6 * 3600),
]
