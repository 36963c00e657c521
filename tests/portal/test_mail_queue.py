"""Mails of Django and Wagtail are queued word for word."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from post_office.models import Email

from events import worker
from tests.builders.events import NOW

pytestmark = pytest.mark.django_db(transaction=True)

BRACES = "{{ 7|add:7 }} {% load static %} {% endverbatim %}"


def test_a_title_with_braces_is_not_run_as_a_template(settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    message = EmailMultiAlternatives(f"Page {BRACES}", f"Text {BRACES}", to=["editor@example.org"])
    message.attach_alternative(f"<p>{BRACES}</p>", "text/html")
    message.send()
    queued = Email.objects.get()
    assert queued.subject == f"Page {BRACES}"
    assert queued.message == f"Text {BRACES}"
    assert queued.html_message == f"<p>{BRACES}</p>"


def test_a_queued_mail_is_sent_by_the_worker(settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    mail.send_mail("Subject", "Text", None, ["editor@example.org"])
    assert mail.outbox == []
    worker.send_mails(NOW)
    assert [message.subject for message in mail.outbox] == ["Subject"]
