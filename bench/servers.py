"""Real servers on ports of their own, and databases of their own; everything started here is stopped here."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.databases import redis_url

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 2
TICKS = os.sysconf("SC_CLK_TCK")


def environment(database_url: str, var: Path) -> dict[str, str]:
    """What a production server gets, with nothing inherited that would change it; a Redis of its own if one answers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    redis = redis_url()
    return kept | {
        **({"REDIS_URL": f"{redis}/9"} if redis else {}),
        "GONGJIAN_ENV": "production",
        "GONGJIAN_VAR": str(var),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "bench-" + "0" * 50,
        "FIELD_KEY": "bench-" + "1" * 50,
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def database_beside(url: str) -> Iterator[str]:
    """A PostgreSQL database of this run only, on the server of `url`; a SQLite address is given back as it is."""
    if not url.startswith("postgres"):
        yield url
        return
    name = f"{urlsplit(url).path.strip('/')[:30]}_bench_{secrets.token_hex(3)}"
    admin = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def in_production(url: str, module: str, *arguments: str) -> int:
    """Run a driver's inner half in a process whose environment is a production server's, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="gj-bench-") as folder, database_beside(url) as own:
        env = environment(own, Path(folder)) | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
        command = [sys.executable, "-m", module, "--inside", *arguments]
        return subprocess.run(command, check=False, cwd=ROOT, env=env).returncode


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time of the server and its workers so far (Linux; 0 elsewhere)."""
        return sum(_cpu_of(pid) for pid in [self.pid, *children(self.pid)])


def _cpu_of(pid: int) -> float:
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        )
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def children(pid: int) -> list[int]:
    """The processes that this one started (Linux; none elsewhere)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]


@contextmanager
def serving(application: str, env: dict[str, str], *more: str) -> Iterator[Server]:
    """Run granian with two workers until the block ends; wait until it answers. `more` are further options."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS),
        "--no-ws", "--log-level", "error", *more, application,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until two requests in a row are answered: each worker has loaded the application."""
    until, answered = time.monotonic() + seconds, 0
    while time.monotonic() < until and answered < 2 * WORKERS:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/no-such-page/")
            connection.getresponse().read()
            connection.close()
            answered += 1
        except OSError:
            time.sleep(0.2)
    if answered < 2 * WORKERS:
        raise RuntimeError("the server does not answer")
