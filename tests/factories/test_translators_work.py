"""What is done at the translators' desk: texts are assigned, begun, compared and translated; the glossary."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from events.models import Visit
from events.roles import Role
from factories.models import FactoryPage, GlossaryTerm
from tests.builders.events import a_visit, an_edition
from tests.builders.pages import (
    a_plant,
    a_site,
    a_story,
    an_image,
    translated,
)
from tests.builders.staff import a_staff_client, a_staff_member, messages_of
from tests.builders.translations import a_translation, translate
from tests.factories.at_translators_desk import INDEX, do, item_of, published, republish

pytestmark = pytest.mark.django_db


# Assigning ------------------------------------------------------------------------


def test_a_text_is_assigned_with_a_day_before_the_edition_opens():
    site = a_site()
    plant = a_plant(site)
    opening = timezone.now() + dt.timedelta(days=20)
    an_edition(
        first_day=(opening + dt.timedelta(days=10)).date(),
        last_day=(opening + dt.timedelta(days=11)).date(),
        bookings_open_at=opening,
        bookings_close_at=opening + dt.timedelta(days=9),
    )
    translator = a_staff_member(Role.TRANSLATOR)
    client = a_staff_client(Role.PUBLISHER)
    late = timezone.localtime(opening).date()
    refused = do(client, "assign", item_of(plant), assignee=translator.pk, due=late.isoformat())
    assert "before the edition opens" in messages_of(refused)
    past = timezone.localdate() - dt.timedelta(days=1)
    assert "is over" in messages_of(do(client, "assign", item_of(plant), due=past.isoformat()))
    assert "not a date" in messages_of(do(client, "assign", item_of(plant), due="32/13/2027"))
    due = late - dt.timedelta(days=1)
    do(client, "assign", item_of(plant), assignee=translator.pk, due=due.isoformat())
    assert (item_of(plant).assignee, item_of(plant).due) == (translator, due)


def test_only_people_who_translate_can_be_asked():
    plant = a_plant(a_site())
    desk = a_staff_member(Role.DESK)
    do(a_staff_client(), "assign", item_of(plant), assignee=desk.pk)
    assert item_of(plant).assignee is None


# Beginning ------------------------------------------------------------------------


def test_missing_translations_begin_as_drafts_with_names_filled_in(commit):
    site = a_site()
    plant = a_plant(site, title="Officine Valdora", introduction="CSI Piemonte", reach_text="Autobus 4.")
    with commit():
        answer = do(a_staff_client(Role.TRANSLATOR), "start", item_of(plant))
    assert "1 translation begun" in messages_of(answer)
    translation = Translation.objects.get(source__object_id=plant.translation_key)
    assert not translation.get_target_instance().live
    filled = StringTranslation.objects.filter(context__object_id=plant.translation_key)
    assert dict(filled.values_list("context__path", "data")) == {
        "title": "Officine Valdora",
        "introduction": "CSI Piemonte",
    }


def test_a_live_alias_that_becomes_a_translation_leaves_the_site_until_it_is_translated(commit):
    site = a_site()
    plant = a_plant(site)
    alias = plant.copy_for_translation(site.english, alias=True)
    alias.live = True
    alias.save()
    with commit():
        do(a_staff_client(), "start", item_of(plant))
    page = FactoryPage.objects.get(pk=alias.pk)
    assert (page.alias_of_id, page.live) == (None, False)


# What changed since ---------------------------------------------------------------


def test_old_and_new_words_stand_side_by_side(commit):
    plant = a_plant(a_site(), introduction="Si lima a mano da cento anni.")
    translation = a_translation(plant)
    published(translation, commit)
    republish(plant, commit, introduction="Si lima a macchina da cento anni.", reach_text="Autobus 4.")
    url = reverse("translations:changes", args=[translation.pk])
    response = a_staff_client(Role.TRANSLATOR).get(url)
    html = response.content.decode()
    assert "<del>mano </del>" in html
    assert "<ins>macchina </ins>" in html
    assert "EN Si lima a mano da cento anni." in html
    changed, new = response.context["waiting"]
    assert (changed.field, changed.text.is_new) == ("Introduction", False)
    assert (new.field, new.text.is_new) == ("How to get there", True)


def test_a_changed_paragraph_of_an_article_finds_its_earlier_wording(commit):
    site = a_site()
    translated(site.stories, title="Stories", slug="stories")
    block = {"type": "text", "id": "5c5e6a5e-0f5b-4c5e-8a5e-000000000001"}
    old = "<p>Il telaio batte sessanta colpi al minuto.</p><p>La tessitrice ascolta.</p>"
    story = a_story(site, body=[])
    story.body = story.body.stream_block.to_python([{**block, "value": old}])
    story.save()
    translation = a_translation(story)
    published(translation, commit)
    new = old.replace("sessanta", "novanta")
    republish(story, commit, body=story.body.stream_block.to_python([{**block, "value": new}]))
    response = a_staff_client().get(reverse("translations:changes", args=[translation.pk]))
    (change,) = response.context["waiting"]
    assert "sessanta" in change.text.was_source
    assert change.text.was_translation.startswith("EN ")


# Words of pictures and visits -----------------------------------------------------


def save_words(client: Client, kind: str, number: int, text: str):
    url = reverse("translations:words", args=[kind, number, "en"])
    return client.post(url, {"text": text})


def test_the_text_alternative_of_a_picture_is_translated_and_followed():
    a_site()
    image = an_image(alt_texts={"it": "Una pressa"})
    client = a_staff_client(Role.TRANSLATOR)
    assert item_of(image).state == "missing"
    assert save_words(client, "image", image.pk, "A press").status_code == 302
    assert item_of(image).state == "complete"
    image.refresh_from_db()
    image.alt_texts = {**image.alt_texts, "it": "Due presse"}
    image.save()
    assert item_of(image).state == "out_of_date"
    html = client.get(reverse("translations:words", args=["image", image.pk, "en"])).content.decode()
    assert "Una pressa" in html
    assert "Due presse" in html
    assert "<img" in html.partition("Due presse")[2], "who describes a picture sees it"
    too_long = save_words(client, "image", image.pk, "x" * 251)
    assert too_long.context["form"]["text"].value() == "x" * 251
    assert "text" in too_long.context["form"].errors


def test_a_translator_writes_the_label_of_a_visit_and_nothing_else_of_it():
    a_site()
    first = timezone.localdate() + dt.timedelta(days=30)
    edition = an_edition(first_day=first, last_day=first)
    visit = a_visit(edition=edition, labels={"it": "Visita in fonderia"}, capacity=12)
    client = a_staff_client(Role.TRANSLATOR)
    response = client.post(
        reverse("translations:words", args=["visit", visit.pk, "en"]),
        {"text": "Foundry tour", "capacity": "99", "min_age": "0"},
    )
    assert response.status_code == 302
    visit = Visit.objects.get(pk=visit.pk)
    assert visit.labels == {"it": "Visita in fonderia", "en": "Foundry tour"}
    assert visit.capacity == 12
    italian = reverse("translations:words", args=["visit", visit.pk, "it"])
    assert client.get(italian, follow=True).status_code == 404


# Glossary -------------------------------------------------------------------------


def test_a_term_translated_otherwise_is_remarked_in_the_list():
    plant = a_plant(a_site(), introduction="Ogni turno dura un'ora.")
    translation = a_translation(plant, introduction="Every shift takes an hour.")
    client = a_staff_client()
    (item,) = client.get(INDEX, {"state": "draft"}).context["page_obj"].object_list
    assert item.warnings == 1
    html = client.get(reverse("translations:changes", args=[translation.pk])).content.decode()
    assert "“turno” is said “slot / slots”." in html
    translate(translation, introduction="Every slot takes an hour.")
    (item,) = client.get(INDEX, {"state": "draft"}).context["page_obj"].object_list
    assert item.warnings == 0


def test_staff_keep_the_glossary_with_a_field_per_language():
    client = a_staff_client(Role.TRANSLATOR)
    url = reverse("glossary:add")
    assert client.post(url, {"term": "reparto, reparti", "term_en": "hall, halls"}).status_code == 302
    term = GlossaryTerm.objects.get(term="reparto, reparti")
    assert term.allowed_in("en") == ["hall", "halls"]
    refused = client.post(url, {"term": "Ada", "is_name": "on", "term_en": "Eve"})
    assert "is_name" in refused.context["form"].errors
    assert "term" in client.post(url, {"term": " , "}).context["form"].errors
