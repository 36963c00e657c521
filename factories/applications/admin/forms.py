"""The forms of the staff."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.choices import Province
from factories.municipalities import find_municipality, is_in_piedmont


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


class NoForm(forms.Form):
    """Nothing to write, only to confirm."""


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
