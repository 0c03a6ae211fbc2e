"""Many rows at once: COPY on PostgreSQL, `executemany` in thousands on SQLite."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

BATCH = 1000


def next_key(model: type[Model]) -> int:
    """The first key that no row has; the caller makes keys of its own from here."""
    return int(model._default_manager.aggregate(top=Max("pk"))["top"] or 0) + 1


def load(pattern: Model, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows that are all like `pattern` but for the columns of `names`, whose values come ready for the database.

    Constraints and triggers of the database hold as ever; nothing else is asked.
    """
    fields: Any = pattern._meta.concrete_fields
    known = {field.attname: field.column for field in fields}
    fixed = [field for field in fields if field.attname not in names and not field.primary_key]
    common = [field.get_db_prep_save(getattr(pattern, field.attname), connection) for field in fixed]
    columns = [known[name] for name in names] + [field.column for field in fixed]
    said = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(pattern._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({said}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([*row, *common])
            for statement in connection.ops.sequence_reset_sql(no_style(), [type(pattern)]):
                cursor.execute(statement)
        else:
            holes = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({said}) VALUES ({holes})"  # noqa: S608 - our own names
            stream = iter(rows)
            while some := list(islice(stream, BATCH)):
                cursor.executemany(statement, [[_plain(value) for value in (*row, *common)] for row in some])


def _plain(value: Any) -> Any:
    """SQLite keeps moments as text in UTC."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value
