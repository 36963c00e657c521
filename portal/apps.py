"""The portal itself: addresses, middleware, health, demo."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Connects what ends the ready-made pages."""

    name = "portal"

    def ready(self) -> None:
        """Connect signal receivers."""
        from . import invalidation
        from .two_factor import signals  # noqa: F401

        invalidation.connect()
