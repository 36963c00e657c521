"""The demo mailbox: shows the mails that development settings write to files instead of sending.

Only routed when DEMO_MAILBOX is set, which production settings never do.
"""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class StoredMail:
    """One mail in the folder."""

    name: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text part."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""


def _read(path: Path) -> StoredMail:
    # Django's file backend ends each mail with a line of dashes.
    content = path.read_bytes().split(b"\n" + b"-" * 79)[0]
    message = email.message_from_bytes(content, policy=email.policy.default)
    return StoredMail(path.name, message)


def _paths() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The last fifty mails, the newest first."""
    return render(request, "mailbox/index.html", {"mails": [_read(path) for path in _paths()[:50]]})


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as plain text, its links clickable."""
    for path in _paths():
        if path.name == name:
            return render(request, "mailbox/mail.html", {"mail": _read(path)})
    raise Http404
