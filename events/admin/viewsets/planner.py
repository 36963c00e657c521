"""The planner in the menu, and the addresses below it."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from ...models import Visit
from .. import links
from ..planner import duplicate_views, single_views, views


class PlannerMenuItem(MenuItem):
    """Shown to whoever may plan visits; each page asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Visit)
        return policy.user_has_any_permission(request.user, views.PLANNERS)


class PlannerViewSet(ViewSet):
    name = links.PLANNER
    url_prefix = "bookings/planner"
    icon = "calendar-alt"
    menu_label = _("Planner")
    menu_item_class = PlannerMenuItem

    @cached_property
    def menu_url(self) -> str:
        return links.planner_index_url()

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list of plants, one plant, one more slot, a visit once more, and one page per act on a slot."""
        plants = views.PlantIndexView
        return [
            path("", self.construct_view(plants), name="index"),
            path("results/", self.construct_view(plants, results_only=True), name="index_results"),
            path("plants/<uuid:programme>/", self.construct_view(views.PlantView), name="plant"),
            path("visits/<int:pk>/add-slot/", single_views.AddSlotView.as_view(), name="add_slot"),
            path("visits/<int:pk>/duplicate/", duplicate_views.DuplicateView.as_view(), name="duplicate"),
            *[
                path(
                    f"slots/<int:pk>/{act.name.replace('_', '-')}/",
                    single_views.SlotActView.as_view(act=act),
                    name=act.name,
                )
                for act in single_views.ACTS
            ],
        ]
