"""The plants: catalogue, plant pages, the data-centre tour, sectors, import, applications."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    """The pages that host bookings. The booking module itself does not know them."""

    name = "factories"
    verbose_name = _("Plants")

    def ready(self) -> None:
        """Let the worker check and import large files; connect what happens when a translation begins;
        register the checks of pages one can visit and what bookings are filtered by; let
        applications open visits and be forgotten."""
        from events.services import retention
        from events.worker import register_job

        from . import content_checks as _checks  # noqa: F401
        from . import plant_facts
        from .applications import signals as application_signals
        from .applications.services import forget_applications
        from .imports.batches import forget_unused_files, run_imports
        from .translations import signals

        register_job(run_imports, dt.timedelta(seconds=2))
        register_job(forget_unused_files, dt.timedelta(hours=24))
        signals.connect()
        plant_facts.register()
        application_signals.connect()
        retention.register(forget_applications)
