"""The second step of feedback: why the stars are as they are."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models.feedback import FEWEST_LIKED, LIKED, LONGEST_TEXT, OBSTACLES


class FeedbackForm(forms.Form):
    """Answers that fit the stars, a few words, and a field only programs fill in."""

    answers = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("Anything to add?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
        help_text=_("At most 200 characters. No names, addresses or telephone numbers, please."),
    )
    website = forms.CharField(required=False)

    def __init__(self, data=None, *, rating: int) -> None:
        # The page around it may have other forms.
        super().__init__(data, auto_id="feedback-%s")
        liked = rating >= FEWEST_LIKED
        answers = self.fields["answers"]
        answers.choices = [(answer.value, answer.label) for answer in (LIKED if liked else OBSTACLES)]
        answers.label = _("What was good?") if liked else _("What stood in the way?")

    def clean_text(self) -> str:
        """A line break counts as one character, as it does in the browser."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text) > LONGEST_TEXT:
            raise ValidationError(_("Write at most 200 characters."))
        return text

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))
