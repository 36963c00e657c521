"""The demo's log-ins, one per role. Passwords are public: they exist on demo machines only."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.users.models import UserProfile

from events.roles import Role


@dataclass(frozen=True)
class DemoUser:
    """One log-in and what it shows."""

    username: str
    password: str
    role: str
    group: str = ""


DEMO_USERS = [
    DemoUser("admin", "fabbriche-admin", "administrator"),
    DemoUser("redazione", "fabbriche-redazione", "editor", Role.EDITOR),
    DemoUser("pubblica", "fabbriche-pubblica", "publisher", Role.PUBLISHER),
    DemoUser("traduce", "fabbriche-traduce", "translator", Role.TRANSLATOR),
    DemoUser("desk", "fabbriche-desk", "booking desk", Role.DESK),
    DemoUser("varchi", "fabbriche-varchi", "gate coordinator", Role.GATE),
    DemoUser("regione", "fabbriche-regione", "Region", Role.REGION),
]


def demo_users_exist() -> bool:
    """Whether the demo's administrator is in the database. 1 query."""
    return (
        get_user_model()
        .objects.filter(username=DEMO_USERS[0].username, email__endswith="@demo.example")
        .exists()
    )


def load_users() -> None:
    """Create the roles and the demo's log-ins; existing users of the same name are left alone."""
    call_command("make_roles", verbosity=0)
    model = get_user_model()
    for demo in DEMO_USERS:
        if model.objects.filter(username=demo.username).exists():
            continue
        is_admin = not demo.group
        user = model.objects.create_user(
            demo.username,
            email=f"{demo.username}@demo.example",
            password=demo.password,
            is_superuser=is_admin,
            is_staff=is_admin,
        )
        # The newsroom speaks Italian whatever the browser says; each user can change it.
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "it"})
        if demo.group:
            user.groups.add(Group.objects.get(name=demo.group))


def remove_users() -> None:
    """Delete the demo's log-ins, and no other user."""
    names = [demo.username for demo in DEMO_USERS]
    get_user_model().objects.filter(username__in=names, email__endswith="@demo.example").delete()
