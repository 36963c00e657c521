"""The board's charts as data for the script: words translated here, numbers as in the tables. No query."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.alphabet import alphabetical

from .reading import Board
from .tallies import Breakdown, Tally

MOST_PLANTS = 15
"""Bars that can still be read; the table has every plant."""


def chart_data(board: Board) -> list[dict]:
    """What to draw into which canvas: kind, labels, and series with the role that gives them a colour."""
    charts = [_timeline(board)] if board.timeline else []
    for breakdown in board.breakdowns:
        if any(line.places for line in breakdown.lines):
            charts.append(_places(breakdown))
    if board.origins:
        charts.append(_origins(board))
    if board.total.expected:
        charts.append(_attendance(board))
    return charts


def _timeline(board: Board) -> dict:
    series = [{"label": board.filters.edition.name, "role": "people", "data": _column(board, "so_far")}]
    if any(day.before is not None for day in board.timeline):
        series.append({"label": board.previous.name, "role": "before", "data": _column(board, "before")})
    labels = [_("Day %(number)d") % {"number": day.number} for day in board.timeline]
    return {"id": "timeline", "kind": "line", "labels": labels, "series": series}


def _column(board: Board, name: str) -> list[int | None]:
    return [getattr(day, name) for day in board.timeline]


def _places(breakdown: Breakdown) -> dict:
    lines = _wanted_most(breakdown.lines) if breakdown.name == "plant" else breakdown.lines
    return {
        "id": breakdown.name,
        "kind": "columns" if breakdown.name in ("day", "hour") else "bars",
        "labels": [line.label for line in lines],
        "series": [
            {
                "label": pgettext("people", "Booked"),
                "role": "people",
                "stack": "places",
                "data": [line.people for line in lines],
            },
            {
                "label": _("Not booked"),
                "role": "free",
                "stack": "places",
                "data": [max(line.places - line.people, 0) for line in lines],
            },
            {
                "label": _("Waiting"),
                "role": "waiting",
                "stack": "waiting",
                "data": [line.waiting for line in lines],
            },
        ],
    }


def _wanted_most(lines: list[Tally]) -> list[Tally]:
    """Those that most people want, booked and waiting together; by name where it is the same."""
    return sorted(lines, key=lambda line: (-line.people - line.waiting, alphabetical(line.label)))[
        :MOST_PLANTS
    ]


def _origins(board: Board) -> dict:
    return {
        "id": "origin",
        "kind": "bars",
        "labels": [line.label for line in board.origins],
        "series": [{"label": _("People"), "role": "people", "data": [line.people for line in board.origins]}],
    }


def _attendance(board: Board) -> dict:
    lines = board.breakdown("province").lines
    return {
        "id": "attendance",
        "kind": "bars",
        "labels": [line.label for line in lines],
        "series": [
            {"label": _("Came"), "role": "came", "stack": "people", "data": [line.came for line in lines]},
            {
                "label": _("Did not come"),
                "role": "missed",
                "stack": "people",
                "data": [line.no_shows for line in lines],
            },
        ],
    }
