"""Files to start from: empty tables with the right headings, an explanation, and a filled example.

Always in Italian: the people who fill them in are the companies and the staff of the event.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from events.spreadsheets import Column, Table
from factories.models import RowKind

from .columns import EXPLANATION_TITLES, FIELDS, SHEET_TITLES, Field

LANGUAGE = "it"
WIDE = {"introduction", "safety_text", "access_text", "reach_text"}
EXAMPLE_TIMES = (dt.time(9, 30), dt.time(11, 0))


def tables(*, example: bool, day: dt.date) -> list[Table]:
    """The explanation and a sheet each for plants, visits and slots. No query.

    With `example` two rows each, with `day` as the day of the slots.
    """
    with override(LANGUAGE):
        return [_explanation(day), *(table_of(kind, example=example, day=day) for kind in RowKind.values)]


def table_of(kind: str, *, example: bool, day: dt.date) -> Table:
    """One empty table, or one with two rows. No query."""
    with override(LANGUAGE):
        headings = [
            Column(f"{known.heading}{' *' if known.required else ''}", 48 if known.name in WIDE else 22)
            for known in FIELDS[kind]
        ]
        rows = [[_example(known, number, day) for known in FIELDS[kind]] for number in (0, 1)]
        return Table(SHEET_TITLES[RowKind(kind)][0].capitalize(), headings, rows if example else [])


def _example(known: Field, number: int, day: dt.date) -> object:
    if known.name == "day":
        return day
    if known.name == "time":
        return EXAMPLE_TIMES[number]
    return known.examples[number] or None if known.examples[number] != 0 else 0


def _explanation(day: dt.date) -> Table:
    columns = [
        Column(_("Sheet"), 16),
        Column(_("Column"), 32),
        Column(_("Required"), 14),
        Column(_("What to write"), 70),
        Column(_("Example"), 34),
    ]
    return Table(EXPLANATION_TITLES[0].capitalize(), columns, list(_explain(day)))


def _explain(day: dt.date) -> Iterator[list[object]]:
    general = (
        _("Fill in the sheets that are needed; the others can stay empty. Do not change the first row."),
        _("A row keeps its code: imported again with the same code it is changed, not doubled."),
        _("An empty cell changes nothing. Formulas are refused: write their result."),
        _("Plants become drafts: nothing is published by the import. Pictures are not imported."),
    )
    for sentence in general:
        yield [_("All"), "", "", sentence, ""]
    for kind, known_fields in FIELDS.items():
        sheet = SHEET_TITLES[RowKind(kind)][0].capitalize()
        for known in known_fields:
            needed = pgettext("required", "yes") if known.required else pgettext("required", "no")
            yield [sheet, str(known.heading), needed, str(known.help), _example(known, 0, day)]
