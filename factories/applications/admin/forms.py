"""The forms of the staff."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.choices import Province
from factories.models import FactoryPage
from factories.municipalities import find_municipality, is_in_piedmont

NEW_PAGE = 0


class ReasonForm(forms.Form):
    """What the applicant reads in the mail."""

    reason = forms.CharField(
        label=gettext_lazy("What the applicant reads"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In the language of the application. It is in the mail and on their page."),
    )


class CommentForm(forms.Form):
    """What only the staff reads."""

    text = forms.CharField(
        label=gettext_lazy("Internal comment"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only the staff reads it."),
    )


class AcceptForm(forms.Form):
    """Nothing to write, only to confirm; where the plant seems to have a page, which one it gets."""

    def __init__(self, *args: object, pages: list[FactoryPage], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not pages:
            return
        existing = [(page.pk, _existing(page)) for page in pages]
        self.fields["onto"] = forms.TypedChoiceField(
            label=_("Which page?"),
            choices=[*existing, (NEW_PAGE, _("Make a new page: it is another plant"))],
            coerce=int,
            widget=forms.RadioSelect,
            help_text=_(
                "A page that exists gets the visits, and a draft with the texts and pictures of the "
                "application. What is online stays until somebody publishes the draft. Texts in other "
                "languages stay in the application."
            ),
        )

    def clean_onto(self) -> int | None:
        return self.cleaned_data["onto"] or None


def _existing(page: FactoryPage) -> str:
    state = _("published") if page.live else _("draft")
    return _("Use the page “%(title)s” (%(state)s)") % {"title": page.title, "state": state}


class PlaceForm(forms.Form):
    """Address, municipality and point of a plant."""

    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    municipality = forms.CharField(label=gettext_lazy("Municipality"), max_length=80)
    province = forms.ChoiceField(label=gettext_lazy("Province"), choices=Province.choices)
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        required=False,
        help_text=gettext_lazy("Degrees. Empty: the centre of the municipality."),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"),
        required=False,
        help_text=gettext_lazy("Degrees. Empty: the centre of the municipality."),
    )

    def clean(self) -> dict:
        """A municipality of the province, or a point in Piedmont for those younger than our list."""
        data = super().clean()
        if self.errors:
            return data
        found = find_municipality(data["municipality"], data["province"])
        point = (data["latitude"], data["longitude"])
        if None in point and point != (None, None):
            self.add_error("longitude" if data["longitude"] is None else "latitude", _("Write both or none."))
        elif None not in point and not is_in_piedmont(*point):
            self.add_error("latitude", _("This point is not in Piedmont."))
        elif found is None and None in point:
            text = _("No municipality of this province has this name. If it is new, write the point too.")
            self.add_error("municipality", text)
        elif found is not None:
            data["municipality"] = found.name
            if None in point:
                data["latitude"], data["longitude"] = found.point
        return data
