"""Staff see the slots on the page they edit."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from events.admin.panels import SlotsPanel
from events.models import Slot
from events.roles import Role
from events.wagtail_hooks import slots_listing_button
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client, a_staff_member
from tests.dummy.models import DummyPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def a_page(title: str = "Officine Prova") -> DummyPage:
    home = Page.objects.filter(depth=2).first()
    if home is None:
        home = Page.objects.get(depth=1).add_child(instance=Page(title="Home"))
    return home.add_child(instance=DummyPage(title=title))


def a_slot_of(page: DummyPage, **changes: object) -> Slot:
    visit = a_visit(a_programme(page_key=page.translation_key), labels={"it": "Breve", "en": "<i>Short</i>"})
    return a_slot(visit=visit, **changes)


def panel_html(page: DummyPage, user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    panel = SlotsPanel(heading="Slots").bind_to_model(DummyPage)
    return " ".join(panel.get_bound_panel(instance=page, request=request).render_html({}).split())


def edit_screen(client: Client, page: DummyPage) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return " ".join(response.content.decode().split())


def test_the_edit_screen_lists_visits_slots_and_the_ways_on():
    page = a_page()
    slot = a_slot_of(page, places=15)
    a_booking(slot=slot, adults=4)
    html = edit_screen(a_staff_client(), page)
    assert "Thursday 28 October 2027" in html
    assert ">10:00</a>: 4 of 15 places taken" in html
    assert reverse("bookings_visits:edit", args=[slot.visit_id]) in html
    assert reverse("bookings_slots:edit", args=[slot.pk]) in html
    assert f"{reverse('bookings_visits:add')}?programme={page.translation_key}" in html
    assert f"{reverse('bookings_bookings:index')}?programme={page.translation_key}" in html


def test_what_staff_wrote_is_escaped():
    page = a_page()
    a_slot_of(page)
    html = edit_screen(a_staff_client(), page)
    assert "&lt;i&gt;Short&lt;/i&gt;" in html
    assert "<i>Short" not in html


def test_closed_and_full_slots_say_so_in_words():
    page = a_page()
    a_slot_of(page, status=Slot.Status.CLOSED)
    a_booking(slot=a_slot_of(page, places=1))
    html = edit_screen(a_staff_client(), page)
    assert "(closed to new bookings)" in html
    assert "1 of 1 place taken (full)" in html


def test_a_page_not_saved_yet_asks_to_be_saved_first(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = panel_html(DummyPage(title="New"), a_superuser_without_queries())
    assert "<a" not in html


def a_superuser_without_queries() -> User:
    """Has every right without a look into the database."""
    return User(is_superuser=True, is_active=True)


def test_the_create_screen_opens_before_there_is_a_page():
    home = a_page().get_parent()
    url = reverse("wagtailadmin_pages:add", args=["dummy", "dummypage", home.pk])
    assert "Save the page first" in a_staff_client().get(url).content.decode()


def test_the_panel_costs_four_queries_however_many_slots(django_assert_num_queries):
    page, user = a_page(), a_superuser_without_queries()
    for _number in range(4):
        a_slot_of(page)
    # visits with edition and programme; slots; their visits and release waves, kept outside of a test
    with django_assert_num_queries(4):
        panel_html(page, user)


def test_an_editor_sees_the_slots_but_no_way_to_change_them_nor_to_the_bookings():
    page = a_page()
    slot = a_slot_of(page)
    html = edit_screen(a_staff_client(Role.EDITOR), page)
    assert "0 of 15 places taken" in html
    for url in (
        reverse("bookings_visits:add"),
        reverse("bookings_slots:edit", args=[slot.pk]),
        reverse("bookings_bookings:index"),
    ):
        assert url not in html


def test_a_page_type_without_programme_is_refused_at_once():
    with pytest.raises(ImproperlyConfigured):
        SlotsPanel().bind_to_model(Page)


def test_the_page_list_leads_to_the_visits_of_a_bookable_page_only():
    page = a_page()
    plain = page.get_parent().add_child(instance=Page(title="Storia"))
    html = a_staff_client().get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    assert f"{reverse('bookings_visits:index')}?programme={page.translation_key}" in html
    assert str(plain.translation_key) not in html


def test_the_button_opens_the_list_of_that_programme():
    page = a_page()
    mine = a_slot_of(page).visit
    a_visit(edition=an_edition())
    query = {"programme": str(page.translation_key)}
    response = a_staff_client().get(reverse("bookings_visits:index"), query)
    assert list(response.context["object_list"]) == [mine]


def test_a_translator_is_shown_no_button_to_the_visits():
    page = a_page()
    assert list(slots_listing_button(page, a_staff_member(Role.TRANSLATOR))) == []
