"""The demo world: built when it is missing, then served with the background runner."""

import datetime as dt
import hashlib
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from gongjian.core.clock import today
from gongjian.portal.demo import build, database
from gongjian.portal.personas import PASSWORD, PERSONAS
from gongjian.portal.tasks import run_all

PACKAGE = Path(settings.BASE_DIR) / "gongjian"


class Command(BaseCommand):
    help = "Build the demo world (once for a day, a seed and this code) and, with --serve, run it."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another seed, another world")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the story's last day, YYYY-MM-DD")
        parser.add_argument("--scale", choices=["full", "small", "10k", "1m"], default="full")
        parser.add_argument("--fresh", action="store_true", help="build anew even when nothing changed")
        parser.add_argument("--serve", action="store_true", help="serve it, with the background runner")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("The demo runs with GONGJIAN_ENV=demo only: it opens every door.")
        if options["serve"] and _answers(options["port"]):
            port = options["port"]
            raise CommandError(f"Port {port} is taken. Choose another one: make demo PORT={port + 1}")
        day = options["today"] or today()
        self._world(options["seed"], day, options["scale"], fresh=options["fresh"])
        self._accounts()
        if options["serve"]:
            self._static_files()
            self._serve(options["port"])

    # ---------------------------------------------------------------- the world

    def _world(self, seed: int, day: dt.date, scale: str, *, fresh: bool) -> None:
        print_of = database.fingerprint(seed=seed, today=day, scale=scale)
        try:
            found = database.found()
        except database.OtherDataError:
            words = "This database holds data that is not the demo's. Point DATABASE_URL at an empty one."
            raise CommandError(words) from None
        if found and found.fingerprint == print_of and not fresh:
            self.stdout.write(f"The demo world of {found.today} is there already.")
            return
        if found:
            database.clear()
        begun = time.monotonic()
        self.stdout.write(f"Building the demo world of {day} (seed {seed}) …")
        self.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)
        world = build(seed=seed, today=day, scale=scale)
        database.mark(world, print_of, scale)
        run_all()
        acts, seconds = sum(world.done.values()), time.monotonic() - begun
        self.stdout.write(f"{acts} actions, {len(world.organizations)} organisations, {seconds:.0f} s.")

    def _accounts(self) -> None:
        """The table of personas, as one line each."""
        self.stdout.write(f"\nSign in with number and password (all the same): {PASSWORD}\n")
        rows = [(p.name, str(p.role), p.place, p.number) for p in PERSONAS]
        for name, role, place, number in rows:
            self.stdout.write(f"  {number:<12} {name}  {role}, {place}")

    # ---------------------------------------------------------------- serving

    def _static_files(self) -> None:
        """collectstatic, when a file that it reads has changed since the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        now = _sources_digest()
        if not stamp.is_file() or stamp.read_text() != now:
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(now)

    def _serve(self, port: int) -> None:
        """The web server and the background runner, until one of them ends or somebody presses Ctrl-C."""
        manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
        web = [
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
            ),
            *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
            "gongjian.wsgi:application",
        ]
        running = [subprocess.Popen(web), subprocess.Popen([*manage, "work", "--quiet"])]  # noqa: S603

        def stop(_number: int = 0, _frame: FrameType | None = None) -> None:
            for process in running:
                if process.poll() is None:
                    process.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        ready = False
        while all(process.poll() is None for process in running):
            if not ready and _answers(port):
                ready = True
                self.stdout.write(
                    f"\nOpen {settings.SITE['base_url']}/  (Ctrl-C stops it; messages: /demo/outbox)\n"
                )
                self.stdout.flush()
            time.sleep(0.3)
        stop()
        for process in running:
            process.wait(timeout=20)


def _answers(port: int) -> bool:
    """Whether somebody listens on this port of the loopback already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _sources_digest() -> str:
    """Names, sizes and times of everything that collectstatic would read."""
    digest = hashlib.sha256()
    folders = [*PACKAGE.glob("*/static"), Path(settings.ASSETS)]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files += [
        settings.VENDOR_ROOT / package / path
        for package, paths in settings.VENDOR_FILES.items()
        for path in paths
    ]
    for path in sorted(files):
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()
