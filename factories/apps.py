"""The plants: catalogue, plant pages, the data-centre tour, sectors, import."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    """The pages that host bookings. The booking module itself does not know them."""

    name = "factories"
    verbose_name = _("Plants")

    def ready(self) -> None:
        """Connect what happens when a translation begins."""
        from .translations import signals

        signals.connect()
