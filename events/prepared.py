"""Statements whose SQL is made once.

Django makes the SQL of a queryset anew each time it is asked. For the few statements of every booking
step that takes longer than the database takes to answer them (docs/decisions/0028). Here they are
written as querysets all the same; what changes from visitor to visitor stands in them as `Given`:

    _HELD = Prepared(lambda: Booking.objects.filter(intent=Given(Booking, "intent"), status="held"))
    held = _HELD.first(intent=intent)

Only for hot paths that the benchmark shows, and without prefetch_related: that is a second queryset.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, IntegerField, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError


class Given(Expression):
    """A value that is given with each question: of a model's field, under its name or another one.

    Without a model it is a number of no column (`number`): in a sum a small column's type would be
    too small for the result.
    """

    def __init__(self, model: type[Model] | None, field: str, name: str = "") -> None:
        super().__init__(output_field=model._meta.get_field(field) if model else IntegerField())
        self.name = name or field

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list]:
        """The place of the value; what stands there is known later."""
        return "%s", [self]

    def of(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> object:
        """The value as the driver takes it."""
        return self.output_field.get_db_prep_save(values[self.name], connection)


def number(name: str) -> Given:
    """A number that is given with each question."""
    return Given(None, name)


def _cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """One whose values the server puts in, where the backend has such: then it keeps the plan too."""
    return getattr(connection, "bound_cursor", connection.cursor)()


class _Statement:
    """SQL for one connection, which is a thread's own."""

    def __init__(self, query: Query, connection: BaseDatabaseWrapper) -> None:
        self.connection, self.locks = connection, query.select_for_update
        self.compiler = query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)

    def execute(self, cursor: Any, values: dict[str, Any]) -> None:
        if self.locks and not self.connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        params = [
            each.of(values, self.connection) if isinstance(each, Given) else each for each in self.params
        ]
        cursor.execute(self.sql, params)


class _Select(_Statement):
    """A SELECT and how its rows become objects, as django.db.models.query.ModelIterable makes them."""

    def __init__(self, query: Query, connection: BaseDatabaseWrapper) -> None:
        super().__init__(query, connection)
        select = self.compiler.select
        self.klass_info = self.compiler.klass_info if query.default_cols else None  # else a values_list
        self.converters = self.compiler.get_converters([column for column, _sql, _alias in select])
        if self.klass_info:
            fields = self.klass_info["select_fields"]
            self.columns = slice(fields[0], fields[-1] + 1)
            self.names = [column.target.attname for column, _sql, _alias in select[self.columns]]
            self.related = get_related_populators(self.klass_info, select, DEFAULT_DB_ALIAS)

    def objects(self, rows: list) -> list:
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self._object(row) for row in rows] if self.klass_info else [tuple(row) for row in rows]

    def _object(self, row: list) -> Model:
        found = self.klass_info["model"].from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, found)
        return found


class _Insert(_Statement):
    """An INSERT that returns the number of the new row."""

    def __init__(self, query: InsertQuery, connection: BaseDatabaseWrapper, model: type[Model]) -> None:
        self.connection, self.locks = connection, False
        self.compiler = query.get_compiler(connection=connection)
        self.compiler.returning_fields = [model._meta.pk]
        [(self.sql, params)] = self.compiler.as_sql()
        self.params = list(params)


class _PerConnection:
    """A statement for each connection: threads have one of their own, and keep it."""

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[BaseDatabaseWrapper, Any] = WeakKeyDictionary()

    def _statement(self, connection: BaseDatabaseWrapper) -> Any:
        statement = self._made.get(connection)
        if statement is None:
            statement = self._made[connection] = self._prepare(connection)
        return statement

    def _prepare(self, connection: BaseDatabaseWrapper) -> _Statement:
        raise NotImplementedError


class Prepared(_PerConnection):
    """A queryset, made when it is first asked: what it says must not depend on anything but `Given`."""

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        super().__init__()
        self._make = make

    def rows(self, **values: object) -> list:
        """Its objects, or tuples of a values_list. 1 query.

        Raises TransactionManagementError where the queryset locks and there is no transaction.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statement(connection)
        with _cursor(connection) as cursor:
            statement.execute(cursor, values)
            return statement.objects(cursor.fetchall())

    def first(self, **values: object) -> Any | None:
        """Its first object, or None. 1 query."""
        return next(iter(self.rows(**values)), None)

    def _prepare(self, connection: BaseDatabaseWrapper) -> _Select:
        return _Select(self._make().query, connection)


class PreparedUpdate(_PerConnection):
    """`QuerySet.update`, for a queryset of one table and changes that are named with it."""

    def __init__(self, make: Callable[[], tuple[QuerySet, dict[str, object]]]) -> None:
        super().__init__()
        self._make = make

    def run(self, **values: object) -> int:
        """Change the rows; returns how many. 1 query."""
        connection = connections[DEFAULT_DB_ALIAS]
        with _cursor(connection) as cursor:
            self._statement(connection).execute(cursor, values)
            return cursor.rowcount

    def _prepare(self, connection: BaseDatabaseWrapper) -> _Statement:
        queryset, changes = self._make()
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return _Statement(query, connection)


class PreparedInsert(_PerConnection):
    """A new row of a model with a numbered key, without the signals of `save`."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self._model = model

    def save(self, row: Model) -> None:
        """Insert a row that was never saved, and give it its number. 1 query. Raises IntegrityError."""
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statement(connection)
        values = {field.name: field.pre_save(row, True) for field in self._fields()}
        with _cursor(connection) as cursor:
            statement.execute(cursor, values)
            row.pk = cursor.fetchone()[0]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    def _fields(self) -> list[Field]:
        return [field for field in self._model._meta.local_concrete_fields if not field.primary_key]

    def _prepare(self, connection: BaseDatabaseWrapper) -> _Statement:
        query = InsertQuery(self._model)
        # Bare objects: rows of which only the places of the values are read.
        row = SimpleNamespace(**{field.attname: Given(self._model, field.name) for field in self._fields()})
        query.insert_values(self._fields(), [row], raw=True)
        return _Insert(query, connection, self._model)
