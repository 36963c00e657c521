"""Gives live pages the revision that is online, which they would have had they been published in the admin.

Without one Wagtail takes a page off when a change of it is scheduled, until the hour comes.
"""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

BATCH = 100


def load_revisions(now: dt.datetime) -> int:
    """Write down as its live revision what each page says; returns how many. `now` is aware.

    To be called last: what is written to a page afterwards would not be in its revision, and the editor
    shows that one. Pages that have a live revision are left alone, and so are later drafts. A few queries
    per page, to read what hangs on it.
    """
    kind = ContentType.objects.get_for_model(Page)
    pages = list(
        Page.objects.filter(live=True, live_revision=None, alias_of=None, depth__gt=1)
        .specific()
        .order_by("pk")
    )
    revisions = [_revision(page, kind, now) for page in pages]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for page, revision in zip(pages, revisions, strict=True):
        page.live_revision = revision
        if page.latest_revision_id is None:
            page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
    Page.objects.bulk_update(
        pages, ["live_revision", "latest_revision", "latest_revision_created_at"], batch_size=BATCH
    )
    return len(pages)


def _revision(page: Page, kind: ContentType, now: dt.datetime) -> Revision:
    return Revision(
        content_type=page.cached_content_type,
        base_content_type=kind,
        object_id=str(page.pk),
        created_at=page.last_published_at or now,
        object_str=str(page),
        content=page.serializable_data(),
    )
