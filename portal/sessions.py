"""Sessions in the database: read and written with one statement, made beforehand."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connections, router
from django.utils import timezone
from django.utils.crypto import get_random_string

from events.prepared import Given, Prepared, PreparedUpdate

_KEY = Given(Session, "session_key")
_READ = Prepared(
    lambda: Session.objects.filter(session_key=_KEY, expire_date__gt=Given(Session, "expire_date", "now"))
)
_WRITE = PreparedUpdate(
    lambda: (
        Session.objects.filter(session_key=_KEY),
        {name: Given(Session, name) for name in ("session_data", "expire_date")},
    )
)


class SessionStore(db.SessionStore):
    """Django's own store, without a transaction of its own around a single statement.

    Every step of a booking writes the session, and BEGIN and COMMIT were two thirds of what that
    cost. Within somebody else's transaction everything is as Django does it: it needs a savepoint.
    """

    def _get_session_from_db(self) -> Session | None:
        """The session of this key, unless there is none or it is over. 1 query."""
        found = _READ.first(session_key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

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
        if not must_create:
            data, until = row.session_data, row.expire_date
            if not _WRITE.run(session_key=row.session_key, session_data=data, expire_date=until):
                raise UpdateError
            return
        try:
            row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None
