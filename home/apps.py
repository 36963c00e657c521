"""Pages everybody needs: home, information, stories; navigation and site settings."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Connects the signal that keeps translations in step, and gives the worker its job here."""

    name = "home"
    verbose_name = _("Pages and navigation")

    def ready(self) -> None:
        """Connect signal receivers; let the worker erase old texts of feedback once a day."""
        from events.worker import JOBS

        from . import signals
        from .feedback import forget_feedback_texts

        signals.connect()
        JOBS.append((forget_feedback_texts, dt.timedelta(days=1)))
