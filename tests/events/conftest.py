from collections.abc import Iterator

import pytest
import time_machine

from tests.builders.events import NOW


@pytest.fixture
def open_days() -> Iterator[None]:
    """The days on which bookings of the tests' edition are open."""
    with time_machine.travel(NOW, tick=True):
        yield
