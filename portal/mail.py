"""Queues every mail that Django or Wagtail sends (log-in, workflow)."""

import secrets
from collections.abc import Sequence

from django.core.mail import EmailMessage
from post_office import EmailBackend


def _verbatim(text: str) -> str:
    """Shield a text from template rendering; nobody can guess the word that ends the shield."""
    word = secrets.token_hex(8)
    return f"{{% verbatim {word} %}}{text}{{% endverbatim {word} %}}"


class QueueBackend(EmailBackend):
    """django-post_office's backend, minus its second rendering.

    The library compiles subject and bodies as Django templates, so a page title with braces would
    break the mail, or run template tags.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int | None:
        """Queue the messages as they are; returns what the library returns."""
        for message in email_messages or []:
            message.subject = _verbatim(message.subject)
            message.body = _verbatim(message.body)
            if getattr(message, "alternatives", None):
                message.alternatives = [
                    (_verbatim(content) if kind == "text/html" else content, kind)
                    for content, kind in message.alternatives
                ]
        return super().send_messages(email_messages)
