"""What the tests of plants and of their translations share."""

import pytest

from tests.events.conftest import open_days

__all__ = ["open_days"]


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """wagtail-localize publishes when the transaction commits; tests never commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
