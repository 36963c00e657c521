"""The frame around booking steps is drawn once and kept; a change of it is seen on the next page."""

import pytest
from django.conf import settings
from django.urls import reverse

from home.models import MenuItem, SiteSettings
from tests.builders.events import a_slot
from tests.builders.pages import a_menu, an_information_page
from tests.events.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def mine(visitor: Visitor, **headers: str) -> str:
    """The page "My bookings": no page of Wagtail."""
    return visitor.client.get(visitor.url("my-bookings"), headers=headers).content.decode()


def test_a_change_of_a_menu_is_seen_on_the_next_page(site):
    menu = a_menu(site, {"url": "/x/", "label": "Voce vecchia"})
    assert "Voce vecchia" in mine(Visitor())
    MenuItem.objects.create(menu=menu, locale=site.italian, sort_order=1, url="/y/", label="Voce nuova")
    assert "Voce nuova" in mine(Visitor())


def test_a_page_renamed_or_taken_offline_changes_the_menu_at_once(site):
    page = an_information_page(site, title="Come arrivare")
    a_menu(site, {"page": page}, key="footer")
    assert "Come arrivare" in mine(Visitor())
    page.title = "Come si arriva"
    page.save_revision().publish()
    assert "Come si arriva" in mine(Visitor())
    page.unpublish()
    assert "Come si arriva" not in mine(Visitor())


def test_settings_of_the_site_are_seen_on_the_next_page(site):
    footer = SiteSettings.objects.create(site=site.site, contact_email="old@example.org")
    assert "old@example.org" in mine(Visitor())
    footer.contact_email, footer.region_name = "new@example.org", "Regione di prova"
    footer.save()
    page = mine(Visitor())
    assert "new@example.org" in page
    assert page.count("Regione di prova") == 2
    assert "old@example.org" not in page


def test_languages_do_not_mix_in_the_frame(site):
    a_menu(site, {"page": site.catalogue})
    assert "Vai al contenuto" in mine(Visitor("it"))
    english = mine(Visitor("en"))
    assert 'href="/en/' in english
    assert "Plants" in english
    assert "Link utili" not in english
    assert "Useful links" in english


def test_the_current_link_is_marked_on_each_page_anew(site, client):
    a_menu(site, {"page": site.catalogue}, {"page": site.stories})

    def current(path: str) -> list[str]:
        html = client.get(path).content.decode()
        links = html.partition('id="menu"')[2].partition("</nav>")[0].split("<li")
        return [link.partition('href="')[2].partition('"')[0] for link in links if "aria-current" in link]

    for _ in range(2):
        assert current(site.catalogue.get_url()) == [site.catalogue.get_url()]
        assert current(site.stories.get_url()) == [site.stories.get_url()]
        assert current(reverse("events:my-bookings")) == [reverse("events:my-bookings")]


def test_what_one_visitor_searches_is_in_nobody_elses_frame(site, client):
    search = reverse("home:search")
    for _ in range(2):
        found = client.get(search, {"q": "parola segreta"}).content.decode()
        assert found.count('role="search"') == 1
        assert "parola segreta" not in mine(Visitor())
        assert mine(Visitor()).count('role="search"') == 1
        assert "parola segreta" not in client.get(site.catalogue.get_url()).content.decode()


def test_the_language_switch_leads_to_the_same_step_with_its_query(site, client):
    slot = a_slot()
    path = reverse("events:wait", args=[slot.pk])
    html = client.get(f"{path}?from=mail&x=1").content.decode()
    visitor = Visitor("en")
    assert f'href="{visitor.url("wait", slot.pk)}?from=mail&amp;x=1"' in html
    assert f'hreflang="en" href="{settings.SITE_URL}{visitor.url("wait", slot.pk)}"' in html
