"""The database backend of production (`ENGINE`)."""

import select

from django.db.backends.postgresql import base
from psycopg import Connection
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


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the check."""

    @property
    def pool(self) -> ConnectionPool | None:
        pool = super().pool
        if pool is not None and pool._check is ConnectionPool.check_connection:
            pool._check = check_if_heard_from  # neither Django nor the pool lets it be chosen later
        return pool
