"""Pages that go live and leave at a set time."""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)


def publish_scheduled(now: dt.datetime) -> None:
    """Publish the pages whose time has come, take those off the site whose time is over (`now`, aware).

    Each on its own: one that can't be published stops no other, and the job's result names it until
    it is mended. Running again changes nothing. Publishing ends the ready-made pages by itself.
    2 queries when nothing is due. Raises PublishingFailed after all others are done.
    """
    due = Revision.objects.page_revisions().filter(approved_go_live_at__lt=now)
    failed = _each(due.order_by("approved_go_live_at"), _publish)
    # After publishing: a page whose whole time went by while no worker ran is not left standing.
    over = Page.objects.filter(live=True, expire_at__lt=now)
    failed += _each(over.order_by("expire_at"), _unpublish)
    if failed:
        raise PublishingFailed(", ".join(failed))


class PublishingFailed(Exception):
    """Names the pages that could not be published or taken off at their time."""


def _each(rows: QuerySet, act: Callable[[Model], None]) -> list[str]:
    failed = []
    for row in list(rows):
        try:
            with transaction.atomic():
                act(row)
        except Exception as error:  # a broken page must not keep the others from their time
            logger.exception("%s at its set time", row)
            failed.append(f"{row} ({type(error).__name__})")
    return failed


def _unpublish(page: Page) -> None:
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")
