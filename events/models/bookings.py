"""Bookings: a party's places in one slot, and the links that open them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import tokens
from ..languages import first_language
from .editions import Edition, Programme
from .visits import Slot


class AgeBand(models.TextChoices):
    """Minors are counted per band, never listed: no birthday is asked for.

    The value is the band's column on Booking; the bounds are in `AGE_BOUNDS`.
    """

    UNDER_6 = "minors_0_5", _("Children under 6")
    FROM_6 = "minors_6_10", _("Children from 6 to 10")
    FROM_11 = "minors_11_13", _("Young people from 11 to 13")
    FROM_14 = "minors_14_17", _("Young people from 14 to 17")


AGE_BOUNDS: dict[str, tuple[int, int]] = {
    AgeBand.UNDER_6: (0, 5),
    AgeBand.FROM_6: (6, 10),
    AgeBand.FROM_11: (11, 13),
    AgeBand.FROM_14: (14, 17),
}


class BookingStatus(models.TextChoices):
    HELD = "held", _("held")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")


ACTIVE_STATUSES = [BookingStatus.HELD, BookingStatus.CONFIRMED]
"""Statuses that take places: `Slot.taken` is the sum over exactly these (invariant I2)."""


class AccessNeed(models.TextChoices):
    """What a visitor needs, put neutrally: never a diagnosis (GDPR art. 9)."""

    STEP_FREE = "step_free", _("Step-free route")
    SEATING = "seating", _("Somewhere to sit along the way")
    LIS = "lis", _("Italian sign language")
    LIP_READING = "lip_reading", _("A place near the guide, to hear or to read lips")
    LARGE_PRINT = "large_print", _("Written material in large print")
    ASSISTANCE_DOG = "assistance_dog", _("Coming with an assistance dog")


class Origin(models.TextChoices):
    """Where a party comes from, as coarse as statistics need it. Nobody has to say."""

    TORINO = "TO", _("Province of Torino")
    CUNEO = "CN", _("Province of Cuneo")
    ALESSANDRIA = "AL", _("Province of Alessandria")
    ASTI = "AT", _("Province of Asti")
    BIELLA = "BI", _("Province of Biella")
    NOVARA = "NO", _("Province of Novara")
    VERBANO = "VB", _("Province of Verbano-Cusio-Ossola")
    VERCELLI = "VC", _("Province of Vercelli")
    ITALY = "italy", _("Another region of Italy")
    ABROAD = "abroad", _("Another country")


class MadeBy(models.TextChoices):
    VISITOR = "visitor", _("the visitor")
    STAFF = "staff", _("the staff")


TO_CALL = 0
"""The version seen by somebody without an e-mail address who has not yet been called about a change."""


PARTY_ADDS_UP = Q(
    places=F("adults") + F("minors_0_5") + F("minors_6_10") + F("minors_11_13") + F("minors_14_17")
)


class BookingQuerySet(models.QuerySet):
    def active(self) -> "BookingQuerySet":
        """Bookings that take places now."""
        return self.filter(status__in=ACTIVE_STATUSES)

    def with_slot(self) -> "BookingQuerySet":
        """Load what every page about a booking shows, in the same query."""
        return self.select_related("slot__visit__edition", "slot__programme").prefetch_related(
            "slot__visit__edition__waves"
        )

    def of_person(self, email_norm: str) -> "BookingQuerySet":
        """Confirmed bookings and open offers of one e-mail address."""
        return self.filter(email_norm=email_norm, status__in=ACTIVE_STATUSES)


class CancelledBy(models.TextChoices):
    VISITOR = "visitor", _("the visitor")
    STAFF = "staff", _("the staff")


class CancelReason(models.TextChoices):
    """Why staff cancelled, as a kind: no sentence, and nothing about anybody's health (decision 0026)."""

    ASKED = "asked", _("the visitor asked for it")
    TWICE = "twice", _("booked twice")
    RULES = "rules", _("the party can't come in by the rules of the visit")
    PLANT = "plant", _("the plant can't receive visitors")
    FEWER = "fewer", _("fewer places than planned")
    EVENTS = "events", _("weather, strike or closed roads")
    OTHER = "other", _("other")


class PartyMixin(models.Model):
    """Who comes, as numbers: adults, and minors per age band."""

    places = models.PositiveSmallIntegerField(_("places"))
    adults = models.PositiveSmallIntegerField(_("adults"))
    minors_0_5 = models.PositiveSmallIntegerField(AgeBand.UNDER_6.label, default=0)
    minors_6_10 = models.PositiveSmallIntegerField(AgeBand.FROM_6.label, default=0)
    minors_11_13 = models.PositiveSmallIntegerField(AgeBand.FROM_11.label, default=0)
    minors_14_17 = models.PositiveSmallIntegerField(AgeBand.FROM_14.label, default=0)
    access_needs = models.JSONField(_("access needs"), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def minors(self) -> int:
        """People under 18 in the party. No query."""
        return self.places - self.adults

    @property
    def minors_by_band(self) -> dict[str, int]:
        """The count of each age band, zeros included. No query."""
        return {band.value: getattr(self, band.value) for band in AgeBand}


class ContactMixin(models.Model):
    """The adult who books or waits. Empty while a place is only held."""

    contact_name = models.CharField(_("name and surname"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_norm = models.CharField(max_length=254, editable=False, db_index=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default=first_language)

    class Meta:
        abstract = True


class WaitStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("has an offer")
    ACCEPTED = "accepted", _("has booked")
    LEFT = "left", _("has left")
    ENDED = "ended", _("not served")


OPEN_WAIT_STATUSES = [WaitStatus.WAITING, WaitStatus.OFFERED]


class CallAbout(models.TextChoices):
    """What a waiting party without an e-mail address has to be told by telephone (decision 0017)."""

    MOVED = "moved", _("the slot has a new time")
    CANCELLED = "cancelled", _("the slot is cancelled")


class WaitEntry(PartyMixin, ContactMixin):
    """A party on the waiting list, of one slot or of any slot of a plant. First come, first offered."""

    Status = WaitStatus

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="waiting", verbose_name=_("programme")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="waiting", verbose_name=_("edition")
    )
    slot = models.ForeignKey(
        Slot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waiting",
        verbose_name=_("slot"),
        help_text=_("Empty: any slot of the plant."),
    )
    status = models.CharField(_("status"), max_length=10, choices=WaitStatus, default=WaitStatus.WAITING)
    created_at = models.DateTimeField(_("joined at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, editable=False)
    # db_default: code that does not know these columns still lets parties join.
    made_by = models.CharField(
        _("put on the list by"),
        max_length=10,
        choices=MadeBy,
        default=MadeBy.VISITOR,
        db_default=MadeBy.VISITOR,
        editable=False,
    )
    to_call = models.CharField(
        _("to call about"),
        max_length=10,
        choices=CallAbout,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

    class Meta:
        verbose_name = _("waiting party")
        verbose_name_plural = _("waiting list")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=PARTY_ADDS_UP, name="waiting_places_add_up"),
            models.UniqueConstraint(
                fields=["slot", "email_norm"],
                condition=Q(status__in=["waiting", "offered"], slot__isnull=False),
                name="waiting_once_per_slot_and_person",
            ),
            models.UniqueConstraint(
                fields=["programme", "email_norm"],
                condition=Q(status__in=["waiting", "offered"], slot__isnull=True),
                name="waiting_once_per_plant_and_person",
            ),
        ]
        # Read by services.waiting.offer_freed_places, each time a place is freed.
        indexes = [models.Index(fields=["programme", "status", "created_at"], name="waiting_in_order")]

    def __str__(self) -> str:
        # Never the name: the log of what staff do keeps this text (I12).
        return gettext("Waiting party %(number)d") % {"number": self.pk or 0}


class Booking(PartyMixin, ContactMixin):
    """A party's places in one slot, booked by one adult.

    A held booking is a form being filled, or an offer from the waiting list when `wait_entry` is set.
    """

    Status = BookingStatus

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("slot"))
    code = models.CharField(_("code"), max_length=8, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus)
    intent = models.UUIDField(
        _("intent"),
        unique=True,
        editable=False,
        help_text=_("Made when the form is first shown: the same intent never books twice."),
    )
    payload_hash = models.CharField(max_length=64, editable=False)

    names = models.JSONField(_("names of the visitors"), default=list, blank=True)

    seen_version = models.PositiveIntegerField(
        _("version seen"),
        default=1,
        editable=False,
        help_text=_("The slot's version the visitor was shown, or was told of."),
    )
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    wait_entry = models.ForeignKey(
        WaitEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("waiting party"),
    )
    generation = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Grows with each change that is told by mail.")
    )

    # db_default: code that does not know these columns still makes bookings.
    origin = models.CharField(
        _("comes from"), max_length=10, choices=Origin, blank=True, default="", db_default=""
    )
    made_by = models.CharField(
        _("booked by"),
        max_length=10,
        choices=MadeBy,
        default=MadeBy.VISITOR,
        db_default=MadeBy.VISITOR,
        editable=False,
    )

    created_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=10, choices=CancelledBy, blank=True)
    cancel_reason = models.CharField(
        _("reason of the cancellation"),
        max_length=10,
        choices=CancelReason,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    coming_at = models.DateTimeField(
        _("said to be coming at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The visitor answered the reminder: they are coming to this slot."),
    )
    forgotten_at = models.DateTimeField(
        _("personal data erased at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From then on only numbers are left."),
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("export_booking", "Can export bookings with names and contacts"),
            ("message_booking", "Can write to the people of many bookings"),
        ]
        constraints = [
            models.CheckConstraint(condition=PARTY_ADDS_UP, name="booking_places_add_up"),
            models.CheckConstraint(condition=Q(places__gt=0), name="booking_has_places"),
            models.UniqueConstraint(
                fields=["slot", "email_norm"],
                condition=Q(status__in=["held", "confirmed"]) & ~Q(email_norm=""),
                name="booking_once_per_slot_and_person",
            ),
            models.UniqueConstraint(
                fields=["wait_entry"], condition=Q(status="held"), name="one_open_offer_per_waiting_party"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(email_norm="") | Q(forgotten_at__isnull=False),
                name="confirmed_booking_has_contact",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False), name="hold_has_deadline"
            ),
        ]

    def __str__(self) -> str:
        return self.code_for_people

    @property
    def code_for_people(self) -> str:
        """The code in two groups of four, as printed and read aloud."""
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def calendar_token(self) -> str:
        """What the address of its calendar file carries; the same for the whole life of the booking."""
        return tokens.sign_calendar(self.intent)

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_STATUSES

    @property
    def is_to_call(self) -> bool:
        """Whether somebody without an e-mail address does not know of a change yet. No query."""
        return self.seen_version == TO_CALL and not self.email and self.forgotten_at is None

    @property
    def is_offer(self) -> bool:
        """Whether these places are held for a party of the waiting list."""
        return self.wait_entry_id is not None and self.status == BookingStatus.HELD


class AccessLink(models.Model):
    """A mailed link: proves that somebody reads this address. Opening it changes nothing.

    Only the token's SHA-256 is stored. `booking` is the page the link leads to, if any.
    """

    email_norm = models.CharField(max_length=254)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, null=True, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mailed link")
        verbose_name_plural = _("mailed links")

    def __str__(self) -> str:
        return self.token_hash[:8]
