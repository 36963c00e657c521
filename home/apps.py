"""Pages everybody needs: home, information, stories; navigation and site settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Connects the signal that keeps translations in step with their source page."""

    name = "home"
    verbose_name = _("Pages and navigation")

    def ready(self) -> None:
        """Connect signal receivers."""
        from . import signals

        signals.connect()
