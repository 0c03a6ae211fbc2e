"""Triggers: the database itself gives a person a new `standing_version` when posts or affiliations change.

Whoever writes (an action, an import, an SQL prompt), nothing that was cached of the person's powers outlives it. The
versions are random, so that a version seen inside a transaction that is rolled back never comes again. They are made
anew after every migration, since SQLite drops a table's triggers when it rebuilds the table.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections

PERSONAL = ["organizations_appointment", "organizations_affiliation"]
ORGANIZATIONS = "organizations_organization"
RANDOM = {"postgresql": "(random() * 9007199254740991)::bigint", "sqlite": "random()"}
MEMBERS = " UNION ".join(
    f"SELECT person_id FROM {table} WHERE organization_id = NEW.id"  # noqa: S608 - our own table names
    for table in PERSONAL
)
EVENTS = {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}


def _renew(vendor: str, who: str) -> str:
    return f"UPDATE accounts_user SET standing_version = {RANDOM[vendor]} WHERE id IN ({who})"  # noqa: S608


def _sqlite() -> list[str]:
    made = []
    for table in PERSONAL:
        for event, rows in EVENTS.items():
            who = ", ".join(f"{row}.person_id" for row in rows)
            name = f"{table}_{event.lower()}_standing"
            made.append(
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} "
                f"BEGIN {_renew('sqlite', who)}; END"
            )
    made.append(
        f"CREATE TRIGGER IF NOT EXISTS {ORGANIZATIONS}_standing AFTER UPDATE ON {ORGANIZATIONS} "
        f"BEGIN {_renew('sqlite', MEMBERS)}; END"
    )
    return made


def _postgresql() -> list[str]:
    """Once for each statement, not for each row: an import of a whole roster costs one more statement."""
    made = []
    for event, rows in EVENTS.items():
        who = " UNION ".join(f"SELECT person_id FROM rows_{row.lower()}" for row in rows)  # noqa: S608
        function = f"gongjian_standing_{event.lower()}"
        made.append(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_renew('postgresql', who)}; RETURN NULL; END $$"
        )
        tables = " ".join(f"{row} TABLE AS rows_{row.lower()}" for row in rows)
        made += [
            f"CREATE OR REPLACE TRIGGER {table}_{event.lower()}_standing AFTER {event} ON {table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            for table in PERSONAL
        ]
    made.append(
        "CREATE OR REPLACE FUNCTION gongjian_standing_organization() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_renew('postgresql', MEMBERS)}; RETURN NULL; END $$"
    )
    made.append(
        f"CREATE OR REPLACE TRIGGER {ORGANIZATIONS}_standing AFTER UPDATE ON {ORGANIZATIONS} "
        "FOR EACH ROW EXECUTE FUNCTION gongjian_standing_organization()"
    )
    return made


def create(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """After `migrate`: every trigger is there."""
    connection = connections[using]
    missing = set(PERSONAL) - set(connection.introspection.table_names())
    if missing or connection.vendor not in RANDOM:
        return
    with connection.cursor() as cursor:
        for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]():
            cursor.execute(statement)
