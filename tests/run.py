"""`make test`: the whole suite on SQLite, then on PostgreSQL; arguments go to pytest.

Ends with one line for each database. Browser tests run on SQLite only, save those marked `both`. What the machine
cannot offer is left out with a line that says so; with REQUIRE_ALL=1, as in .ci/run, that fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser import chromium_path
from tests.databases import ROOT, postgresql, redis_url
from tests.demo_server import demo_server

NOTHING = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
NO_TESTS = 5  # pytest's exit code when a narrowed run finds nothing on one of the databases
APT = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium", "fonts-noto-cjk")


class Report:
    """One line per database, and whether all is well."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ok = True

    def add(self, name: str, counts: dict[str, int], *, ok: bool) -> None:
        failed = counts["failed"] + counts["error"] or (0 if ok else 1)
        self.lines.append(f"{name}: {counts['passed']} passed, {failed} failed, {counts['skipped']} skipped")
        self.ok = self.ok and ok

    def left_out(self, what: str) -> None:
        print(f"LEFT OUT: {what}", flush=True)
        self.ok = self.ok and os.environ.get("REQUIRE_ALL") != "1"


def have_browser() -> bool:
    """Chromium, installed from Debian's packages when we may."""
    if chromium_path() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium …", flush=True)
        subprocess.run(["apt-get", "update", "--quiet"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(APT, check=False, stdout=subprocess.DEVNULL)
    return chromium_path() is not None


@contextmanager
def served(folder: Path, *, wanted: bool) -> Iterator[dict[str, str]]:
    """One demo for all browser tests, so that each worker does not build its own; it is built while others run."""
    if not wanted:
        yield {}
        return
    with demo_server(folder, "small", wait=False) as url:
        yield {"DEMO_URL": url}


def suite(extra: dict[str, str], marker: str, arguments: list[str]) -> tuple[dict[str, int], bool]:
    """Run pytest once in an environment and a folder of its own; returns the counts and whether it went well."""
    with tempfile.TemporaryDirectory(prefix="gj-") as folder:
        counts = Path(folder) / "counts.json"
        environment = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        environment |= {"GONGJIAN_ENV": "test", "GONGJIAN_VAR": folder, "TEST_COUNTS": str(counts), **extra}
        workers = (
            []
            if any(argument.startswith("-n") for argument in arguments)
            else ["-n", "2", "--dist", "worksteal"]
        )
        command = [sys.executable, "-m", "pytest", "-q", *workers, "-m", marker, *arguments]
        code = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
        found = json.loads(counts.read_text(encoding="utf-8")) if counts.is_file() else NOTHING
    return found, code == 0 or (code == NO_TESTS and bool(arguments))


def main(arguments: list[str]) -> int:
    report = Report()
    browser = have_browser()
    if not browser:
        report.left_out("browser tests, because this machine has no Chromium")
    print("== SQLite", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="gj-demo-") as folder,
        served(Path(folder), wanted=browser) as extra,
    ):
        found, ok = suite(extra, "e2e or not e2e" if browser else "not e2e", arguments)
    report.add("SQLite", found, ok=ok)
    if os.environ.get("ONLY") == "sqlite":
        print("LEFT OUT: PostgreSQL, because ONLY=sqlite", *report.lines, sep="\n", flush=True)
        return 0 if report.ok else 1
    with postgresql() as (url, what):
        if url is None:
            report.left_out(f"PostgreSQL, because {what}")
            report.add("PostgreSQL", NOTHING, ok=True)
        else:
            redis = redis_url()
            print(f"== PostgreSQL: {what}{'; with Redis' if redis else '; no Redis answers'}", flush=True)
            quick = "-c synchronous_commit=off"  # what a power cut would lose is of no use anyway
            extra = {"DATABASE_URL": url, "TEST_REDIS_URL": redis or "", "PGOPTIONS": quick}
            found, ok = suite(extra, "not e2e or both" if browser else "not e2e", arguments)
            report.add("PostgreSQL", found, ok=ok)
    print("", *report.lines, sep="\n", flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
