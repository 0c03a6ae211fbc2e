"""The second place: a file beside the database to which the end of the chain is appended after every sealing."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Head:
    """The end of the chain as it was at a moment."""

    seq: int
    digest: str
    at: str


def append(seq: int, digest: str, at: dt.datetime) -> None:
    """Add one line unless the file ends with it already; the line is on the disk when this returns."""
    path = Path(settings.AUDIT_HEAD_FILE)
    if last(path) == (seq, digest):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"seq": seq, "digest": digest, "at": at.isoformat()}) + "\n"
    if _is_cut_off(path):
        line = "\n" + line
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_cut_off(path: Path) -> bool:
    """Whether the machine went down in the middle of a line."""
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def last(path: Path) -> tuple[int, str] | None:
    """The last whole line of the file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        lines = file.read().decode("utf-8", "replace").splitlines()
    head = _parsed(lines[-1]) if lines else None
    return (head.seq, head.digest) if head else None


def read() -> Iterator[tuple[int, Head | None]]:
    """Every line with its number; None for a line that can't be read."""
    path = Path(settings.AUDIT_HEAD_FILE)
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                yield number, _parsed(line)


def exists() -> bool:
    return Path(settings.AUDIT_HEAD_FILE).is_file()


def _parsed(line: str) -> Head | None:
    try:
        row = json.loads(line)
        return Head(int(row["seq"]), str(row["digest"]), str(row["at"]))
    except (ValueError, KeyError, TypeError):
        return None
