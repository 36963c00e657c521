"""What ends the ready-made pages: a change of anything they show, places aside.

Places are not here on purpose. A rush of bookings would end every page at every booking; a page
that shows places lives two seconds instead (portal.page_cache).
"""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move
from wagtail_localize.models import Translation, TranslationSource

from events.models import Edition, Programme, ReleaseWave, Visit
from factories.models import Sector
from home.models import Menu, MenuItem, PastEdition, SiteSettings, Topic
from media.models import PortalDocument, PortalImage, PortalVideo

from . import page_cache

SHOWN = (
    Page,
    Site,
    Locale,
    PageViewRestriction,
    Redirect,
    Menu,
    MenuItem,
    SiteSettings,
    Sector,
    Topic,
    PastEdition,
    PortalImage,
    PortalDocument,
    PortalVideo,
    Edition,
    ReleaseWave,
    Programme,
    Visit,
    Translation,
    TranslationSource,
)


def connect() -> None:
    """Connect the receivers; called once, when Django is ready."""
    post_save.connect(_changed, dispatch_uid="portal.page_cache.saved")
    post_delete.connect(_changed, dispatch_uid="portal.page_cache.deleted")
    post_page_move.connect(_moved, dispatch_uid="portal.page_cache.moved")


def _changed(sender: type, **kwargs: object) -> None:
    if issubclass(sender, SHOWN):
        _forget_on_commit()


def _moved(sender: type, **kwargs: object) -> None:
    # Moving changes the addresses of all pages below in one statement, without their signals.
    _forget_on_commit()


def _forget_on_commit() -> None:
    """Before the commit a page would be made again from the old rows."""
    transaction.on_commit(page_cache.forget_all)
