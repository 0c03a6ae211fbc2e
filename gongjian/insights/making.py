"""Make a book part by part: each part is read outside any transaction and kept in one of its own."""

import logging

from gongjian.core.access import SYSTEM

from . import actions, queries
from .models import Book

log = logging.getLogger(__name__)


def make(book: Book, *, tell: bool = True) -> Book:
    """Make what is still missing; safe to be killed, to be run twice and by two workers at once."""
    while book.is_waiting:
        book = actions.keep_part(by=SYSTEM, book=book, part=queries.next_part(book), tell=tell)
    return book


def make_or_note(book: Book) -> bool:
    """Make it, or count the try: one book that can't be made must not stop the others."""
    try:
        make(book)
    except Exception:
        log.exception("book %s", book.pk)
        actions.note_failure(by=SYSTEM, book=book)
        return False
    return True
