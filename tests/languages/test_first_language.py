"""Which language is the first is a setting: no model remembers that it was Italian."""

from django.apps import apps
from django.test import override_settings

from events.models import Booking, SurveyAnswer, WaitEntry

OURS = ("media", "events", "home", "factories")


def test_a_row_without_a_language_gets_the_first_one_when_it_is_made():
    with override_settings(LANGUAGE_CODE="en"):
        assert [model().language for model in (Booking, WaitEntry, SurveyAnswer)] == ["en"] * 3


def test_no_other_default_is_the_first_language():
    """A plant's guides speak Italian unless somebody says otherwise: that is no language of the site."""
    fixed = {
        f"{model._meta.label}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if getattr(field, "default", None) == "it"
    }
    assert {name.rpartition(".")[2] for name in fixed} == {"tour_language"}
