"""The database backend for PostgreSQL (`ENGINE`)."""

import select
from collections.abc import Sequence

from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg import Connection, Cursor
from psycopg_pool import ConnectionPool


def check_if_heard_from(connection: Connection) -> None:
    """Ask a pooled connection whether it still works, but only if its socket has something to say.

    An idle connection is silent. When the server stops or ends it, its last words, or the end of
    the stream, are waiting to be read. So a look at the socket does for nearly every request what
    Django does with an empty statement, a round trip each time. What neither can see in time, a
    network that swallows everything, ends with an error after TCP's own patience in both cases.

    Raises psycopg.OperationalError for a connection that is gone: the pool then makes another.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, but for what a bound cursor has asked."""

    def last_executed_query(self, cursor: Cursor, sql: str, params: Sequence) -> str:
        """The statement with its values, for logs and tests."""
        return super().last_executed_query(cursor, sql, params) or self.compose_sql(sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the check and one more kind of cursor."""

    ops_class = DatabaseOperations

    def bound_cursor(self) -> CursorWrapper:
        """A cursor whose values the server puts in, so that it can keep the plan (events.prepared).

        Only for statements known to work so: elsewhere PostgreSQL would no longer see that two
        expressions with the same values are the same one, as in SELECT DISTINCT … ORDER BY.
        """
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(Cursor(self.connection))

    @property
    def pool(self) -> ConnectionPool | None:
        pool = super().pool
        if pool is not None and pool._check is ConnectionPool.check_connection:
            pool._check = check_if_heard_from  # neither Django nor the pool lets it be chosen later
        return pool
