"""The steps of the form, in their order."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import PlantApplication


@dataclass(frozen=True)
class Step:
    """One page of the form. `path` is translated, as every public address is."""

    key: str
    path: str
    label: str
    heading: str
    is_required: bool = True


STEPS = [
    Step("company", _("company/"), pgettext_lazy("step", "Company"), _("Which company applies?")),
    Step("place", _("place/"), pgettext_lazy("step", "Place"), _("Where is the plant?")),
    Step("words", _("what-visitors-see/"), pgettext_lazy("step", "Story"), _("What will visitors see?")),
    Step("visits", _("visits/"), pgettext_lazy("step", "Visits"), _("When can visitors come?")),
    Step("safety", _("safety/"), pgettext_lazy("step", "Safety"), _("Safety and access")),
    Step("pictures", _("pictures/"), pgettext_lazy("step", "Pictures"), _("Pictures of the plant"), False),
    Step("summary", _("summary/"), pgettext_lazy("step", "Summary"), _("Check and send"), False),
]
BY_KEY = {step.key: step for step in STEPS}


def number(key: str) -> int:
    """The number of a step, from 1."""
    return STEPS.index(BY_KEY[key]) + 1


def after(key: str) -> Step:
    """The step that follows; the last one follows itself."""
    return STEPS[min(number(key), len(STEPS) - 1)]


def before(key: str) -> Step | None:
    """The step that comes before, none before the first."""
    position = number(key) - 2
    return STEPS[position] if position >= 0 else None


def left_out(application: PlantApplication) -> list[str]:
    """Labels of the steps that were not sent yet, required or not. No query."""
    return [step.label for step in STEPS if step.key not in application.steps_done]


def missing_steps(application: PlantApplication) -> list[Step]:
    """Steps without which an application can't be sent, in their order. No query."""
    return [step for step in STEPS if step.is_required and step.key not in application.steps_done]
