"""Fifty people press for the last seat at once, over and over, through HTTP against a real server.

`python -m bench.sign_up_rush` runs on PostgreSQL and on SQLite; `--database URL` on one of them. It prints what it
found and ends with 1 when a seat was sold twice or not at all, a person was lost, or a request failed.
"""

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
from collections import Counter
from typing import Any

import django

from bench.servers import in_production, serving
from tests.databases import postgresql

PEOPLE, ROUNDS = 50, 20
FOUND = ("oversold", "undersold", "lost", "out_of_order", "errors")


def judge(shift: Any, answers: list[Any], waiting_places: int) -> Counter[str]:
    """Compare the rows of one round with what was answered."""
    from gongjian.activities.models import SignUp  # after django.setup()

    shift.refresh_from_db()
    rows = SignUp.objects.filter(shift=shift)
    seats, turns = rows.filter(state="confirmed").count(), rows.filter(state="waiting").order_by("turn")
    waiting = min(PEOPLE - shift.capacity, waiting_places)
    told = sum(answer.status == 302 for answer in answers)
    return Counter(
        oversold=max(seats - shift.capacity, 0) + max(shift.taken - shift.capacity, 0),
        undersold=max(shift.capacity - seats, 0) + (shift.taken != seats),
        lost=abs(told - rows.count()) + abs(turns.count() - waiting) + (shift.waiting != turns.count()),
        out_of_order=int(list(turns.values_list("turn", flat=True)) != list(range(1, waiting + 1))),
        errors=sum(answer.status not in {302, 409} for answer in answers),
    )


def rounds(port: int, number: int) -> Counter[str]:
    """Every fourth round has no waiting list, the others have room for all on theirs."""
    from bench.driver import Ask, at_once
    from bench.people import HOUR, make_branch, make_people, make_shift
    from gongjian.activities import queries
    from gongjian.core.clock import now

    branch = make_branch()
    people = make_people(PEOPLE, branch)
    found: Counter[str] = Counter()
    for n in range(number):
        places = PEOPLE if n % 4 else 0
        start = now() + dt.timedelta(days=2) + n * HOUR
        shift = make_shift(branch, people[0].pk, start, capacity=1, waiting_places=places)
        asks = [Ask(f"/activities/shifts/{shift.pk}/sign-up/", person.session) for person in people]
        found += judge(shift, at_once(port, asks), places)
    broken = list(queries.invariants())
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    found["broken_invariants"] = len(broken)
    return found


def inside(number: int) -> int:
    """In a process whose settings name the database of the run."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", run_syncdb=True, verbosity=0)
    with serving("gongjian.wsgi:application", dict(os.environ)) as server:
        found = rounds(server.port, number)
    counts = {name: found[name] for name in (*FOUND, "broken_invariants")}
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    print(
        f"{connection.display_name}: {number} rounds of {PEOPLE} people on the last seat: {said}", flush=True
    )
    print(json.dumps({"workload": "sign-up rush", "database": connection.vendor, "rounds": number, **counts}))
    return 1 if any(counts.values()) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="an address as in DATABASE_URL; both kinds when it is left out")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(given.rounds)
    if given.database:
        return in_production(given.database, "bench.sign_up_rush", "--rounds", str(given.rounds))
    with tempfile.TemporaryDirectory(prefix="gj-rush-") as folder, postgresql() as (url, what):
        size = ("--rounds", str(given.rounds))
        codes = [in_production(f"sqlite:///{folder}/rush.sqlite3", "bench.sign_up_rush", *size)]
        if url is None:
            print(f"LEFT OUT: PostgreSQL, because {what}")
        else:
            codes.append(in_production(url, "bench.sign_up_rush", *size))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
