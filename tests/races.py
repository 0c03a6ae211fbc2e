"""Several people at the same moment: each call runs in a thread with its own connection to the database.

The test is marked `django_db(transaction=True)`; it runs on SQLite and on PostgreSQL alike.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all calls at once; gives back what each returned, or the exception that it raised."""
    start = Barrier(len(calls), timeout=30)

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def failures(results: Sequence[Any]) -> list[Any]:
    """The results that are exceptions."""
    return [result for result in results if isinstance(result, Exception)]
