"""The upload and edit form of pictures: one text alternative per language."""

import struct

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

ALT_TEXT_MAX_LENGTH = 250
ALT_PREFIX = "alt_text_"


class PictureField(WagtailImageField):
    """Wagtail's checks of type, size and pixels; what breaks them is no picture either."""

    def to_python(self, data: object) -> object:
        """The checked upload. A truncated or malicious file is refused with a sentence."""
        try:
            return super().to_python(data)
        except (OSError, ValueError, SyntaxError, struct.error, MemoryError):
            message = _("This file cannot be read as a picture.")
            raise forms.ValidationError(message, code="unreadable_picture") from None


class PortalImageForm(BaseImageForm):
    """Wagtail uses it everywhere (WAGTAILIMAGES_IMAGE_FORM_BASE): single and bulk upload,
    edit page, the upload tab of the image chooser.

    Adds a plain field per entry of LANGUAGES; the default language is compulsory. Saves
    them into `PortalImage.alt_texts` and leaves texts of other languages untouched.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "credit" not in self.fields:
            # The API edits a few named fields at a time: it must not be asked for texts.
            return
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )
        for code, _name in settings.LANGUAGES:
            self.fields[f"{ALT_PREFIX}{code}"] = self._alt_field(code)
        self.order_fields(["title", "file", *self._alt_names(), "credit", "licence"])

    def _alt_names(self) -> list[str]:
        return [f"{ALT_PREFIX}{code}" for code, _name in settings.LANGUAGES]

    def _alt_field(self, code: str) -> forms.CharField:
        language = get_language_info(code)["name_translated"]
        return forms.CharField(
            label=_("Text alternative (%(language)s)") % {"language": language},
            help_text=_("Say in one sentence what the picture shows, for those who cannot see it."),
            required=code == settings.LANGUAGE_CODE,
            max_length=ALT_TEXT_MAX_LENGTH,
            initial=(self.instance.alt_texts or {}).get(code, ""),
            widget=forms.TextInput(attrs={"lang": code}),
        )

    def _post_clean(self):
        # Before the instance is validated and saved, whichever view saves it.
        texts = dict(self.instance.alt_texts or {})
        for code, _name in settings.LANGUAGES:
            name = f"{ALT_PREFIX}{code}"
            if name in self.cleaned_data:
                texts[code] = self.cleaned_data[name]
        self.instance.alt_texts = {code: text for code, text in texts.items() if text}
        super()._post_clean()
