"""Statements of the hot paths, built once and run many times.

Django builds the SQL of a queryset anew each time, which costs several times what running it costs. A `Prepared` reads
or changes what its queryset says, with `Slot`s where values come in later; both databases, and nothing is written by
hand. `insert` adds one row in the same way. Only paths that a crowd presses at once use these (ADR 0009).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=Model)


class Slot(Expression):
    """A value that is not known yet: `filter(pk=Slot("pk", BigIntegerField()))`."""

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True)
class _Statement:
    """SQL whose parameters are values, or slots for them."""

    sql: str
    params: Sequence[Any]

    @classmethod
    def joined(cls, *parts: "_Statement") -> "_Statement":
        """Several statements that travel together; only PostgreSQL takes them so."""
        return cls("; ".join(part.sql for part in parts), [each for part in parts for each in part.params])

    def run(self, cursor: Any, values: dict[str, Any]) -> None:
        cursor.execute(self.sql, [self._value(param, values) for param in self.params])

    @staticmethod
    def _value(param: Any, values: dict[str, Any]) -> Any:
        if not isinstance(param, Slot):
            return param
        return param.output_field.get_db_prep_value(values[param.name], connection)


class Prepared(Generic[M]):
    """What `build` says, whose SQL is made at the first use. `build` gives a queryset of whole rows."""

    def __init__(self, build: Callable[[], QuerySet[M]], **changes: Any) -> None:
        self.build, self.changes = build, changes
        self.statement: _Statement | None = None
        self.make: Callable[[Sequence[Any]], M]

    def rows(self, **values: Any) -> list[M]:
        """The rows that the queryset finds, with what `select_related` and `annotate` add."""
        with connection.cursor() as cursor:
            (self.statement or self._read()).run(cursor, values)
            return [self.make(row) for row in cursor.fetchall()]

    def rows_after(self, first: "Prepared[Any]", **values: Any) -> list[M]:
        """Ask `first`, for what it locks, and then this: on PostgreSQL in one trip, as two statements all the same."""
        if connection.vendor != "postgresql":
            first.rows(**values)
            return self.rows(**values)
        both = _Statement.joined(first.statement or first._read(), self.statement or self._read())
        with connection.cursor() as cursor:
            both.run(cursor, values)
            cursor.nextset()
            return [self.make(row) for row in cursor.fetchall()]

    def first(self, **values: Any) -> M | None:
        return next(iter(self.rows(**values)), None)

    def update(self, **values: Any) -> int:
        """Make the `changes` on the rows that the queryset finds; says how many there were."""
        with connection.cursor() as cursor:
            (self.statement or self._change()).run(cursor, values)
            return int(cursor.rowcount)

    def changed(self, **values: Any) -> list[M]:
        """Make the `changes`, and give back the rows as they are now: one statement."""
        with connection.cursor() as cursor:
            (self.statement or self._change_and_read()).run(cursor, values)
            return [self.make(row) for row in cursor.fetchall()]

    def _read(self) -> _Statement:
        compiler = self.build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.make = _maker(compiler)
        self.statement = _Statement(sql, params)
        return self.statement

    def _change_and_read(self) -> _Statement:
        model = self.build().model
        whole = model._default_manager.all().query.get_compiler(connection=connection)
        whole.as_sql()
        change = self._change()
        columns = ", ".join(connection.ops.quote_name(column[0].target.column) for column in whole.select)
        self.make = _maker(whole)
        self.statement = _Statement(f"{change.sql} RETURNING {columns}", change.params)
        return self.statement

    def _change(self) -> _Statement:
        query: Any = self.build().query.chain(UpdateQuery)
        query.add_update_values(self.changes)
        self.statement = _Statement(*query.get_compiler(connection=connection).as_sql())
        return self.statement


def _maker(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """How a compiled query's row becomes an object: what Django's own iterator does with it."""
    info, alias = compiler.klass_info, compiler.connection.alias
    model, chosen = info["model"], info["select_fields"]
    first, last = chosen[0], chosen[-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]
    converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())
    extra = compiler.annotation_col_map or {}

    def make(row: Sequence[Any]) -> Any:
        values = list(row)
        for place, (steps, expression) in converters:
            for step in steps:
                values[place] = step(values[place], expression, connection)
        found = model.from_db(alias, names, values[first:last])
        for populator in related:
            populator.populate(values, found)
        for name, place in extra.items():
            setattr(found, name, values[place])
        return found

    return make


@lru_cache(maxsize=64)
def _insertion(model: type[Model], vendor: str) -> tuple[str, list[Any]]:
    """The statement that adds one row, and the fields whose values it takes."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    compiler: Any = query.get_compiler(connection=connection)
    compiler.returning_fields = model._meta.db_returning_fields
    ((sql, _params),) = compiler.as_sql()
    return sql, fields


_waiting: ContextVar[list[Model] | None] = ContextVar("gongjian_rows_to_insert", default=None)


def insert(row: M) -> M:
    """Add one new row and give it its key; like `save()`, without the questions that `save()` asks."""
    statement = _insertion_of(row)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def insert_soon(row: M) -> M:
    """Add one new row whose key nobody asks for: at once, or with others at the end of `one_trip`."""
    waiting = _waiting.get()
    if waiting is None:
        return insert(row)
    waiting.append(row)
    return row


@contextmanager
def one_trip() -> Iterator[None]:
    """The rows that are added inside by `insert_soon` go to PostgreSQL together, in their order."""
    if connection.vendor != "postgresql" or _waiting.get() is not None:
        yield
        return
    rows: list[Model] = []
    token = _waiting.set(rows)
    try:
        yield
    finally:
        _waiting.reset(token)
    if rows:
        both = _Statement.joined(*[_insertion_of(row) for row in rows])
        with connection.cursor() as cursor:
            cursor.execute(both.sql, both.params)


def _insertion_of(row: Model) -> _Statement:
    sql, fields = _insertion(type(row), connection.vendor)
    return _Statement(
        sql, [each.get_db_prep_save(each.pre_save(row, add=True), connection) for each in fields]
    )
