"""The plants: catalogue, plant pages, the data-centre tour, sectors, import, applications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    """The pages that host bookings. The booking module itself does not know them."""

    name = "factories"
    verbose_name = _("Plants")

    def ready(self) -> None:
        """Connect signal receivers; let the erasing of old personal data include applications."""
        from events.services import retention

        from .applications import signals
        from .applications.services import forget_applications

        signals.connect()
        retention.register(forget_applications)
