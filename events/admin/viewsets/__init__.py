"""The menu group "Bookings", from editions to the worker's jobs."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from ..rosters import RosterViewSet
from .bookings import BookingViewSet
from .editions import EditionViewSet
from .jobs import JobViewSet
from .messages import MessageViewSet
from .planner import PlannerViewSet
from .slots import SlotViewSet
from .visits import VisitViewSet
from .waiting import WaitingViewSet


class BookingsGroup(ModelViewSetGroup):
    menu_label = _("Bookings")
    menu_name = "bookings"
    menu_icon = "calendar-check"
    menu_order = 210
    items = (
        EditionViewSet(),
        PlannerViewSet(),
        VisitViewSet(),
        SlotViewSet(),
        BookingViewSet(),
        RosterViewSet(),
        WaitingViewSet(),
        MessageViewSet(),
        JobViewSet(),
    )
