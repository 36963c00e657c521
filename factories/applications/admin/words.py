"""What the screens say about an application."""

from django.utils.translation import gettext as _

from events.admin.words import moment_in_words

from ..models import ApplicationEntry, PlantApplication


def place(application: PlantApplication) -> str:
    """Municipality and province, or a dash while they are not written."""
    return application.place_line or "–"


def sent(application: PlantApplication) -> str:
    """When it was last sent, or a dash."""
    return moment_in_words(application.sent_at) if application.sent_at else "–"


def who(entry: ApplicationEntry) -> str:
    """Who did it: the applicant, or a person of the staff as far as still known."""
    if not entry.by_staff:
        return _("the applicant")
    return (entry.user.get_full_name() or entry.user.get_username()) if entry.user else _("the staff")
