"""The form of a video: a file of captions and a transcript per language."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .vtt import read_vtt

CAPTIONS, TRANSCRIPT, REMOVE = "captions_", "transcript_", "remove_captions_"


class VideoFormBase(WagtailAdminModelForm):
    """Captions are compulsory in the default language unless nobody speaks; so is the transcript."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            language = get_language_info(code)["name_translated"].lower()
            self._name(f"{CAPTIONS}{code}", _("Captions (%(language)s)"), language)
            self._name(f"{TRANSCRIPT}{code}", _("Transcript (%(language)s)"), language)
            self._name(f"{REMOVE}{code}", _("Remove the captions (%(language)s)"), language)
            if f"{TRANSCRIPT}{code}" in self.fields:
                self.fields[f"{TRANSCRIPT}{code}"].initial = self.instance.transcripts.get(code, "")
            if code in self.instance.captions:
                self.fields[f"{CAPTIONS}{code}"].help_text = _(
                    "There are captions. A new file replaces them."
                )

    def _name(self, field: str, label: str, language: str) -> None:
        if field in self.fields:
            self.fields[field].label = label % {"language": language}

    def clean(self) -> dict:
        """Read the captions, say at the field what is wrong, put all into the instance."""
        cleaned = super().clean()
        captions, transcripts = dict(self.instance.captions), dict(self.instance.transcripts)
        for code, _name in settings.LANGUAGES:
            self._take_captions(code, cleaned, captions)
            transcripts[code] = cleaned.get(f"{TRANSCRIPT}{code}", "").strip()
        self.instance.captions = captions
        self.instance.transcripts = {code: text for code, text in transcripts.items() if text}
        first = settings.LANGUAGE_CODE
        if not cleaned.get("nobody_speaks") and first not in captions:
            field = f"{CAPTIONS}{first}"
            if field not in self.errors:
                self.add_error(field, gettext("Add a WebVTT file, or tick that nobody speaks in the video."))
        return cleaned

    def _take_captions(self, code: str, cleaned: dict, captions: dict[str, str]) -> None:
        if cleaned.get(f"{REMOVE}{code}"):
            captions.pop(code, None)
        uploaded = cleaned.get(f"{CAPTIONS}{code}")
        if not uploaded:
            return
        try:
            captions[code] = read_vtt(uploaded.read())
        except ValidationError as error:
            self.add_error(f"{CAPTIONS}{code}", error)


def _fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for code, _name in settings.LANGUAGES:
        fields[f"{CAPTIONS}{code}"] = forms.FileField(
            required=False,
            widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
            help_text=_("A WebVTT file (.vtt)."),
        )
        fields[f"{REMOVE}{code}"] = forms.BooleanField(required=False)
        fields[f"{TRANSCRIPT}{code}"] = forms.CharField(
            required=code == settings.LANGUAGE_CODE,
            widget=forms.Textarea(attrs={"rows": 6, "lang": code}),
            help_text=_("What is said, and what one must see to understand it."),
        )
    return fields


VideoForm = type("VideoForm", (VideoFormBase,), _fields())
