"""Template tags of the board's report."""

import datetime as dt

from django import template

from factories.board.tables import BoardTable, Row

register = template.Library()


@register.inclusion_tag("factories/board/includes/report_cells.html")
def report_cells(table: BoardTable, row: Row) -> dict:
    """The cells of one line, each with what its column is. No query."""
    return {
        "cells": [
            {
                "value": value,
                "is_share": number in table.shares,
                "is_date": isinstance(value, dt.date),
            }
            for number, value in enumerate(row)
        ]
    }
