"""Makes people who work in the admin, and clients that are logged in as them."""

import itertools
from html import unescape

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.users.models import UserProfile

from events.roles import Role, make_roles

_numbers = itertools.count(1)


def _permission_to_translate() -> None:
    """wagtail-localize makes it in a migration; tests that empty the tables lose it."""
    about, _made = ContentType.objects.get_or_create(app_label="wagtail_localize", model="translation")
    Permission.objects.get_or_create(content_type=about, codename="submit_translation")


def a_staff_member(role: Role | None = None) -> User:
    """Somebody with one role and no more; without a role, a superuser. Reads the admin in English."""
    name = f"staff{next(_numbers)}"
    user = User.objects.create_user(name, f"{name}@example.org", "secret", is_superuser=role is None)
    UserProfile.objects.create(user=user, preferred_language="en")
    if role is not None:
        _permission_to_translate()
        make_roles()
        user.groups.add(Group.objects.get(name=role.value))
    return user


def a_staff_client(role: Role | None = None) -> Client:
    """A browser of a staff member."""
    client = Client()
    client.force_login(a_staff_member(role))
    return client


def messages_of(response) -> str:
    """What the page that followed told the user, as one text."""
    return unescape(" ".join(str(message) for message in response.context["messages"]))
