"""Sessions are written with one statement, and as safely as Django's own."""

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal import sessions
from portal.sessions import SessionStore

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_session_is_one_insert_and_a_changed_one_is_one_update():
    session = SessionStore()
    with CaptureQueriesContext(connection) as asked:
        session["party"] = 2
        session.save()
        session["party"] = 3
        session.save()
    assert [query["sql"].split()[0] for query in asked] == ["INSERT", "UPDATE"]
    assert SessionStore(session.session_key)["party"] == 3


def test_a_key_that_is_taken_is_never_given_to_somebody_else(monkeypatch):
    first = SessionStore()
    first["name"] = "Ada"
    first.save()
    keys = iter([first.session_key, "b" * 32])
    monkeypatch.setattr(sessions, "get_random_string", lambda *args: next(keys))
    second = SessionStore()
    second["name"] = "Bruno"
    second.save()
    assert second.session_key == "b" * 32
    assert SessionStore(first.session_key)["name"] == "Ada"


def test_a_session_that_was_ended_meanwhile_does_not_come_back():
    session = SessionStore()
    session["party"] = 2
    session.save()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_inside_a_transaction_a_taken_key_does_not_break_it():
    taken = SessionStore()
    taken.save()
    with transaction.atomic():
        other = SessionStore(taken.session_key)
        with pytest.raises(CreateError):
            other.save(must_create=True)
        assert Session.objects.count() == 1
