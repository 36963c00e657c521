"""Addresses of the booking module, below a language prefix. Paths are translated too."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views import booking, calendar, changing, mine, my_data, nearby, reminders, survey, tickets, waiting

app_name = "events"

urlpatterns = [
    path(_("slot/<int:slot_id>/people/"), booking.people, name="people"),
    path(_("slot/<int:slot_id>/contacts/"), booking.contacts, name="contacts"),
    path(_("slot/<int:slot_id>/summary/"), booking.summary, name="summary"),
    path(_("slot/<int:slot_id>/extend/"), booking.extend, name="extend"),
    path(_("slot/<int:slot_id>/give-up/"), booking.give_up, name="give-up"),
    path(_("slot/<int:slot_id>/calendar.ics"), calendar.slot_ics, name="slot-calendar"),
    path(_("calendar/<str:token>.ics"), calendar.booking_ics, name="booking-calendar"),
    path(_("slot/<int:slot_id>/nearby/"), nearby.nearby, name="nearby"),
    path(_("receipt/<str:code>/"), booking.receipt, name="receipt"),
    path(_("link/<str:token>/"), mine.open_link, name="open-link"),
    path(_("mine/"), mine.my_bookings, name="my-bookings"),
    path(_("mine/<str:code>/"), mine.booking, name="booking"),
    path(_("mine/<str:code>/cancel/"), mine.cancel, name="cancel"),
    # tickets
    path(_("mine/<str:code>/ticket/"), tickets.ticket, name="ticket"),
    path(_("mine/<str:code>/ticket.pdf"), tickets.ticket_pdf, name="ticket-pdf"),
    # reminders
    path(_("link/<str:token>/coming/"), reminders.coming, name="reminder-coming"),
    path(_("link/<str:token>/give-back/"), reminders.give_back, name="reminder-give-back"),
    # survey
    path(_("link/<str:token>/survey/"), survey.answer, name="survey"),
    path(_("survey/thanks/"), survey.thanks, name="survey-thanks"),
    # waiting list
    path(_("slot/<int:slot_id>/wait/"), waiting.wait, name="wait"),
    path(_("wait/<uuid:page_key>/"), waiting.wait_any, name="wait-any"),
    path(_("waiting/<int:entry_id>/"), waiting.waiting, name="waiting"),
    path(_("waiting/<int:entry_id>/leave/"), waiting.leave, name="leave-waiting"),
    path(_("offer/<str:code>/"), waiting.offer, name="offer"),
    path(_("offer/<str:code>/decline/"), waiting.decline, name="decline-offer"),
    # end of waiting list
    # my bookings
    path(_("mine/<str:code>/people/"), changing.people, name="change-people"),
    path(_("mine/<str:code>/move/"), changing.move, name="move"),
    path(_("mine/<str:code>/correct/"), changing.correct, name="correct"),
    path(_("my-data/"), my_data.my_data, name="my-data"),
    path(_("my-data/copy.json"), my_data.my_data_file, name="my-data-file"),
    path(_("forget/"), mine.forget_browser, name="forget-browser"),
    path(_("send-link/"), mine.send_link, name="send-link"),
    path(_("send-link/sent/"), mine.send_link_sent, name="send-link-sent"),
    # end of my bookings
]
