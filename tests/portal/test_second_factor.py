"""Staff log in with a code from the phone after the password."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from events.roles import Role
from portal.two_factor import services
from tests.builders.staff import a_staff_member, messages_of

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def the_code(device: TOTPDevice, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + steps)
    return f"{totp.token():06d}"


def with_a_second_factor(user):
    """The user, the device, and the recovery codes."""
    services.begin(user=user)
    device = services.finish(user=user, code=the_code(services.begun_device(user)))
    # The code that confirmed it is spent, like in life half a minute later.
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    device.refresh_from_db()
    return user, device, services.new_recovery_codes(user=user)


def logged_in(user) -> Client:
    """A browser after the right password."""
    client = Client()
    response = client.post(
        reverse("wagtailadmin_login"), {"username": user.username, "password": "secret", "next": HOME}
    )
    assert response.status_code == 302
    return client


def verify(client: Client, code: str, wanted: str = HOME):
    return client.post(reverse("two_factor_verify"), {"otp_token": code, "next": wanted})


class TestSettingUp:
    def test_it_takes_a_click_a_scan_and_a_code(self):
        client = logged_in(a_staff_member(Role.DESK))
        assert "stolen" in client.get(reverse("two_factor_begin")).text
        page = client.post(reverse("two_factor_begin"), follow=True)
        assert "data:image/svg+xml" in page.text
        user = page.wsgi_request.user
        answer = client.post(reverse("two_factor_finish"), {"code": the_code(services.begun_device(user))})
        codes = re.findall(r"<li><code>(\w+)</code>", answer.text)
        assert len(codes) == services.RECOVERY_CODES
        assert client.get(HOME).status_code == 200  # who has just shown a code is not asked again
        assert ModelLogEntry.objects.get(action="two_factor.set_up").user == user

    def test_a_wrong_code_says_so_and_keeps_the_secret(self):
        client = logged_in(a_staff_member(Role.DESK))
        before = client.post(reverse("two_factor_begin"), follow=True)
        answer = client.post(reverse("two_factor_finish"), {"code": "abc"})
        assert "not the code of this QR code" in answer.text
        assert answer.context["secret"] == before.context["secret"]
        assert not services.has_second_factor(answer.wsgi_request.user)

    def test_opening_its_pages_writes_nothing(self):
        client = logged_in(a_staff_member(Role.DESK))
        for name in ("begin", "finish", "verify"):
            client.get(reverse(f"two_factor_{name}"))
        assert client.get(reverse("two_factor_new_codes")).status_code == 405
        assert not TOTPDevice.objects.exists()

    def test_another_phone_replaces_the_first_only_when_it_works(self):
        user, first, _codes = with_a_second_factor(a_staff_member(Role.DESK))
        services.begin(user=user)
        assert services.finish(user=user, code="000000x") is None
        assert list(TOTPDevice.objects.filter(confirmed=True)) == [first]
        TOTPDevice.objects.update(throttling_failure_count=0)
        second = services.finish(user=user, code=the_code(services.begun_device(user)))
        assert list(TOTPDevice.objects.all()) == [second]


class TestLoggingIn:
    def test_the_password_alone_opens_no_page(self):
        user, _device, _codes = with_a_second_factor(a_staff_member())
        client = logged_in(user)
        for address in (HOME, reverse("wagtailusers_users:index"), reverse("two_factor_begin")):
            assert client.get(address).url == f"{reverse('two_factor_verify')}?next={address}"

    def test_the_code_opens_the_page_that_was_wanted(self):
        user, device, _codes = with_a_second_factor(a_staff_member())
        client = logged_in(user)
        before = client.session.session_key
        wanted = reverse("wagtailusers_users:index")
        code = the_code(device)
        assert verify(client, f"{code[:3]} {code[3:]}", wanted=wanted).url == wanted
        assert client.get(wanted).status_code == 200
        assert client.session.session_key != before

    def test_nobody_is_sent_to_another_site(self):
        user, device, _codes = with_a_second_factor(a_staff_member())
        assert verify(logged_in(user), the_code(device), wanted="https://evil.example/").url == HOME

    def test_a_code_is_good_once(self):
        user, device, _codes = with_a_second_factor(a_staff_member())
        code = the_code(device)
        verify(logged_in(user), code)
        client = logged_in(user)
        assert "not right" in verify(client, code).text
        assert client.get(HOME).status_code == 302

    def test_a_recovery_code_is_good_once(self):
        user, _device, codes = with_a_second_factor(a_staff_member())
        assert verify(logged_in(user), codes[0]).url == HOME
        assert verify(logged_in(user), codes[0]).status_code == 200
        assert services.recovery_codes_left(user) == services.RECOVERY_CODES - 1

    def test_who_guesses_waits_even_with_the_right_code(self):
        user, device, _codes = with_a_second_factor(a_staff_member())
        client = logged_in(user)
        for _attempt in range(3):
            verify(client, "111111")
        answer = verify(client, the_code(device))
        assert answer.status_code == 200
        assert "try again" in answer.text

    def test_another_persons_code_does_not_open_the_door(self):
        user, _device, _codes = with_a_second_factor(a_staff_member())
        _other, other_device, other_codes = with_a_second_factor(a_staff_member())
        client = logged_in(user)
        assert verify(client, the_code(other_device)).status_code == 200
        assert verify(client, other_codes[0]).status_code == 200

    def test_who_has_none_pays_no_query_for_it(self, django_assert_num_queries):
        client = logged_in(a_staff_member(Role.DESK))
        # Session, user, profile with the language: what any page of the admin costs before it begins.
        with django_assert_num_queries(3):
            client.get(reverse("wagtailadmin_javascript_catalog"))

    def test_public_pages_do_not_look_at_the_session(self, client):
        assert not client.get("/livez").wsgi_request.session.accessed


class TestCompulsory:
    @pytest.fixture(autouse=True)
    def _compulsory(self, settings) -> None:
        settings.STAFF_SECOND_FACTOR_REQUIRED = True

    def test_who_has_none_sets_one_up_before_anything_else(self):
        client = logged_in(a_staff_member(Role.DESK))
        assert client.get(HOME).url.startswith(reverse("two_factor_begin"))
        assert client.get(reverse("two_factor_begin")).status_code == 200
        client.post(reverse("two_factor_begin"))
        user = client.get(reverse("two_factor_finish")).wsgi_request.user
        client.post(reverse("two_factor_finish"), {"code": the_code(services.begun_device(user))})
        assert client.get(HOME).status_code == 200

    def test_a_session_from_before_ends_at_the_next_page(self):
        user = a_staff_member(Role.DESK)
        client = logged_in(user)
        with_a_second_factor(user)
        assert client.get(HOME).url.startswith(reverse("two_factor_verify"))

    def test_one_can_always_sign_out(self):
        client = logged_in(a_staff_member(Role.DESK))
        client.post(reverse("wagtailadmin_logout"))
        assert reverse("wagtailadmin_login") in client.get(HOME).url


class TestTakingAway:
    def test_an_administrator_helps_who_lost_the_phone(self):
        user, _device, _codes = with_a_second_factor(a_staff_member(Role.DESK))
        administrator = a_staff_member(Role.ADMINISTRATOR)
        client = logged_in(administrator)
        address = reverse("two_factor_take_away", args=[user.pk])
        assert address in client.get(reverse("wagtailusers_users:index")).text
        assert user.username in client.get(address).text
        assert services.has_second_factor(user)  # the question changes nothing
        assert "no second factor any more" in messages_of(client.post(address, follow=True))
        assert not services.has_second_factor(user)
        assert not StaticToken.objects.exists()
        assert ModelLogEntry.objects.get(action="two_factor.taken_away").user == administrator

    @pytest.mark.parametrize("role", [Role.DESK, Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
    def test_others_do_not(self, role):
        user, _device, _codes = with_a_second_factor(a_staff_member(Role.DESK))
        address = reverse("two_factor_take_away", args=[user.pk])
        logged_in(a_staff_member(role)).post(address)
        assert services.has_second_factor(user)

    def test_no_administrator_disarms_a_superuser(self):
        user, _device, _codes = with_a_second_factor(a_staff_member())
        logged_in(a_staff_member(Role.ADMINISTRATOR)).post(reverse("two_factor_take_away", args=[user.pk]))
        assert services.has_second_factor(user)

    def test_on_the_server_there_is_a_command(self, capsys):
        user, _device, _codes = with_a_second_factor(a_staff_member())
        call_command("take_second_factor_away", user.username)
        assert "removed" in capsys.readouterr().out
        with pytest.raises(CommandError, match="Nobody has"):
            call_command("take_second_factor_away", "nobody")


def test_after_the_code_a_word_is_followed_as_an_address_not_as_the_name_of_a_page():
    user, _device, codes = with_a_second_factor(a_staff_member(Role.DESK))
    assert verify(logged_in(user), codes[0], "bookings").headers["Location"] == "bookings"


@pytest.mark.parametrize("page", ["two_factor_begin", "two_factor_new_codes", "two_factor_take_away"])
def test_a_session_from_before_cannot_change_the_second_factor_without_showing_it(page: str):
    user = a_staff_member(Role.DESK)
    before = logged_in(user)
    _user, device, codes = with_a_second_factor(user)
    address = reverse(page, args=[user.pk] if page == "two_factor_take_away" else [])
    assert before.post(address).url.startswith(reverse("two_factor_verify"))
    assert TOTPDevice.objects.filter(pk=device.pk, confirmed=True).exists()
    assert {token.token for token in StaticToken.objects.all()} == set(codes)
