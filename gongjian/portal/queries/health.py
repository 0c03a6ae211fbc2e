"""Whether the installation is fit to answer: the database, its tables, the background runner."""

from dataclasses import dataclass

from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from gongjian.core.clock import now

LATE = 600  # seconds without a sweep from which the runner counts as late
SWEPT, MIGRATED = "portal.swept", "portal.migrated"
# The runner's own store is what its processes and ours share; in tests there is none.
HUEY = import_string("huey.contrib.djhuey.HUEY") if apps.is_installed("huey.contrib.djhuey") else None


@dataclass(frozen=True)
class Health:
    """`database` and `migrations` must be true to serve; `sweep_age` is in seconds, None when no runner was seen."""

    database: bool
    migrations: bool
    sweep_age: int | None

    @property
    def is_ready(self) -> bool:
        return self.database and self.migrations

    @property
    def status(self) -> str:
        if not self.is_ready:
            return "unavailable"
        return "ok" if self.sweep_age is not None and self.sweep_age <= LATE else "late"


def health() -> Health:
    """Look at everything; the migrations are compared once a minute."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Health(database=True, migrations=_is_migrated(), sweep_age=sweep_age())
    except DatabaseError:
        return Health(database=False, migrations=False, sweep_age=None)


def _is_migrated() -> bool:
    if cache.get(MIGRATED):
        return True
    executor = MigrationExecutor(connection)
    complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if complete:
        cache.set(MIGRATED, True, 60)
    return complete


def note_sweep() -> None:
    """Remember that the runner is alive."""
    if HUEY is not None:
        HUEY.put(SWEPT, now().timestamp())


def sweep_age() -> int | None:
    """Seconds since the last sweep, as the runner noted it."""
    at = HUEY.get(SWEPT, peek=True) if HUEY is not None else None
    return None if at is None else max(0, int(now().timestamp() - at))
