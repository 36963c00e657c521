"""The forms of the import: a file, and what its columns are."""

from collections.abc import Iterator

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.models import RowKind

from . import limits
from .columns import EXPLANATION_TITLES, FIELDS, missing
from .reading import Sheet
from .values import normalise, shown


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "XLSX or CSV, 10 MB at most. Nothing is imported before you have seen the result."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "max_length": gettext_lazy("The name of the file is longer than 200 characters."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > limits.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."), code="too_large")
        return file


class MappingForm(forms.Form):
    """What each column of a file is. A sheet of which every column is left out is not read."""

    def __init__(
        self, *args: object, sheets: list[Sheet], mapping: dict[str, dict], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = [sheet for sheet in sheets if normalise(sheet.title) not in EXPLANATION_TITLES]
        choices = self._choices()
        for place, sheet in enumerate(self.sheets):
            entry = mapping.get(sheet.title, {"kind": "", "columns": {}})
            for position, heading in enumerate(sheet.headings):
                if not heading:
                    continue
                known = entry["columns"].get(str(position))
                self.fields[self._name(place, position)] = forms.ChoiceField(
                    label=heading,
                    required=False,
                    choices=choices,
                    initial=f"{entry['kind']}.{known}" if known else "",
                    help_text=self._samples(sheet, position),
                )

    @staticmethod
    def _name(place: int, position: int) -> str:
        return f"sheet{place}-column{position}"

    @staticmethod
    def _choices() -> list[tuple]:
        groups = [
            (
                str(RowKind(kind).label),
                [
                    (f"{kind}.{known.name}", f"{known.heading}{' *' if known.required else ''}")
                    for known in known_fields
                ],
            )
            for kind, known_fields in FIELDS.items()
        ]
        return [("", _("Leave this column out")), *groups]

    @staticmethod
    def _samples(sheet: Sheet, position: int) -> str:
        cells = [cells[position] for _row, cells in sheet.rows[:50] if position < len(cells)]
        samples = [shown(cell) for cell in cells if cell not in (None, "")][:2]
        return _("In the file: %(samples)s") % {"samples": " · ".join(samples)} if samples else ""

    def sections(self) -> Iterator[dict]:
        """The sheets with their fields, for the page."""
        for place, sheet in enumerate(self.sheets):
            names = [self._name(place, position) for position in range(len(sheet.headings))]
            yield {"title": sheet.title, "fields": [self[name] for name in names if name in self.fields]}

    def clean(self) -> dict:
        """Each sheet one kind, each field once, no required one missing: said at the sheet's first column."""
        data = super().clean()
        self.mapping: dict[str, dict] = {}
        for place, sheet in enumerate(self.sheets):
            chosen = {
                position: data[name]
                for position in range(len(sheet.headings))
                if data.get(name := self._name(place, position))
            }
            if chosen:
                self._clean_sheet(place, sheet, chosen)
        if not self.mapping and not self.errors:
            self.add_error(None, _("Say of at least one sheet what its columns are."))
        return data

    def _clean_sheet(self, place: int, sheet: Sheet, chosen: dict[int, str]) -> None:
        first = self._name(place, min(chosen))
        kinds = {value.split(".")[0] for value in chosen.values()}
        if len(kinds) > 1:
            text = _("The columns of a sheet describe either plants, or visits, or slots.")
            self.add_error(first, text)
            return
        kind = kinds.pop()
        seen: dict[str, str] = {}
        for position, value in chosen.items():
            if value in seen:
                text = _("This field is assigned to “%(column)s” already.")
                self.add_error(self._name(place, position), text % {"column": seen[value]})
            seen[value] = sheet.headings[position]
        columns = {str(position): value.split(".")[1] for position, value in chosen.items()}
        lacking = missing(kind, columns.values())
        if lacking:
            names = ", ".join(str(known.heading) for known in lacking)
            self.add_error(first, _("Not assigned yet: %(names)s.") % {"names": names})
        self.mapping[sheet.title] = {"kind": kind, "columns": columns}
