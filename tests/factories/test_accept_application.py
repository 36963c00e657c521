"""Accepting an application: one draft page with pictures and texts, and visits nobody can book yet."""

import datetime as dt

import pytest
from wagtail.models import Page

from events.models import Programme, Slot, Visit
from events.rules import Refusal
from factories.applications import services
from factories.models import FactoryPage, PlantApplication, Sector
from media.models import PortalImage
from tests.builders.applications import ONLY_ITALIAN, a_window, an_application
from tests.builders.events import NOW
from tests.builders.pages import SiteKit, a_sector, a_site
from tests.builders.staff import a_staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


@pytest.fixture
def site() -> SiteKit:
    kit = a_site()
    Sector.objects.filter(pk=a_sector(language="en").pk).update(translation_key=a_sector().translation_key)
    a_window()
    return kit


def accepted(application: PlantApplication) -> PlantApplication:
    return services.accept(application_id=application.pk, user=a_staff_member(), now=NOW)


def the_page(language: str = "it") -> FactoryPage:
    return FactoryPage.objects.get(locale__language_code=language)


def test_the_page_is_a_draft_in_the_catalogue_with_everything_that_was_written(site):
    application = accepted(an_application(pictures=3))
    page = the_page()
    assert (page.live, page.get_parent().pk) == (False, site.catalogue.pk)
    assert (application.page_id, application.page_key) == (page.pk, page.translation_key)
    assert (page.title, page.introduction) == ("Officine Prova", "Si fonde e si lima.")
    assert [block.value for block in page.see] == ["La fonderia", "La tornitura"]
    assert [str(block.value) for block in page.body][:2] == ["<p>Dal 1921.</p>", "<p>Oggi in sessanta.</p>"]
    assert (page.municipality, page.province, page.address) == ("Biella", "BI", "Via del Maglio 12")
    assert (page.identity_required, page.lent, page.founded) == (True, ["helmet"], 1921)
    assert page.is_safety_text_complete()
    assert page.sector.key == "mechanics"
    assert page.latest_revision is not None
    page.full_clean()


def test_the_pictures_become_public_ones_with_text_credit_and_licence(site):
    accepted(an_application(pictures=2))
    images = list(PortalImage.objects.order_by("pk"))
    assert len(images) == 2
    assert the_page().hero_id == images[0].pk
    assert images[0].alt_texts == {"it": "Una pressa al lavoro", "en": "A press at work"}
    assert (images[0].credit, images[0].licence) == ("Ada Bianchi", "own")
    assert (images[0].width, images[0].height) == (40, 20)


def test_the_english_texts_are_a_draft_translation(site):
    accepted(an_application())
    english, italian = the_page("en"), the_page()
    assert (english.live, english.translation_key) == (False, italian.translation_key)
    latest = english.get_latest_revision_as_object()
    assert latest.introduction == "Casting and filing."
    assert [block.value for block in latest.see] == ["The foundry", "The lathes"]
    assert [str(b.value) for b in latest.body] == ["<p>Since 1921.</p>", "<p>Sixty people today.</p>"]
    assert (latest.safety_text, latest.access_text) == ("Closed shoes.", "Two steps of 15 cm.")
    assert (latest.municipality, latest.sector.locale.language_code) == ("Biella", "en")


def test_without_any_english_there_is_only_the_italian_page(site):
    application = an_application(story=ONLY_ITALIAN)
    PlantApplication.objects.filter(pk=application.pk).update(texts={"it": application.texts["it"], "en": {}})
    accepted(application)
    assert [page.locale.language_code for page in FactoryPage.objects.all()] == ["it"]


def test_its_visits_are_there_and_no_slot_before_the_page_is_published(site):
    accepted(an_application())
    visit = Visit.objects.get(programme=the_page().translation_key)
    assert (visit.capacity, visit.duration_minutes, visit.min_age, visit.tour_language) == (12, 60, 6, "it")
    assert visit.labels == {"it": "Visita guidata", "en": "Guided tour"}
    assert [(band.start, band.end, band.step_minutes) for band in visit.bands.all()] == [
        (dt.time(9), dt.time(12), 60)
    ]
    assert not Slot.objects.exists()


def test_publishing_the_page_makes_the_slots_once(site):
    accepted(an_application())
    for _ in range(2):
        the_page().get_latest_revision_as_object().save_revision().publish()
    assert the_page().live
    assert Slot.objects.filter(programme=the_page().translation_key, status="open").count() == 2 * 3


def test_slots_that_staff_took_away_do_not_come_back_with_the_next_publishing(site):
    accepted(an_application())
    the_page().save_revision().publish()
    Slot.objects.filter(starts_at__day=29).update(status="withdrawn")
    the_page().save_revision().publish()
    assert Slot.objects.filter(status="open").count() == 3


def test_accepting_twice_makes_one_page(site):
    application = an_application()
    accepted(application)
    accepted(application)
    assert FactoryPage.objects.filter(locale=site.italian).count() == 1
    assert Visit.objects.count() == 1
    assert application.entries.filter(kind="accepted").count() == 1


def test_what_was_not_sent_is_not_accepted(site):
    with pytest.raises(Refusal) as refusal:
        accepted(an_application(sent=False))
    assert refusal.value.code == "not_sent"
    assert not FactoryPage.objects.exists()


def test_when_something_fails_nothing_is_left_behind(site, monkeypatch):
    application = an_application()

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("factories.applications.services.accepting.mails.accepted", fails)
    with pytest.raises(RuntimeError):
        accepted(application)
    application.refresh_from_db()
    assert (application.status, FactoryPage.objects.count(), Visit.objects.count()) == ("sent", 0, 0)
    assert not Programme.objects.exists()


def test_without_a_catalogue_it_says_what_to_do(site):
    for catalogue in (site.catalogue_en, site.catalogue):
        Page.objects.get(pk=catalogue.pk).delete()
    with pytest.raises(Refusal) as refusal:
        accepted(an_application())
    assert refusal.value.code == "no_catalogue"
