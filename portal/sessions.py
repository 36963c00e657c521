"""Sessions in the database, written with one statement instead of three or four."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import DatabaseError, IntegrityError, connections, router
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    """Django's own store, without a transaction of its own around a single statement.

    Every step of a booking writes the session, and BEGIN and COMMIT were two thirds of what that
    cost. Within somebody else's transaction everything is as Django does it: it needs a savepoint.
    """

    def _is_alone(self) -> bool:
        return not connections[router.db_for_write(self.model)].in_atomic_block

    def _get_new_session_key(self) -> str:
        """A key that nobody has. `create` tries another one should the INSERT find it taken."""
        if self._is_alone():
            return get_random_string(32, VALID_KEY_CHARS)
        return super()._get_new_session_key()

    def save(self, must_create: bool = False) -> None:
        """Write the session. 1 query.

        Raises CreateError for a key that is taken, UpdateError for a session that is gone.
        """
        if self.session_key is None or not self._is_alone():
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))
        try:
            row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except DatabaseError:
            if not must_create:
                raise UpdateError from None
            raise
