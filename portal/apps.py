"""The portal itself: addresses, middleware, health, demo."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Connects what ends the ready-made pages."""

    name = "portal"

    def ready(self) -> None:
        """Connect signal receivers."""
        from . import invalidation

        invalidation.connect()
