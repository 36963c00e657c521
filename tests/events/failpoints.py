"""Kill a process in the middle of its work: a forked child and SIGKILL, nothing in the product.

shown = killed(lambda: confirm(held).code, at=before("events.services.holds.take_places"))
"""

import os
import pkgutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

from django.db import connections


@dataclass(frozen=True)
class Failpoint:
    """Before or after a function, named as the code under test looks it up."""

    function: str
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.function.removeprefix('events.services.')}"


def before(function: str) -> Failpoint:
    return Failpoint(f"events.services.{function}", after=False)


def after(function: str) -> Failpoint:
    return Failpoint(f"events.services.{function}", after=True)


def die() -> None:
    """What a power cut does: no handler runs, no buffer is written, no transaction is ended."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[Callable[[str], None]], object], *, at: Failpoint | None = None) -> list[str]:
    """Run `work(show)` in a child that is killed at a failpoint, else right after the work.

    Returns what the child showed to its visitor before it died.
    """
    # The child must not share a connection with us: neither a socket nor SQLite's locks.
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _live_and_die(work, at, writing)
    os.close(writing)
    with os.fdopen(reading) as shown:
        lines = shown.read().splitlines()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the child ended by itself: {lines}"
    return lines


def _live_and_die(work: Callable[[Callable[[str], None]], object], at: Failpoint | None, pipe: int) -> None:
    def show(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())

    _leave_connections_to_the_parent()
    try:
        if at is None:
            work(show)
            die()
        with mock.patch(at.function, side_effect=_dies(at)):
            work(show)
        show("the failpoint was never reached")
    except BaseException as problem:  # noqa: BLE001 - the child must never go on with the test run
        show(f"error: {problem!r}")
    finally:
        os._exit(1)


_INHERITED: list[object] = []


def _leave_connections_to_the_parent() -> None:
    """Forget inherited connections without closing them: the sockets belong to the parent too.

    close_all() before the fork does not see them all: with a browser open, Playwright's event loop
    runs in the parent's thread, and asgiref keeps connections apart with and without such a loop.
    """
    for connection in connections.all(initialized_only=True):
        _INHERITED.append(connection.connection)
        connection.connection = None


def _dies(at: Failpoint) -> Callable[..., None]:
    original = pkgutil.resolve_name(at.function)

    def function(*args: object, **kwargs: object) -> None:
        if at.after:
            original(*args, **kwargs)
        die()

    return function
