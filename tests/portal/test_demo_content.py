"""The demo: a portal full of content with one command, and away again with another."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import TranslatableObject, Translation

from events.models import Booking, Edition, Programme, Slot, Visit
from events.scheduling import ROME
from events.selectors import inventory_errors
from factories.models import DataCentreTourPage, FactoryPage
from factories.translations.overview import everything
from home.models import HomePage, InformationPage, StoryPage
from media.models import PortalImage
from portal.demo import content_files, loader
from portal.demo.edition import coming_year, edition_days
from portal.demo.users import DEMO_USERS
from tests.languages import crawl

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
PROVINCES = {"TO": 78, "CN": 20, "BI": 14, "AL": 12, "NO": 9, "AT": 8, "VC": 5, "VB": 4}
SECTORS = {"mechanics": 44, "agrifood": 29, "automotive": 24, "textile": 15, "chemical": 12, "other": 26}


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2025, dt.date(2025, 10, 23), dt.date(2025, 10, 25)),
        (2026, dt.date(2026, 10, 22), dt.date(2026, 10, 24)),
        (2027, dt.date(2027, 10, 28), dt.date(2027, 10, 30)),
    ],
)
def test_the_edition_is_thursday_to_saturday_before_the_last_sunday_of_october(year, first, last):
    assert edition_days(year) == (first, last)
    assert (first.weekday(), last.weekday()) == (3, 5)


@pytest.mark.parametrize(
    ("today", "year"),
    [(dt.date(2026, 10, 1), 2026), (dt.date(2026, 10, 20), 2027), (dt.date(2026, 11, 22), 2027)],
)
def test_the_coming_edition_always_leaves_time_to_book(today, year):
    assert coming_year(today) == year


def test_the_plants_are_spread_as_in_2025():
    plants = content_files.plants()
    assert Counter(plant["province"] for plant in plants) == PROVINCES
    assert Counter(plant["sector"] for plant in plants) == SECTORS
    assert len({plant["name"] for plant in plants}) == len(plants) == 150
    for language in content_files.LANGUAGES:
        assert len({plant[language]["body"] for plant in plants}) == 150


def test_pictures_are_given_to_plants_and_stories_that_exist():
    pictures, stories = content_files.read("pictures"), content_files.read("stories")["story"]
    assert {*pictures["plants"]} <= {plant["key"] for plant in content_files.plants()}
    assert {*pictures["stories"]} == {story["key"] for story in stories}


def coming() -> Edition:
    return Edition.objects.get(first_day__year=2027)


@pytest.mark.django_db
def test_a_site_that_exists_is_left_alone_by_make_run(monkeypatch):
    monkeypatch.setattr(loader, "is_empty", lambda: False)
    call_command("demo_content", if_empty=True)
    assert not Edition.objects.exists()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for the tests of this module and removed by the last of them."""
    with django_db_blocker.unblock():
        loader.load(now=NOW, quiet=True)
        yield
        if HomePage.objects.exists():
            loader.remove()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
class TestLoaded:
    def test_there_are_150_plants_in_both_languages(self):
        live = FactoryPage.objects.live()
        assert Counter(live.values_list("locale__language_code", flat=True)) == {"it": 150, "en": 150}
        assert live.values("translation_key").distinct().count() == 150
        # Made from an application and not published: one more in each language.
        assert FactoryPage.objects.filter(live=False).values("translation_key").distinct().count() == 1
        assert DataCentreTourPage.objects.live().count() == 2
        assert StoryPage.objects.live().count() == 16
        assert InformationPage.objects.live().count() == 18

    def test_every_page_has_its_words(self):
        for page in FactoryPage.objects.live():
            assert page.introduction
            assert page.body
            assert page.is_safety_text_complete()
            assert page.hero_id
            assert page.latitude

    def test_no_picture_is_seen_twice_among_three_neighbours_of_the_catalogue(self):
        plants = FactoryPage.objects.live().filter(locale__language_code="it").order_by("title")
        shown = list(plants.values_list("hero", flat=True))
        assert all(len({*shown[i : i + 3]}) == 3 for i in range(len(shown) - 2))

    def test_every_picture_has_an_alternative_in_both_languages_and_a_credit(self):
        for image in PortalImage.objects.all():
            assert image.alt_texts["it"]
            assert image.alt_texts["en"]
            assert image.credit

    def test_slots_are_many_and_of_many_kinds(self):
        slots = Slot.objects.filter(visit__edition=coming())
        assert 1_300 <= slots.count() <= 1_700
        assert slots.filter(taken=F("capacity")).count() > 50
        assert slots.filter(taken__gte=F("capacity") - 3, taken__lt=F("capacity")).count() > 50
        assert {slot.day for slot in slots} == set(coming().days)
        assert len(set(Visit.objects.values_list("duration_minutes", flat=True))) >= 4
        assert len(set(Visit.objects.values_list("min_age", flat=True))) >= 4
        assert all(6 < slot.starts_at.astimezone(ROME).hour < 20 for slot in slots)

    def test_counters_and_bookings_agree(self):
        assert inventory_errors() == []
        assert Booking.objects.count() > 1_000

    def test_the_edition_before_is_over_and_names_nobody(self):
        past = Edition.objects.get(first_day__year=2026)
        bookings = Booking.objects.filter(slot__visit__edition=past)
        assert 200 <= bookings.count() <= 1_500
        assert not bookings.exclude(contact_name="", email_norm="", names=[]).exists()
        assert 0.7 <= bookings.filter(check_in__isnull=False).count() / bookings.count() < 0.9

    def test_loading_again_changes_nothing(self):
        before = [model.objects.count() for model in (Page, Slot, Booking, PortalImage, Programme, Revision)]
        loader.load(now=NOW + dt.timedelta(hours=3), quiet=True)
        after = [model.objects.count() for model in (Page, Slot, Booking, PortalImage, Programme, Revision)]
        assert after == before

    def test_a_scheduled_change_leaves_a_page_online_as_it_is_until_its_hour(self):
        for model in (HomePage, InformationPage, StoryPage, DataCentreTourPage, FactoryPage):
            for language in content_files.LANGUAGES:
                page = model.objects.live().filter(locale__language_code=language).first()
                draft = page.latest_revision.as_object()
                said, shown = draft.serializable_data(), page.serializable_data()
                moments = {"live_revision", "first_published_at", "last_published_at"}
                assert [name for name in shown if said[name] != shown[name] and name not in moments] == []
                draft.title, draft.go_live_at = "Un altro nome", NOW + dt.timedelta(days=365)
                draft.save_revision().publish()
                stored = model.objects.get(pk=page.pk)
                assert (stored.live, stored.title) == (True, page.title)
        assert not Page.objects.live().filter(live_revision=None, alias_of=None, depth__gt=1).exists()

    def test_every_demo_log_in_opens_the_newsroom(self):
        for user in DEMO_USERS:
            client = Client()
            assert client.login(username=user.username, password=user.password)
            assert client.get("/admin/").status_code == 200

    def test_the_main_pages_answer_in_both_languages(self):
        client = Client()
        for home in HomePage.objects.all():
            for page in [home, *home.get_children().live()]:
                assert client.get(page.get_url()).status_code == 200

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="what pages say does not depend on it")
    @pytest.mark.parametrize("language", ["it", "en"])
    def test_every_page_of_a_language_speaks_that_language_alone(self, language):
        client, found = Client(), []
        # Plants are names; the other pages' titles are translated.
        names = frozenset(FactoryPage.objects.values_list("title", flat=True))
        pages = Page.objects.live().filter(locale__language_code=language, alias_of=None, depth__gt=1)
        with time_machine.travel(NOW):
            for page in pages:
                response = client.get(page.get_url())
                assert response.status_code == 200
                strangers = crawl.strangers(response.content.decode(), language, names)
                found += [f"{page.slug}: {text!r}" for text in strangers]
        assert pages.count() > 150
        assert found == []

    def test_the_privacy_notice_is_linked_where_data_are_asked_for(self):
        client, slot = Client(), Slot.objects.filter(taken=0, visit__names_required=False).first()
        with time_machine.travel(NOW):
            client.post(f"/it/prenota/turno/{slot.pk}/persone/", {"adults": "1"})
            contact = {"contact_name": "Ada Bianchi", "email": "ada@example.org"}
            client.post(f"/it/prenota/turno/{slot.pk}/contatti/", contact)
            summary = client.get(f"/it/prenota/turno/{slot.pk}/riepilogo/").content.decode()
        assert summary.count('href="/it/privacy/"') == 2
        assert 'data-element="privacy-policy-link"' in summary

    def test_every_english_page_is_a_true_translation_and_a_few_are_out_of_date(self):
        items = everything(NOW)
        assert not any(item.by_hand for item in items)
        assert Counter(item.state for item in items if item.state != "complete") == {"out_of_date": 3}
        assert [item.title for item in items if item.is_safety_first] == ["Orologeria Monumentale Bertàs"]

    def test_a_translation_made_anew_says_what_the_english_page_says(self):
        translations = Translation.objects.select_related("source", "target_locale")
        for model in (HomePage, InformationPage, StoryPage, DataCentreTourPage, FactoryPage):
            live = model.objects.filter(locale__language_code="en").order_by("pk").last()
            translation = translations.get(source__object_id=live.translation_key)
            made = translation.source.get_ephemeral_translated_instance(live.locale, fallback=True)
            assert (made.slug, made.search_stems) == (live.slug, live.search_stems)

    def test_a_site_that_is_not_the_demo_is_never_removed(self):
        HomePage.objects.filter(locale__language_code="it").update(slug="another-site")
        with pytest.raises(CommandError):
            call_command("demo_content", remove=True)
        assert FactoryPage.objects.exists()

    def test_removing_takes_everything_away(self):
        loader.remove()
        for model in (HomePage, FactoryPage, Slot, Visit, Booking, Edition, Programme, PortalImage, Revision):
            assert not model.objects.exists()
        assert not TranslatableObject.objects.exists()
        assert Client().get("/it/").status_code in (200, 404)
