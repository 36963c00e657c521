"""Publishing a page that came from an application opens its visits."""

from django.utils import timezone
from wagtail.signals import page_published


def connect() -> None:
    """Connect the receiver; called once, when Django is ready."""
    page_published.connect(open_visits, dispatch_uid="factories.open_visits")


def open_visits(sender: type, instance: object, **kwargs: object) -> None:
    """Make the slots of the page's visits, when it is a plant's. 1 query for most pages."""
    from factories.models import FactoryPage

    from . import services

    if isinstance(instance, FactoryPage):
        services.open_visits(page=instance, now=timezone.now())
