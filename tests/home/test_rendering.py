"""Every page type draws itself, empty and full, in both languages."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_plant,
    a_site,
    a_story,
    a_tour,
    an_administrator,
    an_image,
    an_information_page,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db


def a_full_body(image) -> list[tuple]:
    return [
        ("text", "<h2>Titolo</h2><p>Testo</p>"),
        ("figure", {"image": image, "caption": "Didascalia"}),
        ("quote", {"quote": "La lamiera ricorda", "by": "Renzo"}),
        ("facts", {"title": "Numeri", "items": [{"value": "1.000 m²", "label": "sotto terra"}]}),
        ("gallery", {"title": "", "images": [{"image": image, "caption": ""}] * 2}),
        (
            "video_link",
            {"url": "https://example.org/v", "title": "Il film", "duration": "3:40", "still": image},
        ),
        (
            "stages",
            {"title": "Tappe", "items": [{"title": "Ingresso", "minutes": 10, "text": "", "image": None}]},
        ),
        ("faq", {"title": "", "items": [{"question": "Quanto costa?", "answer": "<p>Nulla</p>"}]}),
    ]


def shown(client, page) -> str:
    with clock_at(NOW):
        response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_empty_pages_are_drawn(client):
    site = a_site()
    pages = [site.home, site.home_en, site.catalogue, site.catalogue_en, site.stories]
    pages += [a_plant(site), a_tour(site), a_story(site), an_information_page(site)]
    for page in pages:
        assert page.title in shown(client, page)


def test_every_block_is_drawn(client):
    site, image = a_site(), an_image()
    body = a_full_body(image)
    story = a_story(site, hero=image, body=body, published_on=dt.date(2027, 9, 3))
    for page in (
        story,
        an_information_page(site, body=body),
        a_plant(site, body=body),
        a_tour(site, body=body),
    ):
        html = shown(client, page)
        for words in ("La lamiera ricorda", "1.000 m²", "Didascalia", "Il film", "Quanto costa?", "Ingresso"):
            assert words in html, (page, words)
        assert "Una pressa al lavoro" in html


def test_slots_are_drawn_in_roman_time(client):
    site, edition = a_site(), an_edition()
    plant = a_plant(site)
    a_slot(visit=a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition))
    for page in (plant, translated(plant)):
        assert "10:00" in shown(client, page)


def test_the_edit_pages_open(client):
    site = a_site()
    client.force_login(an_administrator())
    for page in (site.home, site.stories, site.catalogue, a_plant(site), a_tour(site), a_story(site)):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_editors_find_menus_sectors_and_site_settings(client):
    a_site()
    client.force_login(an_administrator())
    for name in ("wagtailsnippets_home_menu:add", "wagtailsnippets_factories_sector:add"):
        assert client.get(reverse(name)).status_code == 200
    settings_url = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    assert client.get(settings_url, follow=True).status_code == 200
