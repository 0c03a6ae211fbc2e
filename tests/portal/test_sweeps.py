"""The background runner: every context's sweeps, each safe to run twice."""

import io
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from gongjian.audit.models import Entry
from gongjian.portal import sweeps as gathered
from gongjian.portal import tasks
from gongjian.portal.queries.verify import checks
from tests.access.world import build

pytestmark = pytest.mark.django_db
state = import_module("gongjian.portal.queries.health")  # the package has a function of the same name


def test_the_sweeps_of_every_context_are_gathered_lowest_first() -> None:
    names = [sweep.name for sweep in gathered.sweeps()]
    order = [settings.CONTEXTS.index(name.partition(".")[0]) for name in names]
    assert order == sorted(order)
    assert len(names) == len(set(names))
    assert {"audit.seal", "notices.send_due"} <= set(names)
    assert all(sweep.seconds > 0 for sweep in gathered.sweeps())


def test_running_everything_twice_does_nothing_more() -> None:
    build()
    tasks.run_all()
    before = Entry.objects.count()
    second = tasks.run_all()
    assert {name for name, result in second.items() if result} == set()
    assert Entry.objects.count() == before


def test_a_sweep_that_runs_every_few_seconds_is_due_several_times_a_minute() -> None:
    due = [(sweep.name, second) for sweep, second in tasks.due(0)]
    assert [second for name, second in due if name == "audit.seal"] == list(range(0, 60, 5))
    assert [second for name, second in due if name == "notices.write_digests"] == [0]


def test_a_sweep_that_runs_every_ten_minutes_is_due_in_every_tenth() -> None:
    minutes = [m for m in range(60) if "notices.write_digests" in [sweep.name for sweep, _s in tasks.due(m)]]
    assert minutes == [0, 10, 20, 30, 40, 50]


def test_the_command_names_every_sweep() -> None:
    out = io.StringIO()
    call_command("sweep", stdout=out)
    named = [line.partition(":")[0] for line in out.getvalue().splitlines()]
    assert sorted(named) == sorted(sweep.name for sweep in gathered.sweeps())


def test_verify_says_what_it_checked_and_that_all_holds(settings: Any, tmp_path: Any) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "head.jsonl"
    tasks.run_all()
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert "Everything holds." in out.getvalue()
    assert all(name in out.getvalue() for name in checks())
    assert set(checks()) >= {"audit", "points", "activities", "partnerships", "documents"}


class Kept:
    """The two calls of the runner's store that health needs."""

    def __init__(self) -> None:
        self.rows: dict[str, float] = {}

    def put(self, key: str, value: float) -> None:
        self.rows[key] = value

    def get(self, key: str, *, peek: bool) -> float | None:
        return self.rows.get(key)


def test_health_tells_when_the_runner_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "HUEY", None)
    assert state.sweep_age() is None
    assert state.health().status == "late"
    monkeypatch.setattr(state, "HUEY", Kept())
    state.note_sweep()
    assert state.sweep_age() == 0
    assert state.health() == state.Health(database=True, migrations=True, sweep_age=0)
    assert state.health().status == "ok"


def test_health_tells_of_migrations_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_is_migrated", lambda: False)
    found = state.health()
    assert (found.is_ready, found.status) == (False, "unavailable")
