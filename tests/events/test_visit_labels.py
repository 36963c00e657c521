"""Translators write the label of a visit in other languages, through a service that can do nothing else."""

import pytest

from events.rules import Refusal
from events.services import translate_label
from tests.builders.events import a_visit

pytestmark = pytest.mark.django_db


def refused(**changes: object) -> str:
    values = {"visit_id": a_visit().pk, "language": "en", "text": "Tour", **changes}
    with pytest.raises(Refusal) as refusal:
        translate_label(**values)
    return refusal.value.code


def test_the_label_of_one_language_changes_and_the_others_stay():
    visit = a_visit(labels={"it": "Visita", "en": "Visit"}, capacity=7)
    translate_label(visit_id=visit.pk, language="en", text="  Tour ")
    visit.refresh_from_db()
    assert (visit.labels, visit.capacity) == ({"it": "Visita", "en": "Tour"}, 7)


def test_an_empty_label_is_taken_away_so_that_the_first_language_is_read():
    visit = a_visit(labels={"it": "Visita", "en": "Visit"})
    assert translate_label(visit_id=visit.pk, language="en", text=" ").labels == {"it": "Visita"}


def test_what_is_not_a_translators_to_write_is_refused():
    assert refused(language="it") == "source_language"
    assert refused(language="xx") == "unknown_language"
    assert refused(text="x" * 81) == "too_long"
