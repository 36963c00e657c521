"""What must not differ between languages flows to the translations when the source is published."""

import pytest
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from factories.models import FactoryPage
from tests.builders.pages import a_plant, a_sector, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    # wagtail-localize publishes when the transaction commits; tests never commit.
    return lambda: django_capture_on_commit_callbacks(execute=True)


def submitted(site, plant, capture, publish: bool) -> FactoryPage:
    a_sector(plant.sector.key, language="en", name="Mechanics").delete()
    english = plant.sector.copy_for_translation(site.english)
    english.name = "Mechanics"
    english.save()
    source, _created = TranslationSource.get_or_create_from_instance(plant)
    translation = Translation.objects.create(source=source, target_locale=site.english)
    with capture():
        translation.save_target(publish=publish)
    return FactoryPage.objects.get(locale=site.english, translation_key=plant.translation_key)


def republish(plant, capture, **changes: object) -> None:
    for name, value in changes.items():
        setattr(plant, name, value)
    with capture():
        plant.save_revision().publish()


def test_a_changed_fact_reaches_the_live_translation_at_once(capture):
    site = a_site()
    plant = a_plant(site, step_free=False, founded=1950, lent=["shoes"])
    english = submitted(site, plant, capture, publish=True)
    assert english.live
    republish(
        plant, capture, step_free=True, lent=["helmet"], municipality="Biella", province="BI",
        latitude=None, longitude=None,
    )  # fmt: skip
    english.refresh_from_db()
    assert english.live
    assert (english.step_free, english.lent, english.municipality) == (True, ["helmet"], "Biella")
    assert english.latitude == plant.latitude
    assert english.sector.name == "Mechanics"


def test_a_draft_translation_stays_a_draft(capture):
    site = a_site()
    plant = a_plant(site)
    english = submitted(site, plant, capture, publish=False)
    republish(plant, capture, step_free=True)
    english.refresh_from_db()
    assert not english.live
    assert english.get_latest_revision_as_object().step_free


def in_english(translation: Translation, **texts: str) -> None:
    """What a translator writes; fields not named get their own Italian words."""
    for segment in translation.source.stringsegment_set.select_related("context", "string"):
        StringTranslation.objects.update_or_create(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale=translation.target_locale,
            defaults={"data": texts.get(segment.context.path, segment.string.data)},
        )


def test_a_changed_text_never_appears_in_italian_on_the_live_translation(capture):
    site = a_site()
    plant = a_plant(site, introduction="Si lima.", address="Via Vecchia 1")
    submitted(site, plant, capture, publish=False)
    translation = Translation.objects.get()
    in_english(translation, introduction="Filing.", title="Works")
    with capture():
        translation.save_target(publish=True)
    republish(plant, capture, introduction="Si lima e si fonde.", address="Via Nuova 2")
    english = translation.get_target_instance()
    assert english.live
    assert (english.introduction, english.title, english.address) == ("Filing.", "Works", "Via Nuova 2")
    assert english.get_latest_revision_as_object().introduction == "Filing."
    assert not english.has_unpublished_changes


def test_what_a_translator_has_not_published_yet_stays_unpublished(capture):
    site = a_site()
    plant = a_plant(site, introduction="Si lima.")
    submitted(site, plant, capture, publish=False)
    translation = Translation.objects.get()
    in_english(translation, introduction="Filing.")
    with capture():
        translation.save_target(publish=True)
    in_english(translation, introduction="Half a thought")
    republish(plant, capture, address="Via Nuova 2")
    english = translation.get_target_instance()
    assert (english.introduction, english.address) == ("Filing.", "Via Nuova 2")


def test_a_text_taken_out_leaves_a_complete_translation_at_once(capture):
    site = a_site()
    plant = a_plant(site, introduction="Si lima.", reach_text="Autobus 4.")
    submitted(site, plant, capture, publish=False)
    translation = Translation.objects.get()
    in_english(translation, introduction="Filing.", reach_text="Bus 4.")
    with capture():
        translation.save_target(publish=True)
    republish(plant, capture, reach_text="")
    english = translation.get_target_instance()
    assert (english.introduction, english.reach_text) == ("Filing.", "")


def test_a_page_only_some_may_see_is_so_in_every_language(capture):
    site = a_site()
    plant = a_plant(site)
    english = submitted(site, plant, capture, publish=True)
    PageViewRestriction.objects.create(page=plant, restriction_type="login")
    republish(plant, capture, introduction="Solo per pochi.")
    assert english.view_restrictions.get().restriction_type == "login"


def test_a_translation_no_longer_in_use_is_left_alone(capture):
    site = a_site()
    plant = a_plant(site)
    english = submitted(site, plant, capture, publish=True)
    Translation.objects.update(enabled=False)
    republish(plant, capture, step_free=True)
    english.refresh_from_db()
    assert not english.step_free


def test_translators_cannot_change_the_facts():
    from wagtail_localize.fields import get_translatable_fields

    fields = {field.field_name: field for field in get_translatable_fields(FactoryPage)}
    plant = FactoryPage()
    for name in ("address", "municipality", "province", "latitude", "step_free", "lent", "external_key"):
        assert fields[name].is_synchronized(plant)
        assert not fields[name].is_overridable(plant)
    assert fields["slug"].is_overridable(plant)
    assert fields["safety_text"].is_translated(plant)


def test_a_translation_that_cannot_be_saved_does_not_stop_the_italian_page(capture):
    site = a_site()
    plant = a_plant(site)
    submitted(site, plant, capture, publish=True)
    FactoryPage.objects.get(locale=site.english, translation_key=plant.translation_key).delete()
    republish(plant, capture, title="Titolo nuovo")
    plant.refresh_from_db()
    assert (plant.live, plant.title) == (True, "Titolo nuovo")
