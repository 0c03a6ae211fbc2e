"""Books asked for and made at the same moment, on both databases: one row, one paper, each part once."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from gongjian.core.clock import moved_to
from gongjian.documents.models import Document
from gongjian.insights import actions, making, queries
from gongjian.insights.models import Book
from tests.races import failures, together

from .factories import NOON, make_term_pair, met

pytestmark = pytest.mark.django_db(transaction=True)


def in_term(call: Any) -> Any:
    """The clock of a thread is its own."""
    with moved_to(NOON):
        return call()


def test_a_book_asked_for_six_times_at_once_is_one() -> None:
    with moved_to(NOON):
        pair = make_term_pair()
        period = queries.years()["y2026"]
    call = partial(
        actions.ask_book, by=pair.secretary, kind=Book.Kind.YEARLY_LEDGER, about=pair.branch, period=period
    )
    said = together([partial(in_term, call)] * 6)
    assert failures(said) == []
    assert {book.pk for book in said} == {Book.objects.get().pk}


def test_two_workers_at_one_book_make_one_paper() -> None:
    with moved_to(NOON):
        pair = make_term_pair()
        met(pair, dt.date(2026, 4, 1))
        period = queries.years()["y2026"]
        book = actions.ask_book(
            by=pair.secretary, kind=Book.Kind.YEARLY_LEDGER, about=pair.branch, period=period
        )
    said = together([partial(in_term, partial(making.make, book))] * 3)
    assert failures(said) == []
    book.refresh_from_db()
    assert book.state == Book.State.DONE
    assert Document.objects.filter(kind=Document.Kind.YEARLY_LEDGER).count() == 1
