"""Staff look bookings up. Changing, searching and exporting have modules of their own."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from events.models import Booking, Slot, Visit
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_programme, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client, a_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def found(client, **query: object) -> list[Booking]:
    return list(client.get(reverse("bookings_bookings:index"), query).context["object_list"])


def test_a_booking_is_found_by_name_by_address_and_by_code_as_printed():
    booking = a_booking(contact=a_contact("grazia@example.org", "Grazia Deledda"))
    a_booking(contact=a_contact("luigi@example.org", "Luigi Pirandello"))
    client = a_staff_client(Role.DESK)
    words = ["deledda", "GRAZIA@", booking.code, booking.code_for_people, booking.code[:6].lower()]
    for word in words:
        assert found(client, q=word) == [booking], word


@pytest.mark.parametrize("word", ["-", "%", "_", "'", "zzz", "<b>"])
def test_signs_in_the_search_find_nobody_by_accident(word: str):
    a_booking(contact=a_contact("grazia@example.org", "Grazia Deledda"))
    assert found(a_staff_client(), q=word) == []


def test_bookings_are_filtered_by_day_status_language_and_programme():
    booking = a_booking()
    client = a_staff_client()
    programme = str(booking.slot.programme_id)
    for query, expected in [
        ({"day": "2027-10-28"}, [booking]),
        ({"day": "2027-10-29"}, []),
        ({"status": "confirmed"}, [booking]),
        ({"status": "cancelled"}, []),
        ({"language": "it"}, [booking]),
        ({"language": "en"}, []),
        ({"programme": programme}, [booking]),
        ({"programme": str(a_programme("Altra").pk)}, []),
    ]:
        assert found(client, **query) == expected, query


def test_a_booking_is_shown_whole():
    slot = a_slot(visit=a_visit(a_programme("Officine <b>Prova</b>")))
    booking = a_booking(slot=slot, adults=2, contact=a_contact("a@example.org", "<script>alert(1)</script>"))
    url = reverse("bookings_bookings:inspect", args=[booking.pk])
    html = a_staff_client(Role.DESK).get(url).content.decode()
    assert booking.code_for_people in html
    assert "Thursday 28 October 2027, 10:00" in html
    assert "Adults: 2" in html
    assert "<script>alert(1)" not in html
    assert "Officine <b>" not in html


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy", "history", "usage"])
def test_bookings_have_no_address_that_writes_their_fields(name: str):
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"bookings_bookings:{name}", args=args)


def test_bookings_are_no_snippets_so_no_chooser_lists_their_codes():
    assert not {Booking, Slot, Visit} & set(get_snippet_models())


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.EDITOR, Role.PUBLISHER])
def test_whoever_writes_pages_sees_no_bookings(role: Role):
    booking = a_booking()
    client = a_staff_client(role)
    home = client.get(reverse("wagtailadmin_home"))
    assert reverse("bookings_bookings:index") not in home.content.decode()
    for name, args in (("index", []), ("index_results", []), ("inspect", [booking.pk])):
        response = client.get(reverse(f"bookings_bookings:{name}", args=args))
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")


def test_no_permission_lets_anybody_add_or_delete_a_booking():
    user = a_staff_member(Role.DESK)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="events"))
    policy = policy_registry.get_by_type(Booking)
    for person in (user, a_staff_member()):
        assert policy.user_has_permission(person, "view")
        assert policy.user_has_permission(person, "change")
        assert not policy.user_has_any_permission(person, ["add", "delete"])


def test_the_list_costs_the_same_with_many_bookings(django_assert_num_queries):
    client, programme, edition = a_staff_client(), a_programme(), an_edition()
    for _number in range(6):
        a_booking(slot=a_slot(visit=a_visit(programme, edition)))
    client.get(reverse("bookings_bookings:index"))
    # furniture of the admin: session, user, profile, locales, explorer menu (2),
    # applications to look at (beside their menu entry)
    # ours: count, editions and programmes of the filter, provinces (2: plants, tours), bookings, totals
    with django_assert_num_queries(14):
        client.get(reverse("bookings_bookings:index"))
