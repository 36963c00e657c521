"""A pooled connection to PostgreSQL is asked whether it works only when there is a sign that it may not."""

import socket
from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from portal.postgresql.base import DatabaseWrapper, check_if_heard_from


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: ours, and the server's."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def asked(monkeypatch) -> list:
    """The connections that were asked with a statement."""
    found: list = []
    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(found.append))
    return found


def test_a_silent_connection_is_taken_without_asking(pair, asked):
    check_if_heard_from(pair[0])
    assert asked == []


def test_a_connection_with_something_to_say_is_asked(pair, asked):
    pair[1].send(b"terminating connection due to administrator command")
    check_if_heard_from(pair[0])
    assert asked == [pair[0]]


def test_a_connection_that_was_ended_is_asked(pair, asked):
    pair[1].close()
    check_if_heard_from(pair[0])
    assert asked == [pair[0]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a server")
@pytest.mark.django_db
def test_who_comes_after_the_server_ended_every_connection_gets_a_new_one():
    known = connection.settings_dict
    settings = {**known, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 0, "OPTIONS": {"pool": {"min_size": 1}}}
    wrapper = DatabaseWrapper(settings, alias="pooled")
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            first = cursor.fetchone()[0]
        wrapper.close()  # back into the pool
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone()[0] != first
    finally:
        wrapper.close()
        wrapper.close_pool()
