"""What is known about plants beyond their name: province, sector. The booking module filters by it.

It knows neither the facts nor the pages they stand on: whoever owns the pages registers a reader when
Django is ready, as `events.worker.register_job` does for jobs.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from . import kept


@dataclass(frozen=True)
class PlantFact:
    """One fact with a few possible values, the same in all languages."""

    name: str
    label: str | Promise
    choices: Iterable[tuple[str, str | Promise]]
    programmes: Callable[[str], QuerySet]
    """The programmes for which it has this value, as a query that can stand within another."""
    read: Callable[[], dict[uuid.UUID, str]]
    """The value of every programme that has one."""


_facts: dict[str, PlantFact] = {}


def register_plant_fact(fact: PlantFact) -> None:
    """Let lists of bookings be filtered by a fact. Registering a name again replaces it."""
    _facts[fact.name] = fact


def plant_facts() -> list[PlantFact]:
    """The registered facts, in the order of registration. No query."""
    return list(_facts.values())


def plant_fact(name: str) -> PlantFact | None:
    """A fact by its name, or None where nobody knows it. No query."""
    return _facts.get(name)


def fact_values(name: str) -> dict[uuid.UUID, str]:
    """The value of every programme, kept until something is published. Costs what the reader costs, or 0."""
    fact = plant_fact(name)
    return kept.keep(("plant fact", name), fact.read) if fact else {}
