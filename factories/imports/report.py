"""What a check found, as it is stored with the file and shown: in the words of whoever uploaded it."""

import datetime as dt

from django.utils.translation import gettext as _

from . import columns, limits
from .checking import Problem
from .planning import Plan, Step
from .values import LABELS

MOST_SHOWN = 160
"""Characters of a value in the report."""


def told(plan: Plan) -> dict:
    """The fields of a batch that hold its report. No query."""
    return {
        "problems": problems(plan.problems),
        "rows": [_row(step) for step in plan.steps],
        "counts": plan.counts(),
        "fingerprint": plan.fingerprint,
    }


def problems(found: list[Problem]) -> list[dict]:
    """By sheet, row and column; the many are counted in a last line."""
    sheets = list(dict.fromkeys(problem.sheet for problem in found))
    found = sorted(found, key=lambda problem: (sheets.index(problem.sheet), problem.row))
    lines = [vars(problem) for problem in found[: limits.MAX_PROBLEMS]]
    rest = len(found) - len(lines)
    if rest:
        lines.append(whole_file(_("And %(count)s more.") % {"count": rest}))
    return lines


def whole_file(message: str) -> dict:
    """A problem that is not in one place."""
    return vars(Problem(message))


def _row(step: Step) -> dict:
    row = step.row
    return {
        "kind": str(row.kind),
        "sheet": row.sheet,
        "row": row.number,
        "key": row.key,
        "title": title_of(step),
        "action": str(step.action),
        "is_live": bool(getattr(step.target, "live", False)),
        "changes": [
            {
                "field": str(columns.field_of(row.kind, name).heading),
                "old": in_words(change.old),
                "new": in_words(change.new),
                "by_hand": change.by_hand,
            }
            for name, change in step.changes.items()
        ],
    }


def title_of(step: Step) -> str:
    """What a row is about, as the file names it. No query."""
    values = step.row.values
    if "name" in values:
        return str(values["name"])
    if "plant" in values:
        label = next((values[name] for name in LABELS if values.get(name)), "")
        return f"{values['plant']} – {label}" if label else str(values["plant"])
    day = dt.date.fromisoformat(str(values["day"]))
    return f"{values['visit']}, {day:%d/%m/%Y} {values['time']}"


def in_words(value: object) -> str:
    """A value as the report shows it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
