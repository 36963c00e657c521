"""Addresses of the booking module, below a language prefix. Paths are translated too."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views import booking, calendar, mine

app_name = "events"

urlpatterns = [
    path(_("slot/<int:slot_id>/people/"), booking.people, name="people"),
    path(_("slot/<int:slot_id>/contacts/"), booking.contacts, name="contacts"),
    path(_("slot/<int:slot_id>/summary/"), booking.summary, name="summary"),
    path(_("slot/<int:slot_id>/calendar.ics"), calendar.slot_ics, name="slot-calendar"),
    path(_("receipt/<str:code>/"), booking.receipt, name="receipt"),
    path(_("link/<str:token>/"), mine.open_link, name="open-link"),
    path(_("mine/"), mine.my_bookings, name="my-bookings"),
    path(_("mine/<str:code>/"), mine.booking, name="booking"),
    path(_("mine/<str:code>/cancel/"), mine.cancel, name="cancel"),
]
