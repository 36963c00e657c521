"""The staff's roles as Wagtail groups. `make_roles` can be run again at any time.

It adds what a role lacks and takes nothing away: staff may have given a group more on purpose.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from .workflow import make_workflow


class Role(StrEnum):
    """Names of the groups. Groups are rows, so their names are Italian, the staff's language."""

    EDITOR = "Redazione"
    PUBLISHER = "Pubblicazione"
    TRANSLATOR = "Traduzione"
    DESK = "Desk"
    GATE = "Coordinamento varchi"
    REGION = "Regione"
    ADMINISTRATOR = "Amministrazione"


class Trees(StrEnum):
    """Which page trees a role works in."""

    NONE = "none"
    HOMES = "homes"
    TRANSLATIONS = "translations"
    ROOT = "root"


@dataclass(frozen=True)
class Rights:
    """What a role may do. Permissions are "app_label.codename"; those not installed are skipped."""

    trees: Trees = Trees.NONE
    page_actions: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    collection_permissions: tuple[str, ...] = ()


CHOOSE_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
WRITE_FILES = (
    *CHOOSE_FILES,
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
)
ALL_FILES = (
    *WRITE_FILES,
    "wagtailimages.delete_image",
    "wagtaildocs.delete_document",
    "wagtailcore.add_collection",
    "wagtailcore.change_collection",
    "wagtailcore.delete_collection",
)

VIDEOS = ("media.add_portalvideo", "media.change_portalvideo")
READ_FEEDBACK = ("home.view_pagefeedback",)
REVIEW_APPLICATIONS = ("factories.change_plantapplication",)
LANGUAGES = (  # see the translators' desk, assign, keep the glossary
    "factories.view_translationtask",
    "factories.change_translationtask",
    "factories.add_glossaryterm",
    "factories.change_glossaryterm",
    "factories.delete_glossaryterm",
)
# Without the right to add they are changed in other languages only (factories.translations.hooks).
WORDS_TO_TRANSLATE = ("home.change_menu", "home.change_topic", "factories.change_sector")
WORDS_OF_STORIES = ("home.add_topic", "home.change_topic")
FIGURES = ("home.add_pastedition", "home.change_pastedition", "home.delete_pastedition")
IMPORT_FILES = ("factories.add_importbatch",)

ROSTERS = ("events.view_checkin", "events.change_checkin")
"""Who is expected, and who has come."""

SEE_BOARD = ("events.view_board",)
"""The board has numbers only: no person is in it."""

RIGHTS: dict[Role, Rights] = {
    Role.EDITOR: Rights(
        Trees.HOMES,
        ("add", "change"),
        (*READ_FEEDBACK, *WORDS_OF_STORIES, *VIDEOS, *SEE_BOARD, *LANGUAGES, *REVIEW_APPLICATIONS),
        WRITE_FILES,
    ),
    Role.PUBLISHER: Rights(
        Trees.HOMES,
        ("add", "change", "publish", "lock", "unlock"),
        (
            *READ_FEEDBACK,
            *VIDEOS,
            "media.delete_portalvideo",
            *WORDS_OF_STORIES,
            "home.delete_topic",
            *FIGURES,
            *SEE_BOARD,
            *LANGUAGES,
            *IMPORT_FILES,
            *REVIEW_APPLICATIONS,
        ),
        WRITE_FILES,
    ),
    Role.TRANSLATOR: Rights(
        Trees.TRANSLATIONS,
        ("add", "change", "publish"),
        ("wagtail_localize.submit_translation", *LANGUAGES, *WORDS_TO_TRANSLATE),
        CHOOSE_FILES,
    ),
    Role.DESK: Rights(
        permissions=(
            "events.view_booking",
            "events.change_booking",
            "events.export_booking",
            "events.message_booking",
            "events.view_message",
            *ROSTERS,
            "events.view_waitentry",
            "events.change_waitentry",
            "events.view_jobrun",
            "events.view_surveyanswer",
            "events.change_slot",
            "events.add_visit",
            "events.change_visit",
            *SEE_BOARD,
        )
    ),
    Role.GATE: Rights(permissions=ROSTERS),
    Role.REGION: Rights(permissions=SEE_BOARD),
    # Beside these, every permission that Wagtail's group screen offers.
    Role.ADMINISTRATOR: Rights(
        Trees.ROOT, ("add", "bulk_delete", "change", "lock", "publish", "unlock"), (), ALL_FILES
    ),
}


@dataclass
class RolesReport:
    """What `make_roles` found and did."""

    created: list[str] = field(default_factory=list)
    without_pages: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def make_roles() -> RolesReport:
    """Create the groups and give them the rights they lack; a second run changes nothing.

    Works before any page exists: the roles without their tree are named in the report, and get
    it when this is run again. About 150 queries, in one transaction.
    """
    report = RolesReport()
    with transaction.atomic():
        for role, rights in RIGHTS.items():
            group, created = Group.objects.get_or_create(name=role.value)
            if created:
                report.created.append(role.value)
            _give_permissions(group, role, rights, report)
            _give_pages(group, rights, report)
            _give_collections(group, rights, report)
        make_workflow(Group.objects.get(name=Role.PUBLISHER.value), _pages(Trees.HOMES))
    report.missing.sort()
    return report


def _give_permissions(group: Group, role: Role, rights: Rights, report: RolesReport) -> None:
    found = _find(("wagtailadmin.access_admin", *rights.permissions), report)
    if role is Role.ADMINISTRATOR:
        found += _offered_permissions()
    group.permissions.add(*found)


def _give_pages(group: Group, rights: Rights, report: RolesReport) -> None:
    if rights.trees is Trees.NONE:
        return
    pages = _pages(rights.trees)
    if not pages:
        report.without_pages.append(group.name)
    content = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=[f"{action}_page" for action in rights.page_actions],
    )
    for permission in content:
        for page in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _give_collections(group: Group, rights: Rights, report: RolesReport) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    for permission in _find(rights.collection_permissions, report):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _pages(trees: Trees) -> list[Page]:
    """The roots of the trees: a home is a child of the root, and its locale says its language."""
    if trees is Trees.ROOT:
        return list(Page.objects.filter(depth=1))
    homes = Page.objects.filter(depth=2)
    if trees is Trees.TRANSLATIONS:
        homes = homes.exclude(locale__language_code=settings.LANGUAGE_CODE)
    return list(homes)


def _find(names: tuple[str, ...], report: RolesReport) -> list[Permission]:
    """Permissions by name; those of apps that are not installed go into the report."""
    found = []
    for name in names:
        app_label, codename = name.split(".")
        permission = Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()
        if permission:
            found.append(permission)
        elif name not in report.missing:
            report.missing.append(name)
    return found


def _offered_permissions() -> list[Permission]:
    """Every permission that Wagtail's group screen offers. It knows them once its URLs are loaded."""
    reverse("wagtailadmin_home")
    return [permission for hook in hooks.get_hooks("register_permissions") for permission in hook()]
