"""What the tests of the booking module share."""

import os
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from tests.builders.events import NOW


@pytest.fixture
def open_days() -> Iterator[time_machine.Traveller]:
    """The days on which bookings of the tests' edition are open. Gives the clock, to move it."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture(params=["Europe/Rome", "UTC", "America/New_York", "Asia/Tokyo"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of the server's clock and of the editor who saves: neither may matter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    with timezone.override(request.param):
        yield request.param
    os.environ["TZ"] = before or "Europe/Rome"
    time.tzset()


@pytest.fixture
def limits_are_on(settings) -> None:
    """Two sendings of each form per browser, four per network.

    Windows begin at a moment of their own for each browser: of a day, one in seventy ended while a
    test let twenty minutes pass. These last ten thousand days.
    """
    settings.RATELIMIT_ENABLE = True
    rates = {"session": "2/10000d", "network": "4/10000d"}
    settings.FORM_LIMITS = {form: dict(rates) for form in settings.FORM_LIMITS}
