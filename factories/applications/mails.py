"""Mails about applications: to the applicant in the language of the form, to the staff in the site's."""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.services import notices
from events.services.notices import RenderedMail

from . import selectors
from .models import PlantApplication


@dataclass(frozen=True)
class Letter:
    """The words of a mail, in the active language when it was made."""

    language: str
    subject: str
    heading: str
    paragraphs: list[str]
    quote: str = ""
    """What a person of the staff wrote, or the company's own words."""
    action: str = ""
    link: str = ""
    closing: list[str] = field(default_factory=list)


def render(letter: Letter) -> RenderedMail:
    """Subject, plain text and HTML. No query."""
    with translation.override(letter.language), timezone.override(settings.TIME_ZONE):
        context = {
            "letter": letter,
            "language": letter.language,
            "site_url": settings.SITE_URL,
            "host": {"title": "Fabbriche Aperte Piemonte"},
        }
        return RenderedMail(
            # A line break in a subject would start a new mail header.
            subject=" ".join(letter.subject.split()),
            text=render_to_string("factories/applications/mail/letter.txt", context).strip() + "\n",
            html=render_to_string("factories/applications/mail/letter.html", context),
        )


def send(letter: Letter, application: PlantApplication) -> None:
    """Queue a letter to the applicant, in the caller's transaction. 1 query."""
    notices.queue_mail(application.contact_email, render(letter))


def _link(token: str) -> str:
    return settings.SITE_URL + reverse("applications:open-link", args=[token])


def _hello(application: PlantApplication) -> str:
    return _("Hello %(name)s.") % {"name": application.contact_name}


def _about(application: PlantApplication) -> dict[str, str]:
    return {"company": application.company_name, "edition": application.edition.name}


def _questions() -> str:
    return _("To answer, open the application: replies to this e-mail are not read.")


def draft(application: PlantApplication, token: str) -> Letter:
    """The link to a form that was just begun."""
    with translation.override(application.language):
        return Letter(
            application.language,
            _("Your application for Fabbriche Aperte: the link to go on"),
            _("The application is begun"),
            [
                _hello(application),
                _("The application of %(company)s for %(edition)s is begun.") % _about(application),
                _("Each step is saved. This link opens the application again, on any device:"),
            ],
            action=_("Go on with the application"),
            link=_link(token),
            closing=[_("Whoever has this link can change the application: pass it on only to colleagues.")],
        )


def link_again(application: PlantApplication, token: str) -> Letter:
    """The link to an application, asked for on the portal."""
    with translation.override(application.language):
        return Letter(
            application.language,
            _("The link to the application of %(company)s") % _about(application),
            _("The link to the application"),
            [
                _("This link opens the application of %(company)s for %(edition)s:") % _about(application),
            ],
            action=_("Open the application"),
            link=_link(token),
            closing=[_("It was asked for on the portal. If somebody else asked, there is nothing to do.")],
        )


def received(application: PlantApplication, token: str, *, again: bool) -> Letter:
    """The application has arrived."""
    with translation.override(application.language):
        arrived = _("The application of %(company)s for %(edition)s has arrived.")
        if again:
            arrived = _("The changed application of %(company)s for %(edition)s has arrived.")
        return Letter(
            application.language,
            _("Application received: %(company)s") % _about(application),
            _("The application has arrived"),
            [
                _hello(application),
                arrived % _about(application),
                _("The editors read it and answer at this address. Nothing is public until then."),
            ],
            action=_("See the application"),
            link=_link(token),
        )


def changes(application: PlantApplication, token: str, reason: str) -> Letter:
    """The staff asks for something."""
    with translation.override(application.language):
        return Letter(
            application.language,
            _("Changes needed: application of %(company)s") % _about(application),
            _("Something is missing in the application"),
            [
                _hello(application),
                _("The editors have read the application of %(company)s and ask:") % _about(application),
            ],
            quote=reason,
            action=_("Change the application"),
            link=_link(token),
            closing=[_("Then send it again from its last step."), _questions()],
        )


def refused(application: PlantApplication, reason: str) -> Letter:
    """The staff has decided against it."""
    with translation.override(application.language):
        return Letter(
            application.language,
            _("The application of %(company)s was not accepted") % _about(application),
            _("The application was not accepted"),
            [
                _hello(application),
                _("The application of %(company)s for %(edition)s was not accepted. The reason:")
                % _about(application),
            ],
            quote=reason,
            closing=[_("Thank you for the interest. The next edition takes applications again.")],
        )


def accepted(application: PlantApplication, token: str) -> Letter:
    """The staff has accepted; the page is being prepared."""
    with translation.override(application.language):
        return Letter(
            application.language,
            _("Application accepted: %(company)s") % _about(application),
            _("The application is accepted"),
            [
                _hello(application),
                _("%(company)s takes part in %(edition)s. Thank you!") % _about(application),
                _("The editors prepare the page of the plant. Visits can be booked once it is published."),
            ],
            action=_("See the application"),
            link=_link(token),
        )


def tell_staff(application: PlantApplication, *, again: bool) -> None:
    """Tell the staff of a new or changed application, in the caller's transaction.

    To APPLICATIONS_EMAIL, else to everybody who may review. 2 queries, 1 per mail.
    """
    mail = render(for_staff(application, again=again))
    addresses = [settings.APPLICATIONS_EMAIL] if settings.APPLICATIONS_EMAIL else None
    if addresses is None:
        addresses = list(dict.fromkeys(user.email for user in selectors.reviewers()))
    for address in addresses:
        notices.queue_mail(address, mail)


def for_staff(application: PlantApplication, *, again: bool) -> Letter:
    """A new or changed application waits. The link leads into the admin: it opens nothing by itself."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Changed application: %(company)s") if again else _("New application: %(company)s")
        sent = _("%(company)s has sent an application for %(edition)s.")
        if again:
            sent = _("%(company)s has changed its application for %(edition)s and sent it again.")
        return Letter(
            settings.LANGUAGE_CODE,
            subject % _about(application),
            _("An application is to be reviewed"),
            [sent % _about(application), application.place_line],
            action=_("Review the application"),
            link=settings.SITE_URL + reverse("plant_applications:inspect", args=[application.pk]),
        )
