"""What all booking screens have in common.

Model viewsets, not snippets: registering a snippet opens a chooser and wagtail-localize's snippet
listing to every user of the admin, which would show booking codes to people without the right.
"""

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern
from wagtail.admin.panels import Panel
from wagtail.admin.viewsets.model import ModelViewSet

from .. import views


class EventsViewSet(ModelViewSet):
    """Common to all: no copies, no reference index (rows of `events` use no page and no image)."""

    actions: tuple[str, ...] = ("add", "change", "delete")
    url_names_left_out: tuple[str, ...] = ()
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    delete_view_class = views.ProtectedDeleteView

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_permissions_to_register(self) -> QuerySet:
        """Offer only the permissions that mean something on these screens."""
        codenames = [get_permission_codename(action, self.model_opts) for action in self.actions]
        return Permission.objects.filter(content_type__app_label=self.app_label, codename__in=codenames)

    def get_urlpatterns(self) -> list[URLPattern]:
        left_out = {"usage", *self.url_names_left_out}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in left_out]


class ReadOnlyViewSet(EventsViewSet):
    """A list to look at: its rows are written by visitors or by the worker."""

    actions = ("view",)
    url_names_left_out = ("add", "edit", "delete", "history", "history_results")
    panels: list[Panel] = []  # no field can be written
