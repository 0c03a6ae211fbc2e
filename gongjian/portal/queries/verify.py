"""Whether what must always hold does hold: every context's invariants, and the log's chain."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


def checks() -> dict[str, Callable[[], Iterator[str]]]:
    """Each context's `queries.invariants`, lowest context first."""
    found = {}
    for context in settings.CONTEXTS:
        room = f"gongjian.{context}.queries"
        check = getattr(import_module(room), "invariants", None) if find_spec(room) else None
        if check is not None:
            found[context] = check
    return found


def broken() -> Iterator[tuple[str, str]]:
    """Each broken invariant with its context."""
    for context, check in checks().items():
        yield from ((context, sentence) for sentence in check())
