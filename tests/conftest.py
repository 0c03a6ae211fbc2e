"""What every test gets: settings for tests, a folder of its own for files, an empty cache."""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from django.test import TransactionTestCase

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["GONGJIAN_ENV"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.settings")
os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # the browser's driver runs an event loop in our thread
if os.environ.get("TEST_REDIS_URL"):
    os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL']}/{int(WORKER.removeprefix('gw')) + 10}"
else:
    os.environ.pop("REDIS_URL", None)
if "GONGJIAN_VAR" not in os.environ:  # workers inherit the folder that the first process makes
    os.environ["GONGJIAN_VAR"] = tempfile.mkdtemp(prefix="gj-")
    atexit.register(shutil.rmtree, os.environ["GONGJIAN_VAR"], ignore_errors=True)
django.setup()  # so that test modules may import models
(Path(os.environ["GONGJIAN_VAR"]) / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise misses it aloud
pytest_plugins = ["tests.browser", "tests.bad_input"]


def pytest_configure(config: pytest.Config) -> None:
    """A worker that inherits the settings' name would read them before this file gives it a Redis of its own."""
    if config.getoption("numprocesses", default=None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is meant for the other database; everything in tests/e2e needs a browser."""
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    other = "sqlite" if on_postgresql else "postgresql"
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"only on {other}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leave the counts where tests/run.py reads them."""
    path = os.environ.get("TEST_COUNTS")
    if path and "PYTEST_XDIST_WORKER" not in os.environ:
        found = {
            name: len(terminalreporter.stats.get(name, []))
            for name in ("passed", "failed", "error", "skipped")
        }
        Path(path).write_text(json.dumps(found), encoding="utf-8")


KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_tables(_case: Any) -> None:
    """After a test that commits: empty the tables that have rows.

    Django's flush empties all of them, which PostgreSQL does by files, and makes permissions anew each time.
    """
    from django.db import connection, transaction

    quoted = [
        connection.ops.quote_name(name)
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if name not in KEPT_TABLES
    ]
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(" UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM {n})" for n in quoted))
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits, cached pages and remembered figures of one test must not reach the next."""
    from django.core.cache import cache  # settings come first

    from gongjian.policy.queries import forget

    cache.clear()
    forget()


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Uploads of a test go into its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
