"""Pages one can visit: plants and the data-centre tour."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events import selectors as events
from events.admin.panels import SlotsPanel
from events.hosting import BookablePageMixin, NearbyHost, VisitPlace
from events.phases import takes_bookings
from factories import safety, selectors, structured
from factories.choices import Lent, Province
from factories.fields import CodeListField
from factories.models.safe_to_publish import SafeToPublishMixin, SafetyFormMixin
from factories.municipalities import find_municipality, is_in_piedmont
from factories.tours import tour_facts
from home import pictures
from home.blocks import SHORT_RICH_TEXT_FEATURES, StagesBlock, body_blocks
from home.models.base import BasePage, tabs
from home.selectors import stories_about

FIRST_YEAR = 1500
WHEN_OPEN = "open"
"""The preview that shows slots as they will be when bookings open."""
SHARED_FACTS = (
    "address",
    "municipality",
    "province",
    "latitude",
    "longitude",
    "step_free",
    "photos_allowed",
    "identity_required",
    "lent",
    "founded",
    "website",
    "external_key",
)


class VisitablePageForm(SafetyFormMixin, WagtailAdminPageForm):
    """Moves the point on the map along when only the municipality is changed."""

    def clean(self) -> dict:
        """Forget coordinates of the former municipality; `VisitablePage.clean` fills in the new ones."""
        cleaned = super().clean()
        changed, point = set(self.changed_data), {"latitude", "longitude"}
        moved = changed & {"municipality", "province"} and not changed & point
        if moved and point <= set(self.fields):
            cleaned["latitude"] = cleaned["longitude"] = None
        return cleaned


class VisitablePage(SafeToPublishMixin, BookablePageMixin, BasePage):
    """Words and facts about a place to visit. Slots and bookings live in `events`.

    Texts are translated; the facts in SHARED_FACTS are the same in every language and flow
    from the Italian page to its translations when it is published.
    """

    wants_picture = True

    # What a list says of the places: set on each card by who reads them.
    places_left = 0
    is_full = False
    more_at: dt.datetime | None = None
    distance_km: float | None = None

    body = StreamField(body_blocks(), verbose_name=_("body"), blank=True)
    see = StreamField(
        [("line", blocks.CharBlock(label=_("Line"), max_length=200))],
        verbose_name=_("what you will see"),
        blank=True,
        max_num=8,
        help_text=_("One short line per thing, in the order of the visit."),
    )
    safety_text = models.TextField(
        _("safety and clothing"),
        blank=True,
        help_text=_("What to wear, what not to touch, who cannot come. Shown before the slots."),
    )
    access_text = models.TextField(
        _("accessibility"),
        blank=True,
        help_text=_("Steps, lifts, toilets, noise, light, how long one stands."),
    )
    reach_text = models.TextField(
        _("how to get there"), blank=True, help_text=_("Public transport, entrance, parking.")
    )

    address = models.CharField(_("address"), max_length=200, blank=True, help_text=_("Street and number."))
    municipality = models.CharField(_("municipality"), max_length=80)
    province = models.CharField(_("province"), max_length=2, choices=Province.choices)
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees. Empty: the centre of the municipality."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees. Empty: the centre of the municipality."),
    )
    step_free = models.BooleanField(_("step-free visit"), default=False)
    photos_allowed = models.BooleanField(_("photos allowed"), default=True)
    identity_required = models.BooleanField(_("identity document required"), default=False)
    lent = CodeListField(_("lent to visitors"), enum=Lent)
    founded = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)],
    )
    website = models.URLField(_("website"), blank=True)
    external_key = models.CharField(
        _("import key"), max_length=120, blank=True, db_index=True, editable=False
    )

    base_form_class = VisitablePageForm
    # A copied page is another plant: importing again must not mistake it for the first.
    exclude_fields_in_copy = ["external_key"]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in SHARED_FACTS),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("municipality"),
        index.FilterField("province"),
    ]

    # The tabs of the editor follow the page as a visitor reads it.
    text_panels = [FieldPanel("introduction"), FieldPanel("see"), FieldPanel("body")]
    day_panels = [SlotsPanel(heading=_("Days and hours"))]
    safety_panels = [
        FieldPanel("safety_text"),
        MultiFieldPanel(
            [FieldPanel("identity_required"), FieldPanel("photos_allowed"), FieldPanel("lent")],
            heading=_("Rules in short"),
        ),
        MultiFieldPanel([FieldPanel("access_text"), FieldPanel("step_free")], heading=_("Accessibility")),
    ]
    place_panels = [
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("municipality"), FieldPanel("province")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("reach_text"),
            ],
            heading=_("Place"),
        ),
        MultiFieldPanel([FieldPanel("founded"), FieldPanel("website")], heading=_("Company")),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check municipality and import key; fill in missing coordinates. At most 1 query.

        Refused, at the field: a municipality not in the province (unless coordinates in
        Piedmont are given, for municipalities younger than our data), a used import key.
        """
        super().clean()
        self._clean_municipality()
        self._clean_external_key()

    def _clean_municipality(self) -> None:
        if not self.municipality or self.province not in Province.values:
            return  # a draft may still lack them
        found = find_municipality(self.municipality, self.province)
        has_point = self.latitude is not None and self.longitude is not None
        if found:
            self.municipality = found.name
            if not has_point:
                self.latitude, self.longitude = found.latitude, found.longitude
        elif not (has_point and is_in_piedmont(self.latitude, self.longitude)):
            raise ValidationError({"municipality": self._unknown_municipality()})

    def _unknown_municipality(self) -> str:
        return gettext(
            "%(name)s is not among the municipalities of the province of %(province)s. Check the "
            "spelling; for a municipality born recently, write latitude and longitude too."
        ) % {"name": self.municipality, "province": self.get_province_display()}

    def _clean_external_key(self) -> None:
        if not self.external_key or self.alias_of_id:
            return
        twins = type(self).objects.filter(
            external_key=self.external_key, alias_of=None, locale=self.locale_id
        )
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError(gettext("Another page of this language was imported from the same row."))

    @property
    def lent_labels(self) -> list[str]:
        """What is lent, in words of the active language. No query."""
        return [str(Lent(code).label) for code in self.lent if code in Lent.values]

    @property
    def place_line(self) -> str:
        """Municipality and province on one line: "Grugliasco (TO)". No query."""
        return f"{self.municipality} ({self.province})"

    def get_search_text(self) -> str:
        """Adds municipality, province and the "what you will see" lines."""
        lines = [str(block.value) for block in self.see]
        place = [self.municipality, str(self.get_province_display())]
        return " ".join([super().get_search_text(), *place, *lines])

    # What the booking module asks a page (events.hosting.BookablePageMixin) ----------

    def get_visit_place(self) -> VisitPlace:
        """Where the visit starts. No query."""
        return VisitPlace(
            name=self.title,
            address=self.address,
            municipality=self.municipality,
            province=self.province,
            latitude=self.latitude,
            longitude=self.longitude,
        )

    def get_what_to_bring(self) -> list[str]:
        """Short lines for mail and ticket: identity document, what is lent. No query."""
        lines = []
        if self.identity_required:
            lines.append(gettext("A valid identity document"))
        if self.lent_labels:
            things = ", ".join(self.lent_labels).lower()
            lines.append(gettext("Lent at the entrance: %(things)s") % {"things": things})
        return lines

    def get_how_to_get_there(self) -> str:
        """Public transport, entrance, parking. No query."""
        return self.reach_text

    def get_nearby(self, now: dt.datetime) -> list[NearbyHost]:
        """The plants that its own page shows as nearby. 5 queries."""
        edition = events.current_edition(now)
        return [selectors.as_nearby_host(plant) for plant in selectors.nearby_plants(self, edition, now=now)]

    def is_safety_text_complete(self) -> bool:
        """Whether safety and access texts are written in this language. No query."""
        return bool(self.safety_text.strip() and self.access_text.strip())

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """What the editor can look at: the page today, and when bookings have opened. No query."""
        return [("", gettext("As visitors see it today")), (WHEN_OPEN, gettext("When bookings are open"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page at another moment: slots can be looked at before they can be booked. 1 query more."""
        if mode_name == WHEN_OPEN:
            request.preview_moment = _moment_of_open_bookings(timezone.now())
        return super().serve_preview(request, mode_name)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `now`, `edition`, `days` (upcoming slots), their `tours` in short, `nearby` (cards,
        `places_left`) and the `stories` that speak of this place.

        `newer_safety_url` is the page in `first_language` while its safety texts are newer than these.

        Cost, beside the page itself: slots 1, places nearby 1. What does not change with places is kept:
        edition 1, visits 2, plants around 3, stories 2, renditions 1; 1 more on a translation.
        """
        context = super().get_context(request, *args, **kwargs)
        now = getattr(request, "preview_moment", None) or timezone.now()
        edition = events.kept_edition(now)
        context["now"] = now
        context["edition"] = edition
        context["days"] = self.get_days(now, as_published=getattr(request, "is_preview", False))
        context["tours"] = tour_facts(context["days"])
        context["nearby"] = selectors.nearby_plants(self, edition, now=now)
        # Read where they are drawn, within a piece that is kept.
        context["stories"] = SimpleLazyObject(lambda: stories_about(self))
        context["first_language"] = settings.LANGUAGE_CODE
        context["newer_safety_url"] = safety.newer_source_url(self, request)
        pictures.load_renditions(self.hero, self.body, getattr(self, "stages", None))
        return context

    def get_structured_data(self, context: dict, image_url: str) -> list[dict]:
        """The visits to come as one event with its days; nothing while there are none. No query."""
        return structured.visit_events(self, context["days"], context["edition"], image_url)

    def get_days(self, now: dt.datetime, *, as_published: bool = False) -> list[events.SlotDay]:
        """Upcoming slots by day; one place to change if a page type shows only some. 2 queries."""
        return self.get_slot_days(now, as_published=as_published)


def _moment_of_open_bookings(now: dt.datetime) -> dt.datetime:
    """When the bookings of the current edition have just opened; `now` while they are open. 1 query."""
    edition = events.current_edition(now)
    if edition is None or takes_bookings(edition, now):
        return now
    return edition.bookings_open_at


class FactoryPage(VisitablePage):
    """A plant that opens its doors."""

    title_is_name = True
    """The name of a company is the same in every language."""
    served_with = (*VisitablePage.served_with, "sector")

    sector = models.ForeignKey(
        "factories.Sector",
        verbose_name=_("sector"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    parent_page_types = ["factories.CataloguePage"]
    subpage_types: list[str] = []
    search_fields = [*VisitablePage.search_fields, index.RelatedFields("sector", [index.FilterField("key")])]
    edit_handler = tabs(
        (_("What you see"), [FieldPanel("title"), FieldPanel("sector"), *VisitablePage.text_panels]),
        (_("Pictures"), VisitablePage.picture_panels),
        (_("Days and hours"), VisitablePage.day_panels),
        (_("Safety and access"), VisitablePage.safety_panels),
        (_("Place"), VisitablePage.place_panels),
    )

    class Meta:
        verbose_name = _("plant")
        verbose_name_plural = _("plants")

    def get_search_text(self) -> str:
        """Adds the name of the sector. Costs a query if the sector is not loaded."""
        return f"{super().get_search_text()} {self.sector.name if self.sector else ''}"


class DataCentreTourPage(VisitablePage):
    """The tour of the data centre and its control room: stages, and rules before the slots."""

    identity_rules = RichTextField(
        _("identity and security rules"),
        blank=True,
        features=SHORT_RICH_TEXT_FEATURES,
        help_text=_("Shown before the slots."),
    )
    stages = StreamField([("stages", StagesBlock())], verbose_name=_("stages of the tour"), blank=True)

    parent_page_types = ["home.HomePage", "factories.CataloguePage"]
    subpage_types: list[str] = []
    search_fields = [*VisitablePage.search_fields, index.SearchField("stages")]
    edit_handler = tabs(
        (_("What you see"), [FieldPanel("title"), *VisitablePage.text_panels, FieldPanel("stages")]),
        (_("Pictures"), VisitablePage.picture_panels),
        (_("Days and hours"), VisitablePage.day_panels),
        (_("Safety and access"), [FieldPanel("identity_rules"), *VisitablePage.safety_panels]),
        (_("Place"), VisitablePage.place_panels),
    )

    class Meta:
        verbose_name = _("data-centre tour")
        verbose_name_plural = _("data-centre tours")
