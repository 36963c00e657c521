"""Whatever happens to a page in one language, bookings stay (invariant I8)."""

import pytest
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction

from events import services
from events.hosting import host_info
from events.models import Booking, Programme
from tests.builders.events import NOW, a_booking, a_slot, a_visit
from tests.builders.pages import a_plant, a_site, translated
from tests.builders.translations import a_translation, translate_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return a_plant(a_site(), title="Officine Prova", introduction="Si fonde.")


@pytest.fixture
def english(plant):
    return translated(plant, title="Test Works")


@pytest.fixture
def booking(plant, english):
    programme = Programme.objects.get(pk=plant.translation_key)
    return a_booking(a_slot(visit=a_visit(programme=programme)), adults=2)


def test_both_languages_show_the_same_slot(plant, english, booking):
    shown = [page.get_slot_days(NOW)[0].slots[0] for page in (plant, english)]
    assert {row.pk for row in shown} == {booking.slot_id}
    assert {row.free for row in shown} == {13}


@pytest.mark.parametrize("which", ["plant", "english"])
def test_unpublishing_one_language_keeps_the_booking_and_the_other(which, plant, english, booking):
    gone, left = (plant, english) if which == "plant" else (english, plant)
    gone.unpublish()
    booking.refresh_from_db()
    assert booking.is_active
    assert host_info(booking.slot.programme, "it").title == left.title


@pytest.mark.parametrize("which", ["plant", "english"])
def test_deleting_one_language_keeps_the_booking(which, plant, english, booking):
    (plant if which == "plant" else english).delete()
    booking.refresh_from_db()
    assert booking.is_active
    services.cancel_booking(booking_id=booking.pk, now=NOW)


def test_deleting_both_languages_keeps_the_booking_and_its_name(plant, english, booking):
    plant.delete()
    english.delete()
    assert Booking.objects.get().is_active
    assert host_info(booking.slot.programme, "it").title == "Officine Prova"


def test_a_copied_page_starts_without_slots(plant, booking):
    copy = CopyPageAction(plant, update_attrs={"slug": "copy", "title": "Copia"}).execute()
    assert copy.get_slot_days(NOW) == []
    assert Programme.objects.filter(pk=copy.translation_key).exists()


def test_an_alias_shows_the_slots_of_the_page_it_mirrors(plant, booking):
    alias = CreatePageAliasAction(plant, update_slug="alias").execute()
    assert alias.get_slot_days(NOW)[0].slots[0].pk == booking.slot_id
    assert Programme.objects.count() == 1


def test_publishing_an_old_revision_brings_no_old_number_back(plant, booking):
    revision = plant.save_revision()
    a_booking(booking.slot, adults=3)
    revision.publish()
    booking.slot.refresh_from_db()
    assert booking.slot.taken == 5


def test_the_programme_keeps_the_name_of_the_italian_page(plant, english):
    english.title = "Another Works"
    english.save_revision().publish()
    assert Programme.objects.get(pk=plant.translation_key).name == "Officine Prova"


def test_a_translation_that_is_made_published_and_synced_touches_no_booking(
    plant, django_capture_on_commit_callbacks
):
    booking = a_booking(a_slot(visit=a_visit(programme=Programme.objects.get(pk=plant.translation_key))))
    translation = a_translation(plant)
    translate_all(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    plant.introduction = "Si fonde e si lima."
    with django_capture_on_commit_callbacks(execute=True):
        plant.save_revision().publish()
    english = translation.get_target_instance()
    assert english.get_slot_days(NOW)[0].slots[0].pk == booking.slot_id
    english.delete()
    booking.refresh_from_db()
    assert booking.is_active
    assert Programme.objects.count() == 1
