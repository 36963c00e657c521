"""The image and document models of the portal."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to
from wagtail.search import index

from .fields import CleanImageField, cleaned_file
from .video_forms import VideoForm
from .videos import VideoBase


class Licence(models.TextChoices):
    """Under which conditions others may use a file; shown beside its credit."""

    CC_BY = "cc-by-4.0", _("Creative Commons Attribution 4.0 (CC BY 4.0)")
    CC0 = "cc0", _("No rights reserved (CC0)")
    PERMISSION = "permission", _("Used with permission of the author")
    OWN = "own", _("Our own work")


class CreditedMixin(models.Model):
    """Who made the file and what may be done with it. Both compulsory."""

    credit = models.CharField(
        _("credit"), max_length=160, help_text=_("Name of the author or owner, shown near the file.")
    )
    licence = models.CharField(_("licence"), max_length=16, choices=Licence.choices)

    class Meta:
        abstract = True


class PortalImage(CreditedMixin, AbstractImage):
    """A picture with a text alternative in each language of the portal.

    `alt_texts` maps a language code to a text; a new language is a setting, not a migration.
    The forms in `media.forms` make the text in the default language compulsory.
    """

    file = CleanImageField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    alt_texts = models.JSONField(_("text alternatives"), default=dict, blank=True)

    # The form adds one field per language; `description` would be a second, rival alternative.
    admin_form_fields = (
        *(name for name in Image.admin_form_fields if name != "description"),
        "credit",
        "licence",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("all_alt_texts"),
        index.SearchField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

    @property
    def alt(self) -> str:
        """The text alternative in the active language, else in the default language. No query."""
        return self.alt_in(get_language() or settings.LANGUAGE_CODE)

    @property
    def default_alt_text(self) -> str:
        """What Wagtail writes into `alt` when a template says nothing else."""
        return self.alt

    @property
    def all_alt_texts(self) -> str:
        """The alternatives in every language, for the search index."""
        return " ".join(filter(None, self.alt_texts.values()))

    def alt_in(self, language_code: str) -> str:
        """The text alternative in one language; falls back to the default language."""
        texts = self.alt_texts or {}
        return texts.get(language_code.split("-")[0]) or texts.get(settings.LANGUAGE_CODE, "")

    def _set_image_file_metadata(self) -> None:
        # Clean before Wagtail computes size and hash: both must describe the file we store,
        # or the warning about duplicates would compare different things.
        if self.file and not self.file._committed:
            self.file.file = cleaned_file(self.file.file)
        super()._set_image_file_metadata()


class PortalRendition(AbstractRendition):
    """A resized copy of a picture; can be deleted and made again at any time."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_portal_rendition"
            )
        ]


class PortalDocument(CreditedMixin, AbstractDocument):
    """A file to download. Only PDF is accepted (WAGTAILDOCS_EXTENSIONS)."""

    admin_form_fields = ("title", "file", "credit", "licence", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title


class PortalVideo(CreditedMixin, VideoBase):
    """A video on our own server, with captions and transcript (media.videos)."""

    base_form_class = VideoForm

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
