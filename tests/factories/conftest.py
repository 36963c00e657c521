from tests.events.conftest import open_days

__all__ = ["open_days"]
