"""Which world a database holds: its fingerprint, and the refusal of a database that holds other data."""

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from gongjian.core.access import SYSTEM
from gongjian.portal.actions import mark_demo
from gongjian.portal.queries.personas import Mark, facts_of, has_other_data, read_mark

from ..personas import UNIVERSITY
from .world import World

PACKAGE = Path(__file__).resolve().parents[2]


class OtherDataError(Exception):
    """The database holds data that is not the demo's."""


def fingerprint(*, seed: int, today: dt.date, scale: str) -> str:
    """Changes with the code that makes the world, the seed, the day and the scale."""
    digest = hashlib.sha256(f"{seed} {today} {scale}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        if "views" not in path.parts and path.name not in {
            "views.py",
            "urls.py",
            "forms.py",
            "navigation.py",
        }:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def has_tables() -> bool:
    return "accounts_user" in connection.introspection.table_names()


def found() -> Mark | None:
    """The demo that the database holds, or None when it is empty; raises `OtherDataError` for anything else."""
    if not has_tables():
        return None
    if has_other_data():
        raise OtherDataError
    return read_mark()


def clear() -> None:
    """Empty the demo's own database: the file when it is SQLite, else every table."""
    if not settings.DEMO:
        raise RuntimeError("only the demo's own database is ever cleared")
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)
    else:
        call_command("flush", interactive=False, verbosity=0)
    Path(settings.AUDIT_HEAD_FILE).unlink(missing_ok=True)


def mark(world: World, print_of: str, scale: str) -> None:
    """Write into the log that this is the demo's database."""
    about = Mark(
        print_of, world.seed, world.today.isoformat(), scale, {key: u.pk for key, u in world.personas.items()}
    )
    mark_demo(by=SYSTEM, organization=world.organizations[UNIVERSITY], **facts_of(about))
