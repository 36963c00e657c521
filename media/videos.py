"""Videos that the portal serves itself: no player of others, no cookie."""

from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

MIME_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


def check_video_file(value: File) -> None:
    """Refuse what is too large, or no video of the kind its name says. Reads twelve bytes."""
    if value.size > settings.VIDEO_MAX_BYTES:
        text = gettext("The file has %(size)s, the most is %(most)s.")
        sizes = {"size": filesizeformat(value.size), "most": filesizeformat(settings.VIDEO_MAX_BYTES)}
        raise ValidationError(text % sizes)
    value.seek(0)
    start = value.read(12)
    value.seek(0)
    is_video = {"mp4": start[4:8] == b"ftyp", "webm": start[:4] == b"\x1a\x45\xdf\xa3"}
    if not is_video.get(extension_of(value.name), True):  # other names: the validator beside this one
        raise ValidationError(gettext("The content of the file is not a video of this kind."))


def extension_of(name: str) -> str:
    """The end of a file's name, in small letters, without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")


@dataclass(frozen=True)
class Track:
    """Captions in one language, as the player offers them."""

    language: str
    label: str
    url: str
    is_default: bool


class VideoManager(models.Manager):
    """Videos come with their still picture: every use shows it."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("poster")


class VideoBase(models.Model):
    """File, still picture, captions and transcripts by language code: a language more is a setting."""

    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(
        _("file"),
        upload_to="videos/",
        validators=[FileExtensionValidator(list(MIME_TYPES)), check_video_file],
        help_text=_("MP4 (H.264) or WebM."),
    )
    poster = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("still picture"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown until somebody starts the video."),
    )
    nobody_speaks = models.BooleanField(
        _("nobody speaks"), default=False, help_text=_("Then captions are not needed.")
    )
    captions = models.JSONField(_("captions"), default=dict, blank=True)
    transcripts = models.JSONField(_("transcripts"), default=dict, blank=True)

    objects = VideoManager()

    class Meta:
        abstract = True

    @property
    def hero(self) -> models.Model | None:
        """The still picture, where pages look for pictures (home.pictures). No query."""
        return self.poster

    @property
    def mime_type(self) -> str:
        """What the browser is told about the file."""
        return MIME_TYPES.get(extension_of(self.file.name), "")

    @property
    def tracks(self) -> list[Track]:
        """Captions in every language there is, those of the active language chosen. No query."""
        active = get_language() or settings.LANGUAGE_CODE
        chosen = active if active in self.captions else settings.LANGUAGE_CODE
        return [
            Track(
                code,
                get_language_info(code)["name_local"].capitalize(),
                reverse("video-captions", args=[self.pk, code]),
                code == chosen,
            )
            for code, _name in settings.LANGUAGES
            if code in self.captions
        ]

    @property
    def transcript_language(self) -> str:
        """The language of `transcript`: the active one, else the default one."""
        active = get_language() or settings.LANGUAGE_CODE
        return active if active in self.transcripts else settings.LANGUAGE_CODE

    @property
    def transcript(self) -> str:
        """What is said and shown, as text. No query."""
        return self.transcripts.get(self.transcript_language, "")


def forget_file(sender: type, instance: VideoBase, **kwargs: object) -> None:
    """The file goes with its video, once the transaction is sure."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
