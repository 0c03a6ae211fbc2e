"""The demo as its users start it: `manage.py demo --serve` in a process of its own, for browser tests and pictures."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_for(url: str, alive: Callable[[], bool] = lambda: True, log: Path | None = None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if not alive() or time.monotonic() > deadline:
            said = log.read_text(encoding="utf-8")[-4000:] if log else "see its log"
            raise RuntimeError(f"the demo did not start: {said}")
        time.sleep(0.5)


@contextmanager
def demo_server(folder: Path, scale: str, *, wait: bool = True) -> Iterator[str]:
    """Build a world in `folder`, or take the one that is there, and serve it; yields its address.

    With `wait=False` it is yielded before the world is built: who needs it calls `wait_for`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    unwanted = {"DATABASE_URL", "REDIS_URL", "TEST_REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    log = folder / "log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--scale", scale, "--serve", "--port", str(port)],
            cwd=ROOT,
            env={**kept, "GONGJIAN_ENV": "demo", "GONGJIAN_VAR": str(folder / "var"), "BASE_URL": url},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if wait:
            wait_for(url, lambda: process.poll() is None, log)
        yield url
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
