"""Two sweeps, and a writer that commits late: the chain never forks and nothing is left out."""

from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from gongjian.accounts.models import User
from gongjian.audit import actions, queries, tasks
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from tests.accounts.factories import make_user
from tests.audit.factories import make_entries
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _head_file(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head.jsonl"
    return


def test_six_sweeps_at_once_make_one_chain() -> None:
    make_entries(60)
    results = together([tasks.seal] * 6)
    assert failures(results) == []
    assert sum(results) == 60
    assert sorted(Entry.objects.values_list("seq", flat=True)) == list(range(1, 61))
    assert queries.verify().problems == []


def test_writers_and_sweeps_at_once_leave_nothing_out() -> None:
    by = make_user()
    write = partial(make_entries, 10, by=by)
    results = together([write, tasks.seal, write, tasks.seal, write, tasks.seal])
    assert failures(results) == []
    tasks.seal()
    verdict = queries.verify()
    assert (verdict.problems, verdict.sealed, verdict.unsealed) == ([], 30, [])


@pytest.mark.postgresql
def test_a_lower_id_committed_after_the_seal_passed_it() -> None:
    """The long transaction draws id n, the short one n + 1 and is sealed first; n comes behind it in the chain."""
    by, drawn, sealed = make_user(), Event(), Event()

    def long(by: User) -> int:
        with transaction.atomic():
            entry = make_entries(1, by=by)[0]
            drawn.set()
            assert sealed.wait(20)
        return entry.pk

    def short(by: User) -> int:
        assert drawn.wait(20)
        entry = make_entries(1, by=by)[0]
        actions.seal(by=SYSTEM)
        sealed.set()
        return entry.pk

    first, second = together([partial(long, by), partial(short, by)])
    assert first < second
    assert list(Entry.objects.order_by("pk").values_list("pk", "seq")) == [(first, None), (second, 1)]
    tasks.seal()
    assert list(Entry.objects.order_by("pk").values_list("pk", "seq")) == [(first, 2), (second, 1)]
    assert queries.verify().problems == []
