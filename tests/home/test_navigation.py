"""The frame of every page: menus, language switcher, alternate addresses."""

import pytest
from django.urls import resolve
from django.utils.translation import override
from wagtail.models import Site

from home.models import MenuItem
from home.templatetags.home_tags import hreflang_links, language_links, menu
from tests.builders.pages import (
    a_menu,
    a_request,
    a_site,
    an_information_page,
    translated,
)

pytestmark = pytest.mark.django_db


def context_of(page=None, path: str = "/it/") -> dict:
    request = a_request(path)
    return {"request": request, "self": page, "page": page} if page else {"request": request}


def warm_up(context: dict) -> None:
    """What serving any page of Wagtail has done already: find the site and its root paths."""
    Site.find_for_request(context["request"])
    Site.get_site_root_paths()


def links(context: dict, key: str = "main") -> list[tuple]:
    return [(link.label, link.url) for link in menu(context, key)]


def test_a_menu_leads_to_the_pages_of_the_visitors_language():
    site = a_site()
    a_menu(site, {"page": site.catalogue}, {"page": site.stories, "label": "Leggi"})
    with override("it"):
        expected = [("Fabbriche", "/it/fabbriche/"), ("Leggi", "/it/storie/")]
        assert links(context_of()) == expected


def test_without_an_english_menu_the_italian_one_leads_to_english_pages():
    site = a_site()
    a_menu(site, {"page": site.catalogue}, {"page": site.stories})
    with override("en"):
        catalogue, stories = menu(context_of(path="/en/"), "main")
    assert (catalogue.label, catalogue.url, catalogue.lang) == ("Plants", "/en/plants/", "")
    # Not translated yet: still reachable, and said to be in Italian.
    assert (stories.url, stories.lang) == ("/it/storie/", "it")


def test_an_english_menu_wins_and_its_links_are_english():
    site = a_site()
    a_menu(site, {"page": site.catalogue})
    a_menu(site, {"page": site.catalogue, "label": "Factories"}, locale=site.english)
    with override("en"):
        assert links(context_of(path="/en/")) == [("Factories", "/en/plants/")]


def test_a_page_taken_offline_leaves_the_menu():
    site = a_site()
    a_menu(site, {"page": site.catalogue}, {"page": site.stories})
    site.stories.unpublish()
    with override("it"):
        assert links(context_of()) == [("Fabbriche", "/it/fabbriche/")]


def test_a_deleted_page_leaves_the_menu_and_breaks_nothing():
    site = a_site()
    a_menu(
        site, {"page": site.stories, "label": "Storie"}, {"url": "https://example.org", "label": "Altrove"}
    )
    site.stories.delete()
    with override("it"):
        assert links(context_of()) == [("Altrove", "https://example.org")]


def test_the_section_one_is_in_is_marked():
    site = a_site()
    a_menu(site, {"page": site.home}, {"page": site.catalogue})
    with override("it"):
        inside = menu(context_of(path="/it/fabbriche/officine/"), "main")
        at_home = menu(context_of(path="/it/"), "main")
    assert [link.is_current for link in inside] == [False, True]
    assert [link.is_current for link in at_home] == [True, False]


def test_all_menus_of_a_page_cost_two_queries(django_assert_num_queries):
    site = a_site()
    pages = [an_information_page(site) for _number in range(5)]
    a_menu(site, *({"page": page} for page in pages))
    a_menu(site, *({"page": page} for page in pages), key="footer")
    context = context_of(path="/en/")
    warm_up(context)
    # 1 items of all menus with their pages, 2 the English versions of those pages.
    with override("en"), django_assert_num_queries(2):
        menu(context, "main")
        menu(context, "footer")
        menu(context, "main")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "example.org"])
def test_a_menu_refuses_addresses_that_are_not_addresses(url):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refusal:
        MenuItem(url=url, label="X").clean()
    assert "url" in refusal.value.message_dict


def test_the_switcher_leads_to_the_same_page():
    site = a_site()
    with override("it"):
        italian, english = language_links(context_of(site.catalogue, "/it/fabbriche/"))
    assert italian.is_current
    assert (english.name, english.url, english.exists) == ("English", "/en/plants/", True)


def test_the_switcher_says_when_there_is_no_such_page_and_leads_home():
    site = a_site()
    with override("it"):
        english = language_links(context_of(site.stories, "/it/storie/"))[1]
    assert (english.url, english.exists) == ("/en/?untranslated=1", False)


def test_the_home_page_says_that_the_page_before_is_not_there_in_this_language(client):
    a_site()
    sentence = "is not available in this language"
    assert sentence in client.get("/en/?untranslated=1").content.decode()
    assert sentence not in client.get("/en/").content.decode()
    assert sentence not in client.get("/en/?untranslated=%3Cscript%3E").content.decode()


@pytest.mark.parametrize("kind", ["draft", "alias"])
def test_neither_a_draft_nor_an_alias_is_a_translation(kind):
    site = a_site()
    if kind == "draft":
        translated(site.stories, live=False, slug="stories")
    else:
        alias = site.stories.copy_for_translation(site.english, alias=True)
        assert alias.live
    with override("it"):
        english = language_links(context_of(site.stories, "/it/storie/"))[1]
        codes = [link.code for link in hreflang_links(context_of(site.stories, "/it/storie/"))]
    assert not english.exists
    assert codes == ["it", "x-default"]


def test_inside_a_booking_the_switcher_keeps_the_step():
    a_site()
    with override("it"):
        from django.urls import reverse

        path = reverse("events:my-bookings")
        english = language_links(context_of(path=f"{path}?next=1"))[1]
    assert english.exists
    assert english.url.startswith("/en/")
    assert english.url.endswith("?next=1")
    with override("en"):
        assert resolve(english.url.partition("?")[0]).view_name == "events:my-bookings"


def test_a_booking_view_that_knows_a_page_is_not_taken_for_that_page():
    site = a_site()
    with override("it"):
        context = {**context_of(path="/it/niente/"), "page": site.catalogue}
        assert not language_links(context)[1].exists


def test_search_engines_get_full_addresses_and_a_default():
    site = a_site()
    site.site.hostname = "old.example.org"  # full addresses are built on SITE_URL
    site.site.save()
    with override("en"):
        found = hreflang_links(context_of(site.catalogue_en, "/en/plants/"))
    assert found == [
        ("it", "http://testserver/it/fabbriche/"),
        ("en", "http://testserver/en/plants/"),
        ("x-default", "http://testserver/it/fabbriche/"),
    ]


def test_switcher_and_alternates_share_one_query(django_assert_num_queries):
    site = a_site()
    context = context_of(site.catalogue, "/it/fabbriche/")
    warm_up(context)
    # 1 live versions of the page.
    with override("it"), django_assert_num_queries(1):
        language_links(context)
        hreflang_links(context)


def test_a_template_without_a_request_gets_empty_lists():
    assert menu({}, "main") == []
    assert language_links({}) == []
    assert hreflang_links({}) == []
