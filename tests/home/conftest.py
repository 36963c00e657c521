"""What the tests of pages share."""

import pytest

from tests.builders.pages import SiteKit, a_site


@pytest.fixture
def site() -> SiteKit:
    """The small bilingual site."""
    return a_site()
