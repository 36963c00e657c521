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
from tests.builders.pages import SiteKit, a_plant, a_sector, a_site, translated
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


# Onto a page that exists ---------------------------------------------------------------


def a_page_of_last_year(site: SiteKit, **values: object) -> FactoryPage:
    """The plant's page: online, with its own words and a point that somebody has put right."""
    page = a_plant(site, title="Officine PROVA", municipality="Biella", province="BI", **values)
    page.introduction, page.latitude, page.longitude = "Come l'anno scorso.", 45.57, 8.06
    page.save_revision().publish()
    return FactoryPage.objects.get(pk=page.pk)


def accepted_onto(page: FactoryPage, application: PlantApplication) -> PlantApplication:
    pk = application.pk
    return services.accept(application_id=pk, user=a_staff_member(), now=NOW, onto=page.pk)


def test_a_page_that_exists_gets_the_visits_and_a_draft_and_stays_as_it_is(site):
    page = a_page_of_last_year(site, website="https://example.org/officine")
    application = accepted_onto(page, an_application(pictures=1, website=""))
    assert FactoryPage.objects.count() == 1
    assert (application.page_id, application.page_key) == (page.pk, page.translation_key)
    online = the_page()
    assert (online.live, online.introduction, online.hero) == (True, "Come l'anno scorso.", None)
    draft = online.get_latest_revision_as_object()
    assert (draft.introduction, draft.safety_text) == ("Si fonde e si lima.", "Scarpe chiuse.")
    assert draft.hero == PortalImage.objects.get()
    # What the applicant can't know, or did not write.
    assert (draft.title, draft.latitude, draft.website) == (
        "Officine PROVA",
        45.57,
        "https://example.org/officine",
    )
    visit = Visit.objects.get(programme=page.translation_key)
    assert (visit.edition, visit.capacity) == (application.edition, 12)
    assert not Slot.objects.exists()
    draft.save_revision().publish()
    assert Slot.objects.filter(programme=page.translation_key, status="open").count() == 6


def test_publishing_the_translation_of_such_a_page_opens_nothing(site):
    page = a_page_of_last_year(site)
    english = translated(page)
    accepted_onto(page, an_application())
    english.save_revision().publish()
    assert not Slot.objects.exists()


def test_what_an_editor_has_begun_to_change_stays_in_the_draft(site):
    page = a_page_of_last_year(site)
    page.title = "Officine Prova di Biella"
    page.save_revision()
    accepted_onto(page, an_application())
    draft = the_page().get_latest_revision_as_object()
    assert (draft.title, draft.introduction) == ("Officine Prova di Biella", "Si fonde e si lima.")


def test_another_plants_page_or_a_locked_one_is_refused_and_nothing_changes(site):
    other, locked = a_plant(site, title="Lanificio"), a_page_of_last_year(site)
    FactoryPage.objects.filter(pk=locked.pk).update(locked=True)
    application = an_application(pictures=1)
    for page, code in ((other, "not_this_page"), (locked, "page_locked")):
        with pytest.raises(Refusal) as refusal:
            accepted_onto(page, application)
        assert (refusal.value.code, refusal.value.field) == (code, "onto")
    application.refresh_from_db()
    assert application.status == "sent"
    assert not Visit.objects.exists()
    assert not PortalImage.objects.exists()


def test_a_picture_whose_file_is_lost_is_said_and_nothing_is_made(site):
    application = an_application(pictures=2)
    picture = application.pictures.last()
    picture.file.storage.delete(picture.file.name)
    with pytest.raises(Refusal) as refused:
        accepted(application)
    assert refused.value.code == "picture_lost"
    assert not FactoryPage.objects.exists()
    assert not PortalImage.objects.exists()
