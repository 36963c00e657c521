"""The booking screens in the admin: menu, permissions, buttons on bookable pages."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import BaseButton, Button, ListingButton
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from .admin import booking_history, links, waiting_history
from .admin.policies import LimitedPermissionPolicy
from .admin.rosters import RosterViewSet
from .admin.viewsets import BookingsGroup
from .hosting import BookablePageMixin
from .models import Booking, CheckIn, JobRun, Message, Slot, WaitEntry

# Slots come from visits, bookings from visitors: no one adds, deletes or rewrites them by hand.
# To change one means: through the pages that call the services.
register_permission_policy(Slot, LimitedPermissionPolicy(Slot, actions=["view", "change"]))
register_permission_policy(
    Booking, LimitedPermissionPolicy(Booking, actions=["view", "change", "export", "message"])
)
register_permission_policy(Message, LimitedPermissionPolicy(Message, actions=["view"]))
register_permission_policy(CheckIn, LimitedPermissionPolicy(CheckIn, actions=["view", "change"]))
register_permission_policy(WaitEntry, LimitedPermissionPolicy(WaitEntry, actions=["view", "change"]))
register_permission_policy(JobRun, LimitedPermissionPolicy(JobRun, actions=["view"]))


@hooks.register("register_admin_viewset")
def register_bookings() -> BookingsGroup:
    return BookingsGroup()


@hooks.register("register_log_actions")
def register_slot_changes(actions: LogActionRegistry) -> None:
    """What the history of a slot says of what staff did to it."""
    actions.register_action("events.slot_move", gettext_lazy("Move"), gettext_lazy("Moved"))
    actions.register_action(
        "events.slot_shrink", gettext_lazy("Reduce places"), gettext_lazy("Places reduced")
    )
    actions.register_action("events.slot_add", gettext_lazy("Add by hand"), gettext_lazy("Added by hand"))
    actions.register_action("events.slot_close", gettext_lazy("Close"), gettext_lazy("Closed"))
    actions.register_action("events.slot_open", gettext_lazy("Open"), gettext_lazy("Opened"))
    actions.register_action("events.slot_take_out", gettext_lazy("Take out"), gettext_lazy("Taken out"))
    actions.register_action("events.slot_put_back", gettext_lazy("Put back"), gettext_lazy("Put back"))


@hooks.register("register_log_actions")
def register_booking_changes(actions: LogActionRegistry) -> None:
    """What the history of a booking, or of a waiting party, says of what staff did to it."""
    booking_history.register(actions)
    waiting_history.register(actions)


@hooks.register("register_permissions")
def roster_permissions() -> QuerySet[Permission]:
    """Lets Wagtail's group screen offer who sees rosters and who ticks off."""
    return RosterViewSet().get_permissions_to_register()


@hooks.register("register_page_header_buttons")
def slots_header_button(
    page: Page, user: AbstractBaseUser, view_name: str, next_url: str | None = None
) -> Iterator[BaseButton]:
    """A way from a bookable page to its visits. At most 1 query, on aliases only."""
    yield from _slots_button(page, user, Button, icon_name="date")


@hooks.register("register_page_listing_buttons")
def slots_listing_button(
    page: Page, user: AbstractBaseUser, next_url: str | None = None
) -> Iterator[BaseButton]:
    """The same way from the list of pages. No icon: the list draws it as large as its column."""
    yield from _slots_button(page, user, ListingButton)


def _slots_button(
    page: Page, user: AbstractBaseUser, button_class: type[BaseButton], icon_name: str | None = None
) -> Iterator[BaseButton]:
    page_class = page.specific_class
    if page_class is None or not issubclass(page_class, BookablePageMixin):
        return
    if not (user.has_perm("events.change_visit") or user.has_perm("events.add_visit")):
        return
    # The page may be of the base class here: ask as the mixin would.
    source = page.alias_of if page.alias_of_id else page
    yield button_class(
        _("Slots"),
        links.visits_url(source.translation_key),
        icon_name=icon_name,
        attrs={"aria-label": _("Visits and slots of “%(title)s”") % {"title": page.title}},
        priority=40,
    )
