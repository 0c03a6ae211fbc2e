"""The PostgreSQL and the Redis of a test run: those that answer on this machine, else throwaway ones, else none."""

import glob
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ("postgres://root@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/postgres")
WHEEL = "pgserver==0.1.4"  # the programs of PostgreSQL 16 as a Python package
WHEEL_HOME = ROOT / "var/postgresql"
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"


def may_create(url: str) -> bool:
    """Whether a server answers at this address and lets us create databases."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def programs() -> Path | None:
    """Where initdb and pg_ctl are: on the path, where Debian puts them, or in a Python package."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if debian:
        return Path(debian[-1])
    packaged = WHEEL_HOME / "pgserver/pginstall/bin"
    if not packaged.is_dir():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(WHEEL_HOME),
            WHEEL,
        ]
        subprocess.run(pip, check=False, stderr=subprocess.DEVNULL)
    return packaged if (packaged / "initdb").is_file() else None


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: keywords for `subprocess` that step down to another user."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start_cluster(programs_in: Path) -> tuple[str, Callable[[], None]]:
    """A cluster of our own on a socket in a short temporary path; returns its address and how to stop it."""
    base = Path(tempfile.mkdtemp(prefix="gjpg-", dir="/tmp"))  # a socket name has at most 107 bytes
    user = unprivileged()
    if user:
        os.chown(base, user["user"], user["group"])

    def run(program: str, *arguments: str, check: bool = True) -> None:
        command = [str(programs_in / program), "-D", str(base / "data"), *arguments]
        subprocess.run(command, check=check, cwd="/", stdout=subprocess.DEVNULL, **user)

    def stop() -> None:
        run("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(base, ignore_errors=True)

    try:
        run("initdb", "-A", "trust", "-U", "gongjian", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-w", "-l", str(base / "log"), "-o", f"-k {base} -p 5432 {OPTIONS}", "start")
    except BaseException:
        stop()
        raise
    return f"postgres://gongjian@{str(base).replace('/', '%2F')}/postgres", stop


def _throwaway() -> tuple[str | None, Callable[[], None] | None, str]:
    where = programs()
    if where is None:
        return None, None, "no server answers, and no initdb was found"
    try:
        return *start_cluster(where), f"a throwaway cluster of {where}"
    except (OSError, subprocess.CalledProcessError) as error:
        return None, None, f"a throwaway cluster did not start: {error}"


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop_leftovers(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{name}%"])
        for (left,) in rows.fetchall():
            connection.execute(f'DROP DATABASE IF EXISTS "{left}" WITH (FORCE)'.encode())


@contextmanager
def postgresql() -> Iterator[tuple[str | None, str]]:
    """The address for DATABASE_URL, with a database name of this run only, and which server that is."""
    asked = os.environ.get("TEST_POSTGRES_URL", "")
    stop: Callable[[], None] | None = None
    url = next((url for url in ([asked] if asked else LOCAL) if may_create(url)), None)
    what = "the server that answers at " + (urlsplit(url).hostname or "") if url else ""
    if url is None and not asked:
        url, stop, what = _throwaway()
    if url is None:
        yield None, what or f"no server that lets us create databases at {asked}"
        return
    name = f"gj_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        yield _named(url, name), what
    finally:
        if stop:
            stop()
        else:
            _drop_leftovers(url, name)


def redis_url(host: str = "127.0.0.1", port: int = 6379) -> str | None:
    """The Redis that answers without a password on this machine."""
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return f"redis://{host}:{port}" if connection.recv(16).startswith(b"+PONG") else None
    except OSError:
        return None


if __name__ == "__main__":
    with postgresql() as (address, server):
        print(address, server, redis_url(), sep="\n")
