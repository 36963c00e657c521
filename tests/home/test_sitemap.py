"""Search engines find every page in every language, and each only once."""

from xml.etree import ElementTree

import pytest

from tests.builders.pages import a_plant, a_site, translated

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries(client) -> dict[str, dict[str, str]]:
    """Alternates (language → address) by address."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in ElementTree.fromstring(response.content).findall("s:url", NAMES)
    }


def test_both_languages_are_listed_with_their_alternates(client):
    site = a_site()
    translated(a_plant(site, title="Officine", slug="officine"), title="Works", slug="works")
    found = entries(client)
    alternates = {
        "it": "http://testserver/it/fabbriche/officine/",
        "en": "http://testserver/en/plants/works/",
        "x-default": "http://testserver/it/fabbriche/officine/",
    }
    assert found[alternates["it"]] == found[alternates["en"]] == alternates


def test_drafts_and_aliases_are_not_listed(client):
    site = a_site()
    a_plant(site, slug="bozza", live=False)
    assert site.stories.copy_for_translation(site.english, alias=True).live
    found = entries(client)
    assert sorted(found) == [
        "http://testserver/en/",
        "http://testserver/en/plants/",
        "http://testserver/it/",
        "http://testserver/it/fabbriche/",
        "http://testserver/it/storie/",
    ]
    assert list(found["http://testserver/it/storie/"]) == ["it", "x-default"]


def test_the_number_of_queries_does_not_grow_with_the_pages(client):
    site = a_site()

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            entries(client)
        return len(captured)

    a_plant(site)
    entries(client)
    few = queries()
    for _number in range(5):
        translated(a_plant(site))
    assert queries() == few
