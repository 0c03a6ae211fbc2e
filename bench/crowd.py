"""A crowd on one activity: 5,000 presses on 500 places, with groups, second presses, places given back, and a long
waiting list, through HTTP against a real server.

`python -m bench.crowd` runs on PostgreSQL; `--database URL` on one of both kinds, `--presses` and `--places` make it
smaller. At the end the rows are compared with what everybody was told; it ends with 1 when anything is not 0.
"""

import argparse
import datetime as dt
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import django

from bench.servers import in_production, serving
from tests.databases import postgresql

CLIENTS, GROUP = 8, 3
FOUND = (
    "oversold",
    "undersold",
    "lost",
    "doubled",
    "out_of_order",
    "unwritten",
    "errors",
    "broken_invariants",
)


Event = tuple[str, list[int]]


@dataclass
class Told:
    """What everybody was told: who holds something, who gave it back, and every status."""

    holds: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    to_come: Counter[int] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    lock: Any = field(default_factory=Lock)

    def note(self, kind: str, status: int, *people: int) -> None:
        with self.lock:
            self.statuses[kind, status] += 1
            self.to_come.subtract(people)
            if status == 302:
                (self.gone if kind == "cancel" else self.holds).update(people)

    def somebody(self, chance: random.Random) -> int | None:
        """Somebody with a place or a turn who has no press to come: they give it back now."""
        with self.lock:
            left = sorted(key for key in self.holds - self.gone if not self.to_come[key])
            found = chance.choice(left) if left else None
            if found is not None:
                self.gone.add(found)
            return found


def events(presses: int, people: int, chance: random.Random) -> list[Event]:
    """Of 20 presses: 14 by single people, of whom some press twice; 3 for groups; 3 give something back."""
    singles = presses * 14 // 20
    alone = [("alone", [n % (singles * 6 // 7)]) for n in range(singles)]
    first = singles * 6 // 7
    groups = [("group", chance.sample(range(first, people), GROUP)) for _group in range(presses * 3 // 20)]
    both: list[Event] = [
        *alone,
        *groups,
        *[("cancel", [])] * (presses - singles - len(groups)),
    ]
    chance.shuffle(both)
    return both


@dataclass
class Crowd:
    """Clients that take one event after the other from a shared stream."""

    port: int
    shift: Any
    people: list[Any]
    told: Told
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    def ask(self, kind: str, chosen: list[int]) -> tuple[Any, list[int]]:
        """The request of one event and whom it is about; nobody when there is nobody to give anything back."""
        from bench.driver import Ask
        from gongjian.activities.models import SignUp

        if kind == "cancel":
            key = self.told.somebody(self.chance)
            if key is None:
                return None, []
            seat = SignUp.objects.get(shift=self.shift, person_id=key)
            session = next(person.session for person in self.people if person.pk == key)
            return Ask(f"/activities/seats/{seat.pk}/cancel/", session), [key]
        some = [self.people[n] for n in chosen]
        keys = [person.pk for person in some]
        if kind == "alone":
            return Ask(f"/activities/shifts/{self.shift.pk}/sign-up/", some[0].session), keys
        names = (("people", "，".join(f"志愿者{n}" for n in chosen)),)
        return Ask(f"/activities/shifts/{self.shift.pk}/group/", some[0].session, names), keys

    def work(self, stream: Iterator[Event], taking: Any) -> None:
        from django.db import connections

        from bench.driver import Client

        client = Client(self.port)
        while True:
            with taking:
                event = next(stream, None)
            if event is None:
                break
            ask, keys = self.ask(*event)
            if ask is not None:
                self.told.note(event[0], client.post(ask).status, *keys)
        client.close()
        connections.close_all()

    def press(self, wanted: list[Event]) -> None:
        self.told.to_come.update(self.people[n].pk for _kind, chosen in wanted for n in chosen)
        stream, taking = iter(wanted), Lock()
        with ThreadPoolExecutor(CLIENTS) as pool:
            for future in [pool.submit(self.work, stream, taking) for _client in range(CLIENTS)]:
                future.result()


def judge(shift: Any, told: Told) -> Counter[str]:
    """Rows, counters, order and log of one crowd against what it was told."""
    from gongjian.activities import queries
    from gongjian.activities.models import SignUp, Verb
    from gongjian.audit.models import Entry

    shift.refresh_from_db()
    rows = list(SignUp.objects.filter(shift=shift).values_list("pk", "person_id", "state", "turn"))
    seats = sum(state == "confirmed" for _pk, _person, state, _turn in rows)
    waiting = [turn for _pk, _person, state, turn in rows if state == "waiting"]
    moved_up = [turn for _pk, _person, state, turn in rows if state == "confirmed" and turn]
    holding = {person for _pk, person, state, _turn in rows if state != "cancelled"}
    joined = [Verb.SIGNED_UP, Verb.WAITED, Verb.GROUP_SIGNED_UP]
    written = set(
        Entry.objects.filter(verb__in=joined, subject_type="activities.signup").values_list(
            "subject_id", flat=True
        )
    )
    broken = list(queries.invariants())
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return Counter(
        oversold=max(seats - shift.capacity, 0) + max(shift.taken - shift.capacity, 0),
        undersold=max(shift.capacity - seats, 0) + (shift.taken != seats),
        lost=len(holding ^ (told.holds - told.gone)) + (shift.waiting != len(waiting)),
        doubled=len(rows) - len({person for _pk, person, _state, _turn in rows}),
        out_of_order=sum(turn < max(moved_up, default=0) for turn in waiting)
        + len(waiting)
        - len(set(waiting)),
        unwritten=sum(str(pk) not in written for pk, _person, _state, _turn in rows),
        errors=sum(n for (_kind, status), n in told.statuses.items() if status not in {302, 409}),
        broken_invariants=len(broken),
    )


def inside(presses: int, places: int) -> int:
    """In a process whose settings name the database of the run."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.people import make_branch, make_people, make_shift
    from gongjian.activities.models import Activity
    from gongjian.core.clock import now

    call_command("migrate", run_syncdb=True, verbosity=0)
    chance, number = random.Random(5), presses * 15 // 20
    branch = make_branch()
    people = make_people(number, branch)
    start = now() + dt.timedelta(days=2)
    shift = make_shift(branch, people[0].pk, start, capacity=places, waiting_places=2 * places)
    Activity.objects.filter(pk=shift.activity_id).update(group_size=GROUP)
    with serving("gongjian.wsgi:application", dict(os.environ)) as server:
        begun = time.monotonic()
        told = Told()
        Crowd(server.port, shift, people, told).press(events(presses, number, chance))
        seconds = time.monotonic() - begun
    found = judge(shift, told)
    counts = {name: found[name] for name in FOUND}
    answers = {f"{kind} {status}": n for (kind, status), n in sorted(told.statuses.items())}
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    print(f"{connection.display_name}: {presses} presses on {places} places in {seconds:.0f} s: {said}")
    print(
        json.dumps(
            {
                "workload": "crowd",
                "database": connection.vendor,
                "presses": presses,
                **counts,
                "answers": answers,
            }
        )
    )
    return 1 if any(counts.values()) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="an address as in DATABASE_URL; PostgreSQL when it is left out")
    parser.add_argument("--presses", type=int, default=5000)
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(given.presses, given.places)
    size = ["--presses", str(given.presses), "--places", str(given.places)]
    if given.database:
        return in_production(given.database, "bench.crowd", *size)
    with postgresql() as (url, what):
        if url is None:
            print(f"LEFT OUT: no PostgreSQL, because {what}")
            return 1
        return in_production(url, "bench.crowd", *size)


if __name__ == "__main__":
    sys.exit(main())
