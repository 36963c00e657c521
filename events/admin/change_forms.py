"""The forms that move or cancel a slot. They check what is typed; services decide."""

from collections import Counter

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateTimeInput


class SlotNoteForm(forms.Form):
    """A note of the staff for each language of the site, added to the mails of that language."""

    def __init__(self, *args: object, languages: Counter[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            count = languages[code]
            text = ngettext(
                "Added to %(count)d mail. Can stay empty.",
                "Added to %(count)d mails. Can stay empty.",
                count,
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Note in the mails (%(language)s)") % {"language": name},
                help_text=text % {"count": count},
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    @property
    def note(self) -> dict[str, str]:
        """The notes by language, empty ones left out."""
        values = self.cleaned_data if self.is_bound else {}
        notes = {code: values.get(f"note_{code}", "") for code, _name in settings.LANGUAGES}
        return {code: text for code, text in notes.items() if text}


class SlotMoveForm(SlotNoteForm):
    """The new start of a slot, on the clocks of Piedmont."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("New day and time"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy(
            "It lasts as long as before. The visit's own times stay as they are: saving the visit again "
            "leaves the slot at its new time."
        ),
    )
