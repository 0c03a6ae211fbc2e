"""Workloads b (sign-up on one hot shift, and its rejections) and c (check-in), beside the lean app and pgbench.

Runs inside a process whose settings name the database of the run (see `__main__`). Each workload is measured in
rounds that are interleaved, ours, lean, pgbench, so that what else the machine does meets all three; medians count.
"""

import datetime as dt
import hashlib
import itertools
import json
import os
import statistics
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bench.driver import Answer, Ask, Round, for_a_while, warm
from bench.people import HOUR, Person, make_branch, make_people, make_shift, seat
from bench.servers import ROOT, Server
from gongjian.activities import checkin_code, queries
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now

CLIENTS, SECONDS, ROUNDS, PEOPLE = 8, 4.0, 3, 6000
LEAN_HOT, LEAN_SEATED = 900_000, 900_001
LEAN_DIGEST = hashlib.sha256((ROOT / "bench/lean/app.py").read_bytes()).hexdigest()[:12]


@dataclass
class Bench:
    """The two servers and the people of one run."""

    ours: Server
    lean: Server
    url: str
    people: list[Person] = field(default_factory=list)
    branch: Any = None
    hours: Iterator[int] = field(default_factory=lambda: itertools.count(48))

    def prepare(self, tables: str) -> None:
        self.branch = make_branch()
        self.people = make_people(PEOPLE, self.branch)
        with connection.cursor() as cursor:
            cursor.execute(tables)
            cursor.execute("INSERT INTO lean_shift VALUES (%s, 100000000, 0)", [LEAN_HOT])
            cursor.execute(
                "INSERT INTO lean_seat SELECT %s, n FROM generate_series(1, 100000) n", [LEAN_SEATED]
            )
            cursor.execute("ANALYZE")

    def shift(self, **fields: Any) -> Shift:
        """A shift at an hour of its own, so that nobody's seats overlap."""
        return make_shift(self.branch, self.people[0].pk, now() + next(self.hours) * HOUR, **fields)

    def run(self, server: Server, asks: Iterator[Ask]) -> Round:
        return for_a_while(server.port, asks, clients=CLIENTS, seconds=SECONDS, cpu=server.cpu_seconds)

    def pgbench(self, script: str) -> float:
        """Transactions per second of the same statement with nothing before the database."""
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(int(SECONDS)),
                   "-f", str(ROOT / "bench/sql" / script), self.url]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return next(
            float(line.split("=")[1].split()[0]) for line in said.splitlines() if line.startswith("tps")
        )


def asks(
    people: list[Person], path: str, data: Callable[[], tuple[tuple[str, str], ...]] = tuple
) -> Iterator[Ask]:
    return (Ask(path, person.session, data()) for person in people)


def lean_asks(path: str) -> Iterator[Ask]:
    return (Ask(path % number) for number in itertools.count(next(NUMBERS), 1))


NUMBERS = itertools.count(1_000_000_000, 10_000_000)
SEATED = itertools.count(1, 25_000)


@dataclass
class Sums:
    """Rounds of one workload."""

    name: str
    ours: list[Round] = field(default_factory=list)
    lean: list[Round] = field(default_factory=list)
    pgbench: list[float] = field(default_factory=list)
    violations: int = 0

    def line(self, good: int, **more: Any) -> dict[str, Any]:
        """One result as performance.md wants it. `good` is the status that ours must answer."""
        ours = statistics.median(one.per_second for one in self.ours)
        lean = statistics.median(one.per_second for one in self.lean)
        base = statistics.median(self.pgbench) if self.pgbench else 0.0
        answers = [answer for one in self.ours for answer in one.answers]
        return {
            "workload": self.name,
            "ours": round(ours, 1),
            "lean": round(lean, 1),
            "pgbench": round(base, 1) or None,
            "ratio_lean": round(ours / lean, 3),
            "ratio_pgbench": round(ours / base, 3) if base else None,
            "p95_ms": round(statistics.median(one.p95_ms for one in self.ours), 1),
            "cpu_ms": _cpu_ms(self.ours),
            "lean_cpu_ms": _cpu_ms(self.lean),
            "errors": sum(answer.status != good for answer in answers),
            "violations": self.violations,
            "lean_digest": LEAN_DIGEST,
            **more,
        }


def _cpu_ms(rounds: list[Round]) -> float:
    """Processor time of the server for one request."""
    return round(1000 * sum(one.cpu for one in rounds) / max(sum(len(one.answers) for one in rounds), 1), 2)


def _sold_wrongly(shift: Shift, answers: list[Answer]) -> int:
    """Seats that the counter, the rows and the answers do not agree on."""
    shift.refresh_from_db()
    seats = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED).count()
    told = sum(answer.status == 302 for answer in answers)
    return abs(seats - shift.taken) + abs(seats - told) + max(seats - shift.capacity, 0)


def sign_up(bench: Bench) -> dict[str, Any]:
    """b: everybody gets a seat in one hot shift."""
    sums = Sums("b sign-up on one hot shift")
    warm(bench.lean.port, lean_asks(f"/sign-up/{LEAN_HOT}/%d/"), 50)
    quiet = bench.shift(capacity=100_000)
    warm(bench.ours.port, asks(bench.people, f"/activities/shifts/{quiet.pk}/sign-up/"), 50)
    for _round in range(ROUNDS):
        sums.lean.append(bench.run(bench.lean, lean_asks(f"/sign-up/{LEAN_HOT}/%d/")))
        shift = bench.shift(capacity=100_000)
        found = bench.run(bench.ours, asks(bench.people, f"/activities/shifts/{shift.pk}/sign-up/"))
        sums.ours.append(found)
        sums.violations += _sold_wrongly(shift, found.answers)
        sums.pgbench.append(bench.pgbench("sign_up.sql"))
    return sums.line(302)


def rejection(bench: Bench, sign_ups: float) -> dict[str, Any]:
    """b: everybody presses for a shift that is full, its waiting list too."""
    sums = Sums("b rejection on one full shift")
    full = bench.shift(capacity=1)
    seat(bench.people[:1], full)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO lean_shift VALUES (%s, 1, 1)", [LEAN_HOT + 10])
    for _round in range(ROUNDS):
        sums.lean.append(bench.run(bench.lean, lean_asks(f"/sign-up/{LEAN_HOT + 10}/%d/")))
        path = f"/activities/shifts/{full.pk}/sign-up/"
        sums.ours.append(bench.run(bench.ours, asks(bench.people[1:], path)))
    sums.violations += SignUp.objects.filter(shift=full).count() - 1
    line = sums.line(409)
    return {**line, "per_sign_up": round(line["ours"] / sign_ups, 2)}


def check_in(bench: Bench) -> dict[str, Any]:
    """c: everybody with a seat types the code of the moment."""
    sums = Sums("c check-in")
    for _round in range(ROUNDS):
        first = next(SEATED)
        path = f"/check-in/{LEAN_SEATED}/%d/"
        stream = (Ask(path % number) for number in range(first, first + 25_000))
        sums.lean.append(bench.run(bench.lean, stream))
        shift = bench.shift(capacity=PEOPLE)
        start = now() - dt.timedelta(minutes=5)
        Shift.objects.filter(pk=shift.pk).update(starts_at=start, ends_at=start + HOUR)
        Activity.objects.filter(pk=shift.activity_id).update(state=Activity.State.RUNNING)
        seat(bench.people, shift)
        shift.refresh_from_db()

        def code(shift: Shift = shift) -> tuple[tuple[str, str], ...]:
            return (("code", checkin_code.code(shift, now())),)

        found = bench.run(bench.ours, asks(bench.people, f"/activities/shifts/{shift.pk}/check-in/", code))
        sums.ours.append(found)
        here = SignUp.objects.filter(shift=shift, state=SignUp.State.CHECKED_IN).count()
        sums.violations += abs(here - found.count(302))
        sums.pgbench.append(bench.pgbench("check_in.sql"))
        Activity.objects.filter(pk=shift.activity_id).update(state=Activity.State.FINISHED)
        Shift.objects.filter(pk=shift.pk).update(is_open=False)
    return sums.line(302)


def run(bench: Bench) -> int:
    """All workloads, one JSON line each; how many lines are not clean."""
    first = sign_up(bench)
    lines = [first, rejection(bench, first["ours"]), check_in(bench)]
    broken = list(queries.invariants())
    for line in lines:
        print(json.dumps({**line, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}), flush=True)
    for words in broken:
        print(f"BROKEN: {words}", flush=True)
    return sum(bool(line["errors"] or line["violations"]) for line in lines) + len(broken)
