"""The portal on a phone: manifest, service worker, the page of kept tickets; cards of shared links."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from tests.builders.pages import a_plant, a_site, a_story, an_image, translated

pytestmark = pytest.mark.django_db


def manifest(language: str) -> dict:
    answer = Client().get(f"/{language}/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    return answer.json()


@pytest.mark.parametrize(
    ("language", "words"), [("it", "I giorni in cui"), ("en", "The days on which the industry")]
)
def test_the_manifest_speaks_the_language_of_its_address(language, words):
    content = manifest(language)
    assert (content["lang"], content["start_url"], content["scope"]) == (language, f"/{language}/", "/")
    assert content["description"].startswith(words)
    assert len(content["short_name"]) <= 12
    assert content["shortcuts"][0]["url"].startswith(f"/{language}/")


def test_every_icon_is_there_at_the_size_it_says():
    purposes = set()
    for icon in manifest("it")["icons"]:
        purposes.add((icon["sizes"], icon["purpose"]))
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
    assert purposes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_the_mark_of_the_maskable_icon_is_within_the_safe_circle():
    """Whatever shape a phone cuts: 40 % of the side around the middle (W3C manifest)."""
    with Image.open(finders.find("portal/img/icon-maskable-512.png")) as image:
        pixels, side = image.convert("RGB"), image.width
    ground = pixels.getpixel((0, 0))
    for x in range(0, side, 4):
        for y in range(0, side, 4):
            outside = (x - side / 2) ** 2 + (y - side / 2) ** 2 > (0.4 * side) ** 2
            assert not outside or pixels.getpixel((x, y)) == ground, (x, y)


def test_every_page_names_the_manifest_of_its_language():
    site = a_site()
    for page, language in ((site.home, "it"), (site.home_en, "en")):
        html = Client().get(page.get_url()).content.decode()
        assert f'<link rel="manifest" href="/{language}/manifest.webmanifest">' in html


def worker() -> str:
    answer = Client().get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"], "an update must reach phones at once"
    return answer.content.decode()


def constant(script: str, name: str) -> object:
    return json.loads(re.search(rf"^const {name} = (.*);$", script, re.MULTILINE).group(1))


def test_the_worker_stores_only_files_that_exist_and_public_pages():
    script = worker()
    for file in constant(script, "FILES"):
        assert finders.find(file.removeprefix("/static/")), file
    pages = constant(script, "PAGES")
    assert pages == {"it": "/it/biglietti-salvati/", "en": "/en/kept-tickets/"}


def test_the_page_of_kept_tickets_is_the_same_for_everybody():
    a_site()
    anonymous = Client().get("/it/biglietti-salvati/")
    assert anonymous["X-Robots-Tag"] == "noindex"
    assert "sessionid" not in anonymous.cookies
    known = Client()
    session = known.session
    session["person"] = "ada@example.org"
    session.save()
    assert known.get("/it/biglietti-salvati/").content == anonymous.content


@pytest.mark.parametrize("path", ["/sw.js", "/it/manifest.webmanifest"])
def test_worker_and_manifest_cost_no_query(path, django_assert_num_queries):
    client = Client()
    client.get(path)
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200


# Shared links -----------------------------------------------------------------------


def meta(page) -> dict[str, list[str]]:
    html = Client().get(page.get_url()).content.decode()
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r'<meta (?:property|name)="([a-z:_]+)" content="([^"]*)">', html):
        found.setdefault(key, []).append(value)
    return found


def test_a_page_with_a_picture_is_shared_with_it():
    site = a_site()
    page = a_plant(site, hero=an_image(), introduction="Si fonde e si lima.")
    tags = meta(page)
    assert tags["og:image"][0].startswith("http")
    assert (tags["og:image:alt"], tags["og:description"]) == (
        ["Una pressa al lavoro"],
        ["Si fonde e si lima."],
    )
    assert tags["twitter:card"] == ["summary_large_image"]


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_page_without_a_picture_is_shared_with_the_card_of_its_language(language):
    site = a_site()
    tags = meta(site.home if language == "it" else site.home_en)
    [image] = tags["og:image"]
    assert image == f"http://testserver/static/portal/img/card-{language}.png"
    path = Path(finders.find(f"portal/img/card-{language}.png"))
    with Image.open(path) as card:
        assert (str(card.width), str(card.height)) == (tags["og:image:width"][0], tags["og:image:height"][0])
    assert path.stat().st_size < 300_000, "messengers leave out larger pictures"


def test_a_shared_page_names_its_languages():
    site = a_site()
    plant = a_plant(site)
    english = translated(plant)
    assert (meta(plant)["og:locale"], meta(plant)["og:locale:alternate"]) == (["it_IT"], ["en_GB"])
    assert (meta(english)["og:locale"], meta(english)["og:locale:alternate"]) == (["en_GB"], ["it_IT"])
    assert "og:locale:alternate" not in meta(a_story(site))
    assert meta(a_story(site))["og:type"] == ["article"]
