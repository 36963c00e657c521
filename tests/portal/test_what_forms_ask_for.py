"""An error says what to do next: no required field of a public form is left with Django's sentence."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import time_machine
from django import forms
from django.utils.translation import override

import events
import factories.applications
import home
from events import forms as booking
from events import forms_manage, forms_waiting
from events.views.survey import SurveyForm
from factories.applications import forms as applying
from factories.applications import forms_visits
from factories.applications.form_parts import WordsForm
from home.feedback_form import FeedbackForm
from tests.builders.applications import a_window
from tests.builders.events import NOW, a_booking, a_party, a_slot, a_visit

pytestmark = pytest.mark.django_db

SAYINGS = {
    forms.EmailField: ("required", "invalid"),
    forms.TimeField: ("required", "invalid"),
}


@pytest.fixture
@time_machine.travel(NOW)
def made() -> dict[type, forms.BaseForm]:
    """One of every public form, with the fields it makes while it is made."""
    window = a_window()
    slot = a_slot(visit=a_visit(edition=window.edition, names_required=True))
    booked = a_booking(slot, party=a_party(2, names=("Ada Bianchi", "Ugo Costa")))
    return {
        booking.BlankForm: booking.BlankForm(),
        booking.PeopleForm: booking.PeopleForm(slot=slot),
        booking.ContactForm: booking.ContactForm(slot=slot, places=2),
        booking.IntentForm: booking.IntentForm(),
        forms_manage.ChangePeopleForm: forms_manage.ChangePeopleForm(booking=booked),
        forms_manage.CorrectContactForm: forms_manage.CorrectContactForm(booking=booked),
        forms_manage.MoveForm: forms_manage.MoveForm(days=[]),
        forms_manage.SendLinkForm: forms_manage.SendLinkForm(),
        forms_waiting.WaitForm: forms_waiting.WaitForm(slots=[slot]),
        forms_waiting.OfferForm: forms_waiting.OfferForm(offer=booked),
        forms_waiting.FewerForm: forms_waiting.FewerForm(offer=booked),
        SurveyForm: SurveyForm(),
        FeedbackForm: FeedbackForm(rating=1),
        applying.CompanyForm: applying.CompanyForm(),
        applying.PlaceForm: applying.PlaceForm(texts={}),
        applying.StoryForm: applying.StoryForm(texts={}),
        applying.SafetyForm: applying.SafetyForm(texts={}),
        applying.PictureForm: applying.PictureForm(),
        applying.SendForm: applying.SendForm(),
        applying.ResumeForm: applying.ResumeForm(),
        forms_visits.OfferForm: forms_visits.OfferForm(edition=window.edition),
    }


def public_forms() -> Iterator[type[forms.BaseForm]]:
    """Every form class of the parts that visitors and companies use."""
    for package in (events, home, factories.applications):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in module.name or ".admin" in module.name or ".management" in module.name:
                continue
            for thing in vars(importlib.import_module(module.name)).values():
                is_form = isinstance(thing, type) and issubclass(thing, forms.Form)
                if is_form and thing.__module__ == module.name and thing is not WordsForm:
                    yield thing


def test_every_public_form_is_looked_at(made):
    assert set(public_forms()) == set(made)


def test_every_required_field_says_what_to_write(made):
    with override("en"):
        silent = [
            f"{form_class.__name__}.{name}: {code}"
            for form_class, form in made.items()
            for name, field in form.fields.items()
            for code in sayings(field)
            if says(field, code) == default(field, code)
        ]
    assert silent == []


def sayings(field: forms.Field) -> tuple[str, ...]:
    if not field.required:
        return ()
    return next((codes for kind, codes in SAYINGS.items() if isinstance(field, kind)), ("required",))


def says(field: forms.Field, code: str) -> str:
    return str(field.error_messages.get(code))


def default(field: forms.Field, code: str) -> str:
    """What the field's class would say; an address has its sentence from the validator, so none."""
    return next(
        (
            str(c.default_error_messages[code])
            for c in type(field).__mro__
            if code in getattr(c, "default_error_messages", {})
        ),
        "None",
    )


def test_a_wrong_address_is_told_with_an_example():
    form = forms_manage.SendLinkForm({"email": "ada at example"})
    with override("it"):
        assert form.errors["email"] == ["Scrivi un indirizzo e-mail, per esempio nome@example.org."]
