"""Pages everybody needs: home, information, stories; navigation and site settings."""

import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Connects the signal that keeps translations in step, and gives the worker its jobs here."""

    name = "home"
    verbose_name = _("Pages and navigation")

    def ready(self) -> None:
        """Connect signal receivers; let the worker erase old texts of feedback once a day, publish what
        is due every half minute and make lighter files of new pictures every minute."""
        from events.worker import register_job

        from . import content_rules as _checks  # noqa: F401 - registers its checks
        from . import past_figures_admin as _figures  # noqa: F401 - registers its hooks
        from . import signals
        from .feedback import forget_feedback_texts
        from .pictures import make_lighter_files
        from .publishing import publish_scheduled
        from .site_address import follow_site_url

        signals.connect()
        post_migrate.connect(follow_site_url, sender=self, dispatch_uid="home.follow_site_url")
        register_job(forget_feedback_texts, dt.timedelta(days=1))
        register_job(make_lighter_files, dt.timedelta(minutes=1))
        register_job(publish_scheduled, dt.timedelta(seconds=30))
