"""What the tests of plants and applications share."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.builders.events import NOW


@pytest.fixture
def open_days() -> Iterator[time_machine.Traveller]:
    """The days on which bookings and applications of the tests' edition are open. Gives the clock."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock
