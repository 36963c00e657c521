"""The messages that were sent, to look at."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ...models import Message
from .. import links, lists, message_views, words
from .base import ReadOnlyViewSet


class MessageViewSet(ReadOnlyViewSet):
    model = Message
    name = links.MESSAGES
    url_prefix = "bookings/messages"
    icon = "mail"
    menu_label = _("Messages")
    index_view_class = lists.MessageIndexView
    inspect_view_class = message_views.MessageInspectView
    inspect_view_enabled = True
    search_fields = ["scope"]
    ordering = "-sent_at"
    list_display = [
        "__str__",
        Column(
            "sent",
            label=_("Queued at"),
            accessor=lambda message: words.moment_in_words(message.sent_at),
            sort_key="sent_at",
        ),
        Column("by", label=_("Written by"), accessor="by"),
        Column("scope", label=_("Sent to")),
        Column("mails", label=_("Mails"), sort_key="mails"),
    ]
