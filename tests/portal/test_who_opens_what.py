"""Every address of the admin × every role × objects that somebody else made.

The table is who_opens_what.txt: "x" opens, "." is refused. An address that is not in it fails the
test, so nobody adds a page to the admin without saying who may open it.
"""

import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale

from events.models import Message
from events.roles import Role
from factories.models import FactoryPage, GlossaryTerm, ImportBatch
from home.models import PastEdition, Topic
from media.models import PortalVideo
from tests.builders.applications import a_window, an_application
from tests.builders.events import a_booking, a_slot, a_visit, an_edition
from tests.builders.pages import SiteKit, a_menu, a_plant, a_sector, a_site, a_story, an_image, translated
from tests.builders.staff import a_staff_client, a_staff_member
from tests.builders.translations import a_translation
from tests.events.waiting import an_offer
from tests.portal.doors import doors

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

AS_A_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
TABLE = Path(__file__).with_name("who_opens_what.txt")
WAGTAIL = """
wagtailadmin_home
wagtailadmin_explore italian english
wagtailadmin_pages:edit italian english story
wagtailadmin_pages:add_subpage catalogue english-catalogue
wagtailadmin_pages:delete italian english
wagtailadmin_pages:unpublish italian english
wagtailadmin_pages:move italian english
wagtailadmin_pages:copy italian english
wagtailadmin_pages:history italian english
wagtailadmin_pages:set_privacy italian
wagtailimages:index
wagtailimages:edit image
wagtailimages:delete image
wagtaildocs:index
wagtaildocs:edit document
wagtaildocs:delete document
wagtailadmin_collections:index
wagtailusers_users:index
wagtailusers_users:edit person
wagtailusers_groups:index
wagtailsites:index
wagtaillocales:index
wagtailredirects:index
wagtailadmin_workflows:index
wagtailadmin_reports:site_history
wagtailadmin_reports:locked_pages
wagtailadmin_reports:aging_pages
"""
"""Wagtail's own addresses that matter here, each with the objects it is tried on."""


def contents(site: SiteKit, plant: FactoryPage) -> dict[str, dict[str, object]]:
    """What the newsroom keeps beside the pages: snippets, pictures, videos, documents."""
    topic = Topic.objects.create(name="Persone", slug="persone", locale=Locale.get_default())
    past = PastEdition.objects.create(year=2017, opened=103, people=5000)
    image, video = an_image(), PortalVideo.objects.create(title="Video")
    document = get_document_model().objects.create(title="Carta", file=ContentFile(b"x", "carta.txt"))
    behind = {
        "image": {"image_id": image.pk},
        "document": {"document_id": document.pk},
        "wagtailsnippets_home_menu": {"pk": a_menu(site).pk},
        "wagtailsnippetchoosers_home_menu": {"pk": a_menu(site, key="footer").pk},
        "wagtailimages_chooser": {"pk": image.pk, "image_id": image.pk},
    }
    snippets = {
        "home_topic": topic.pk,
        "home_pastedition": past.pk,
        "factories_sector": plant.sector_id,
        "media_portalvideo": video.pk,
    }
    for name, pk in snippets.items():
        behind |= {f"wagtailsnippets_{name}": {"pk": pk}, f"wagtailsnippetchoosers_{name}": {"pk": pk}}
    return behind


def things() -> dict[str, dict[str, object]]:
    """What is behind the addresses: objects that none of the people who knock has made."""
    site = a_site()
    plant = a_plant(site, sector=a_sector())
    english = translated(plant)
    visit = a_visit(plant.programme, an_edition())
    slot = a_slot(visit=visit)
    booking = a_booking(slot)
    offer = an_offer()
    window = a_window(visit.edition)
    application = an_application(visit.edition, pictures=1)
    message = Message.objects.create(
        intent=uuid.uuid4(), subjects={"it": "Navetta"}, texts={"it": "Parte alle 9."}, sent_at=timezone.now()
    )
    batch = ImportBatch.objects.create(created_at=timezone.now(), file_name="a.csv", language="it")
    return contents(site, plant) | {
        "italian": {"page_id": plant.pk, "parent_page_id": plant.pk, "page_to_move_id": plant.pk},
        "english": {"page_id": english.pk, "parent_page_id": english.pk, "page_to_move_id": english.pk},
        "catalogue": {"parent_page_id": site.catalogue.pk},
        "english-catalogue": {"parent_page_id": english.get_parent().pk},
        "story": {"page_id": a_story(site).pk},
        "person": {"pk": a_staff_member().pk},
        "bookings_editions": {"pk": visit.edition_id},
        "bookings_planner": {"pk": slot.pk, "programme": plant.programme.pk},
        "bookings_planner:add_slot": {"pk": visit.pk},
        "bookings_visits": {"pk": visit.pk},
        "bookings_slots": {"pk": slot.pk},
        "bookings_bookings": {"pk": booking.pk},
        "bookings_bookings:new": {"slot_id": slot.pk},
        "bookings_waiting": {
            "pk": offer.wait_entry_id,
            "slot_id": offer.slot_id,
            "programme": offer.slot.programme_id,
        },
        "bookings_messages": {"pk": message.pk},
        "plant_applications": {"pk": application.pk, "number": application.pictures.get().pk},
        "application_windows": {"pk": window.pk},
        "bookings_rosters": {"programme": plant.programme.pk, "day": visit.edition.first_day.isoformat()},
        "publish_figures": {"pk": visit.edition_id},
        "glossary": {"pk": GlossaryTerm.objects.create(term="turno").pk},
        "translations": {
            "pk": a_translation(a_story(site, title="Forno")).pk,
            "action": "export",
            "kind": "visit",
            "number": visit.pk,
            "language": "en",
        },
        "factories_import": {"pk": batch.pk, "name": "csv"},
        "factories_import_template": {"name": "xlsx"},
        "two_factor": {"user_id": a_staff_member(Role.EDITOR).pk},
    }


def opens(client: Client, address: str) -> bool:
    """Whether this address shows or does something for this person; nothing it does is kept.

    Asked as the admin's own scripts ask: who is refused gets a plain 403 or 404. A browser is sent
    to the dashboard instead, with a sentence that says so (wagtail.admin.auth.permission_denied).
    """
    with transaction.atomic():
        response = client.get(address, headers=AS_A_SCRIPT)
        if response.status_code == 405:
            response = client.post(address, headers=AS_A_SCRIPT)
        transaction.set_rollback(True)
    assert response.status_code < 500, address
    sent_home = response.status_code == 302 and response.url == reverse("wagtailadmin_home")
    assert not sent_home, f"{address} is refused, but not by 403 or 404"
    return response.status_code not in (403, 404)


def the_table() -> dict[str, dict[str, bool]]:
    """The file: {address: {role: may}}."""
    head, *lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    roles = head.split()
    rows = {line[:64].strip(): [sign == "x" for sign in line[64:].split()] for line in lines}
    return {name: dict(zip(roles, signs, strict=True)) for name, signs in rows.items()}


def test_every_address_is_in_the_table():
    assert sorted(the_table()) == [str(door) for door in doors(WAGTAIL)]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_a_role_opens_its_doors_and_no_other(role: Role):
    behind = things()
    client = a_staff_client(role)
    found = {str(door): opens(client, door.address(behind)) for door in doors(WAGTAIL)}
    wanted = {name: may[role.name.lower()] for name, may in the_table().items()}
    assert {name: may for name, may in found.items() if may != wanted.get(name)} == {}


def test_nobody_else_opens_any(client: Client):
    behind = things()
    for door in doors(WAGTAIL):
        response = client.get(door.address(behind))
        assert response.url.startswith(reverse("wagtailadmin_login")), door
