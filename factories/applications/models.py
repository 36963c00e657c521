"""Applications of plants, what happened to them, and when an edition takes them."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events.models import Edition
from events.models.visits import MinimumAge, TourLanguage
from events.years import wrong_years
from factories.choices import Lent, Province, SectorKey
from factories.fields import CodeListField
from media.fields import CleanImageField
from media.models import Licence

TEXTS = ("introduction", "see", "body", "reach", "safety", "access")
"""What an applicant writes once per language; `see` and `body` are lists, the others plain texts."""


class ApplicationStatus(models.TextChoices):
    """Whose turn it is: the applicant's, the staff's, or nobody's any more."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("to be reviewed")
    CHANGES = "changes", _("changes asked for")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


WRITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.CHANGES)
"""While the applicant may write."""
DECIDED = (ApplicationStatus.ACCEPTED, ApplicationStatus.REFUSED)


class ApplicationWindow(models.Model):
    """From when until when an edition takes applications."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="application_window", verbose_name=_("edition")
    )
    opens_at = models.DateTimeField(
        _("applications open"), help_text=_("Before this moment the page says when applications open.")
    )
    closes_at = models.DateTimeField(
        _("applications close"),
        help_text=_("Afterwards nothing can be sent, except by those whom the staff asked for changes."),
    )

    class Meta:
        verbose_name = _("application window")
        verbose_name_plural = _("application windows")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="application_window_in_order",
                violation_error_message=_("Applications close before they open."),
            )
        ]

    def __str__(self) -> str:
        return str(self.edition)

    def clean(self) -> None:
        """Refuse slips in years, at the field."""
        if errors := wrong_years(self, "opens_at", "closes_at"):
            raise ValidationError(errors)


class PlantApplication(models.Model):
    """What a company says of itself, of one plant and of the visits it offers.

    A row exists from the first step on, so that a mailed link can open it again on any device.
    Only `services` change `status`.
    """

    Status = ApplicationStatus

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="plant_applications", verbose_name=_("edition")
    )
    status = models.CharField(
        _("state"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    language = models.CharField(_("language"), max_length=10)
    steps_done = models.JSONField(default=list, editable=False)

    company_name = models.CharField(_("name of the company"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    vat_number = models.CharField(_("VAT number"), max_length=11, db_index=True)
    sector = models.CharField(_("sector"), max_length=20, choices=SectorKey.choices)
    website = models.URLField(_("website"), blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)

    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_role = models.CharField(_("role in the company"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)

    address = models.CharField(_("address"), max_length=200, blank=True)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    province = models.CharField(_("province"), max_length=2, choices=Province.choices, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    # {language: {name of TEXTS: text or list}}: one more language is a setting, not a migration.
    texts = models.JSONField(_("texts"), default=dict)
    step_free = models.BooleanField(_("step-free visit"), default=False)
    photos_allowed = models.BooleanField(_("photos allowed"), default=True)
    identity_required = models.BooleanField(_("identity document required"), default=False)
    lent = CodeListField(_("lent to visitors"), enum=Lent)

    page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("page")
    )
    # Still known when the page is gone: the visits belong to it.
    page_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    privacy_accepted_at = models.DateTimeField(_("privacy notice accepted at"), null=True)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("plant application")
        verbose_name_plural = _("plant applications")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["status", "sent_at"], name="application_to_review")]

    def __str__(self) -> str:
        return self.company_name

    @property
    def is_writable(self) -> bool:
        """Whether it is the applicant's turn. No query."""
        return self.status in WRITABLE

    @property
    def language_name(self) -> str:
        """The language of the form and of the mails, in words. No query."""
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def languages(self) -> list[str]:
        """Languages in which something is written, the site's first language in front. No query."""
        codes = [code for code, _name in settings.LANGUAGES]
        return [code for code in codes if any(self.texts.get(code, {}).values())]

    def text(self, name: str, language: str | None = None) -> str | list[str]:
        """One of TEXTS in a language, empty when it was not written; without one in the active language,
        else in the site's first. No query."""
        empty = [] if name in ("see", "body") else ""
        if language:
            return self.texts.get(language, {}).get(name) or empty
        active = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return self.text(name, active) or self.text(name, settings.LANGUAGE_CODE)

    @property
    def place_line(self) -> str:
        """Municipality and province on one line. No query."""
        return f"{self.municipality} ({self.province})" if self.municipality else ""

    @property
    def lent_labels(self) -> list[str]:
        """What is lent, in words of the active language. No query."""
        return [str(Lent(code).label) for code in self.lent if code in Lent.values]


class OfferedVisit(models.Model):
    """A kind of tour that an applicant offers: on acceptance it becomes a `Visit` with its time bands."""

    application = models.ForeignKey(PlantApplication, on_delete=models.CASCADE, related_name="visits")
    tour_language = models.CharField(
        _("language of the tour"), max_length=3, choices=TourLanguage, default=TourLanguage.ITALIAN
    )
    days = models.JSONField(_("days"), default=list, help_text=_("ISO dates."))
    start = models.TimeField(_("first tour at"))
    end = models.TimeField(_("the last tour has ended by"), null=True, blank=True)
    second_start = models.TimeField(_("after a break, first tour at"), null=True, blank=True)
    second_end = models.TimeField(_("after a break, the last tour has ended by"), null=True, blank=True)
    step_minutes = models.PositiveSmallIntegerField(_("a tour starts every (minutes)"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("duration in minutes"))
    capacity = models.PositiveSmallIntegerField(_("people per tour"))
    min_age = models.PositiveSmallIntegerField(_("minimum age"), choices=MinimumAge, default=MinimumAge.NONE)

    class Meta:
        verbose_name = _("offered visit")
        verbose_name_plural = _("offered visits")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_tour_language_display()}, {self.start:%H:%M}"


def private_storage() -> Storage:
    """Where uploads lie that nobody outside may see yet."""
    return storages["private"]


def picture_path(picture: "ApplicationPicture", name: str) -> str:
    """A name that tells nothing and cannot be guessed; only the ending is the applicant's."""
    ending = name.rpartition(".")[2].lower()
    return f"applications/{picture.application_id}/{uuid.uuid4().hex}.{ending}"


class ApplicationPicture(models.Model):
    """A picture of an application. It becomes a public one only with the page."""

    application = models.ForeignKey(PlantApplication, on_delete=models.CASCADE, related_name="pictures")
    file = CleanImageField(_("file"), storage=private_storage, upload_to=picture_path)
    alt_texts = models.JSONField(_("text alternatives"), default=dict)
    credit = models.CharField(_("credit"), max_length=160)
    licence = models.CharField(_("licence"), max_length=16, choices=Licence.choices)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def alt(self) -> str:
        """The text alternative in the active language, else in the site's first. No query."""
        return self.alt_texts.get(self.alt_language, "")

    @property
    def alt_language(self) -> str:
        """The language that `alt` is written in, for `lang`. No query."""
        active = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return active if self.alt_texts.get(active) else settings.LANGUAGE_CODE


class EntryKind(models.TextChoices):
    """What can happen to an application."""

    BEGUN = "begun", _("Begun")
    SENT = "sent", _("Sent")
    RESENT = "resent", _("Sent again after changes")
    COMMENT = "comment", _("Internal comment")
    CORRECTED = "corrected", _("Place corrected")
    CHANGES = "changes", _("Changes asked for")
    REFUSED = "refused", _("Refused")
    ACCEPTED = "accepted", _("Accepted")


TOLD = (EntryKind.CHANGES, EntryKind.REFUSED)
"""Entries whose text the applicant reads."""


class ApplicationEntry(models.Model):
    """One line of an application's history. Without a user it was the applicant."""

    Kind = EntryKind

    application = models.ForeignKey(PlantApplication, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("what"), max_length=10, choices=EntryKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_staff = models.BooleanField(default=False)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class ApplicationLink(models.Model):
    """A mailed link: only the hash of its token is kept."""

    application = models.ForeignKey(PlantApplication, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application_id}, {self.created_at:%Y-%m-%d}"
