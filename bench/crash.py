"""Web processes and the background runner die by kill -9 in the middle of a rush and of a check-in, over and over.

`python -m bench.crash` runs on PostgreSQL. Clients do what telephones do: when the line breaks they press again. At
the end what was answered is compared with what is stored: nothing lost, nothing doubled, nothing oversold.
"""

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from bench.servers import ROOT, children, database_beside, environment, serving
from tests.databases import postgresql

ROUNDS, PEOPLE, PLACES, WAITING, CLIENTS = 20, 80, 60, 10, 8
PATIENCE = 60.0  # seconds that a client goes on pressing
FOUND = ("lost", "doubled", "oversold", "undersold", "out_of_order", "notices_wrong", "unanswered")


@contextmanager
def background(env: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """`manage.py work`; the list's last one is the one that lives."""
    command = [sys.executable, "manage.py", "work", "--quiet"]
    running = [subprocess.Popen(command, cwd=ROOT, env=env)]
    try:
        yield running
    finally:
        running[-1].terminate()
        running[-1].wait(timeout=30)


def press_until_answered(port: int, ask: Any) -> int:
    """The first answer that is one; 0 when none came in time."""
    from bench.driver import Client

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        client = Client(port)
        status = client.post(ask).status
        client.close()
        if status and status < 500:
            return status
        time.sleep(0.05)
    return 0


def under_fire(server: Any, asks: list[Any], after: float) -> tuple[list[int], int]:
    """Send everything while one web process is killed after some seconds; gives the answers and the number killed."""
    killed: list[int] = []

    def kill() -> None:
        time.sleep(after)
        victims = children(server.pid)
        if victims:
            os.kill(victims[0], signal.SIGKILL)
            killed.append(victims[0])

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda ask: press_until_answered(server.port, ask), asks))
    killer.join()
    return answers, len(killed)


def judge_seats(shift: Any, people: list[Any], answers: list[int]) -> Counter[str]:
    """Rows, counters and notices of one rush against what everybody was told."""
    from gongjian.activities.models import SignUp, Tell
    from gongjian.notices.models import Notice

    shift.refresh_from_db()
    keys = list(SignUp.objects.filter(shift=shift).values_list("pk", flat=True))
    rows = list(SignUp.objects.filter(shift=shift).values_list("person_id", "state", "turn"))
    of_person = Counter(person for person, _state, _turn in rows)
    seats = sum(state == "confirmed" for _person, state, _turn in rows)
    turns = sorted(turn for _person, state, turn in rows if state == "waiting")
    told = {person.pk for person, status in zip(people, answers, strict=True) if status == 302}
    notices = Counter(
        Notice.objects.filter(
            kind__in=[Tell.SIGNED_UP, Tell.WAITING],
            about_type="activities.signup",
            about_id__in=[str(key) for key in keys],
        ).values_list("to_id", flat=True)
    )
    return Counter(
        lost=len(told - set(of_person)),
        doubled=sum(number > 1 for number in of_person.values()),
        oversold=max(seats - shift.capacity, 0),
        undersold=max(shift.capacity - seats, 0) + (shift.taken != seats) + (shift.waiting != len(turns)),
        out_of_order=int(len(set(turns)) != len(turns)),
        notices_wrong=sum(notices[person] != 1 for person in of_person),
        unanswered=answers.count(0),
    )


def judge_check_ins(shift: Any, people: list[Any], answers: list[int]) -> Counter[str]:
    from gongjian.activities.models import SignUp, Verb
    from gongjian.audit.models import Entry

    here = set(SignUp.objects.filter(shift=shift, state="checked_in").values_list("person_id", flat=True))
    told = {person.pk for person, status in zip(people, answers, strict=True) if status == 302}
    keys = [str(key) for key in SignUp.objects.filter(shift=shift).values_list("pk", flat=True)]
    written = Counter(
        Entry.objects.filter(
            verb=Verb.CHECKED_IN, subject_type="activities.signup", subject_id__in=keys
        ).values_list("by_id", flat=True)
    )
    doubled = sum(number > 1 for number in written.values())
    unwritten = len(here - set(written))
    return Counter(lost=len(told - here) + unwritten, doubled=doubled, unanswered=answers.count(0))


def rounds(server: Any, running: list[subprocess.Popen[bytes]], number: int) -> tuple[Counter[str], int]:
    from bench.driver import Ask
    from bench.people import HOUR, make_branch, make_people, make_shift, seat
    from gongjian.activities import checkin_code
    from gongjian.activities.models import Activity, Shift
    from gongjian.core.clock import now

    chance = random.Random(7)
    branch = make_branch()
    people = make_people(PEOPLE, branch)
    found: Counter[str] = Counter()
    kills = 0
    for n in range(number):
        start = now() + dt.timedelta(days=2) + n * HOUR
        shift = make_shift(branch, people[0].pk, start, capacity=PLACES, waiting_places=WAITING)
        asks = [Ask(f"/activities/shifts/{shift.pk}/sign-up/", person.session) for person in people]
        running[-1].kill()
        answers, died = under_fire(server, asks, chance.uniform(0.05, 0.6))
        running[-1].wait()
        running.append(subprocess.Popen(running[0].args, cwd=ROOT))
        kills += died + 1
        found += judge_seats(shift, people, answers)

        begun = now() - dt.timedelta(minutes=5)
        shift = make_shift(branch, people[0].pk, begun, capacity=PEOPLE)
        Activity.objects.filter(pk=shift.activity_id).update(state=Activity.State.RUNNING)
        seat(people, shift)
        code = (("code", checkin_code.code(shift, now())),)
        asks = [Ask(f"/activities/shifts/{shift.pk}/check-in/", person.session, code) for person in people]
        answers, died = under_fire(server, asks, chance.uniform(0.05, 0.4))
        kills += died
        found += judge_check_ins(shift, people, answers)
        Activity.objects.filter(pk=shift.activity_id).update(state=Activity.State.FINISHED)
        Shift.objects.filter(pk=shift.pk).update(is_open=False)
        print(f"# round {n + 1}: {dict(+found)}", file=sys.stderr, flush=True)
    return found, kills


def inside(number: int) -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from gongjian.activities import queries

    call_command("migrate", run_syncdb=True, verbosity=0)
    env = dict(os.environ)
    with (
        serving(
            "gongjian.wsgi:application", env, "--respawn-failed-workers", "--respawn-interval", "0.1"
        ) as server,
        background(env) as running,
    ):
        found, kills = rounds(server, running, number)
    broken = list(queries.invariants())
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    counts = {name: found[name] for name in FOUND} | {"broken_invariants": len(broken)}
    print(
        json.dumps(
            {"workload": "kill -9", "database": connection.vendor, "rounds": number, "kills": kills, **counts}
        )
    )
    return 1 if any(counts.values()) else 0


def main() -> int:
    if sys.argv[1:2] == ["--inside"]:
        return inside(int(sys.argv[2]))
    number = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    with tempfile.TemporaryDirectory(prefix="gj-crash-") as folder, postgresql() as (url, what):
        if url is None:
            print(f"LEFT OUT: no PostgreSQL, because {what}")
            return 1
        with database_beside(url) as own:
            env = environment(own, Path(folder)) | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
            command = [sys.executable, "-m", "bench.crash", "--inside", str(number)]
            return subprocess.run(command, check=False, cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit(main())
