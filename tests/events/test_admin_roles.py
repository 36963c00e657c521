"""Roles: everybody gets their rights and no more."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale, Page

from events.roles import Role, make_roles
from tests.builders.events import a_booking, a_programme, a_slot, an_edition
from tests.builders.staff import a_staff_client, a_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes() -> dict[str, Page]:
    """An Italian and an English home, whatever the database starts with."""
    root = Page.objects.get(depth=1)
    for page in Page.objects.filter(depth=2):
        page.delete()
    result = {}
    for code in ("it", "en"):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        root.refresh_from_db()
        result[code] = root.add_child(instance=Page(title=f"Home {code}", slug=code, locale=locale))
    return result


def rights() -> dict[str, object]:
    return {
        "models": set(Group.objects.values_list("name", "permissions")),
        "pages": set(GroupPagePermission.objects.values_list("group", "page", "permission")),
        "files": set(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
    }


def test_running_it_twice_changes_nothing(homes: dict[str, Page]):
    make_roles()
    before = rights()
    report = make_roles()
    assert report.created == []
    assert rights() == before


def test_it_works_before_any_page_exists_and_says_what_is_left_to_do():
    Page.objects.filter(depth__gt=1).delete()
    out = StringIO()
    call_command("make_roles", stdout=out)
    assert Group.objects.filter(name__in=list(Role)).count() == len(Role)
    assert "No pages yet for: Redazione, Pubblicazione, Traduzione." in out.getvalue()


def test_it_takes_nothing_away_that_staff_gave():
    make_roles()
    group = Group.objects.get(name=Role.EDITOR)
    extra = Group.objects.get(name=Role.DESK).permissions.get(codename="view_booking")
    group.permissions.add(extra)
    make_roles()
    assert group.permissions.filter(pk=extra.pk).exists()


def can(user: User, page: Page) -> str:
    permissions = page.permissions_for_user(user)
    names = ["can_edit", "can_publish"]
    return " ".join(name for name in names if getattr(permissions, name)())


def test_an_editor_writes_every_language_and_publishes_none(homes: dict[str, Page]):
    user = a_staff_member(Role.EDITOR)
    assert {can(user, page) for page in homes.values()} == {"can_edit"}


def test_a_publisher_publishes_every_language(homes: dict[str, Page]):
    user = a_staff_member(Role.PUBLISHER)
    assert {can(user, page) for page in homes.values()} == {"can_edit can_publish"}


def test_a_translator_publishes_the_translations_and_not_the_italian_pages(homes: dict[str, Page]):
    user = a_staff_member(Role.TRANSLATOR)
    assert can(user, homes["en"]) == "can_edit can_publish"
    assert can(user, homes["it"]) == ""
    assert user.has_perm("wagtail_localize.submit_translation")


def test_the_desk_works_on_visits_slots_and_bookings_and_on_no_page(homes: dict[str, Page]):
    user = a_staff_member(Role.DESK)
    assert {can(user, page) for page in homes.values()} == {""}
    client = a_staff_client(Role.DESK)
    booking = a_booking(slot=a_slot())
    for name, args in (
        ("bookings_visits:index", []),
        ("bookings_visits:add", []),
        ("bookings_slots:edit", [booking.slot_id]),
        ("bookings_bookings:index", []),
        ("bookings_bookings:inspect", [booking.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name
    for name, args in (("bookings_visits:delete", [booking.slot.visit_id]), ("bookings_editions:add", [])):
        assert client.get(reverse(name, args=args)).status_code == 302, name


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.DESK, True),
        (Role.ADMINISTRATOR, True),
        (Role.EDITOR, False),
        (Role.PUBLISHER, False),
        (Role.TRANSLATOR, False),
    ],
)
def test_the_desk_and_administrators_change_bookings(role: Role, may: bool):
    assert a_staff_member(role).has_perm("events.change_booking") is may


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_writes_pages_cannot_touch_capacity(role: Role):
    slot = a_slot(places=10)
    client = a_staff_client(role)
    url = reverse("bookings_slots:edit", args=[slot.pk])
    response = client.post(url, {"capacity": 1, "status": "closed"})
    assert response.status_code == 302
    slot.refresh_from_db()
    assert (slot.capacity, slot.status) == (10, "open")


def test_an_administrator_does_everything_but_add_or_delete_bookings(homes: dict[str, Page]):
    user = a_staff_member(Role.ADMINISTRATOR)
    assert {can(user, page) for page in homes.values()} == {"can_edit can_publish"}
    for permission in ("auth.add_user", "events.add_edition", "events.delete_visit", "events.view_booking"):
        assert user.has_perm(permission), permission
    assert user.has_perm("events.change_booking")
    for permission in ("events.add_booking", "events.delete_booking"):
        assert not user.has_perm(permission), permission


def test_an_administrator_makes_an_edition(homes: dict[str, Page]):
    data = {
        "name": "Edizione 2028",
        "first_day": "2028-10-26",
        "last_day": "2028-10-25",
        "bookings_open_at": "2028-10-14 10:00",
        "bookings_close_at": "2028-10-25 22:00",
        "max_party": 6,
        "max_bookings_per_person": 4,
        "hold_minutes": 15,
        "changes_close_hours": 2,
        "retention_days": 60,
        "waves-TOTAL_FORMS": 0,
        "waves-INITIAL_FORMS": 0,
    }
    client = a_staff_client(Role.ADMINISTRATOR)
    refused = client.post(reverse("bookings_editions:add"), data)
    assert "last_day" in refused.context["form"].errors
    made = client.post(reverse("bookings_editions:add"), {**data, "last_day": "2028-10-28"})
    assert made.status_code == 302


def test_nobody_without_a_login_sees_anything():
    a_programme()
    an_edition()
    for name in ("editions", "visits", "slots", "bookings"):
        response = Client().get(reverse(f"bookings_{name}:index"))
        assert response.status_code == 302
        assert "/login/" in response.url
