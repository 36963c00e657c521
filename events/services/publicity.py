"""Whether visitors may book a programme: kept equal to "a page of it is published".

The column is there because the rule is asked while places are counted, where no page may be looked
for. It is set with every page that is saved or deleted; what went past the signals is mended by a job.
"""

import logging
import uuid

from django.db import transaction
from wagtail.models import Page

from .. import kept, selectors_publicity
from ..models import Programme

logger = logging.getLogger(__name__)


def follow_pages(*, programme_key: uuid.UUID) -> bool:
    """Set `is_public` of a programme by its pages; returns whether it changed.

    Any number of times, in any order: the pages are read behind a lock, so that of two languages
    taken off the site at once the second one sees the first. 2 queries, 3 when it changes, 1 when
    there is no such programme.
    """
    with transaction.atomic():
        known = (
            Programme.objects.select_for_update(no_key=True)
            .filter(pk=programme_key)
            .values_list("is_public", flat=True)
            .first()
        )
        if known is None:
            return False
        public = Page.objects.filter(selectors_publicity.PUBLISHED, translation_key=programme_key).exists()
        if public == known:
            return False
        Programme.objects.filter(pk=programme_key).update(is_public=public)
        # Forms go by what is kept of visits, programmes included.
        transaction.on_commit(kept.end_version)
    return True


def mend_publicity() -> list[str]:
    """Set right the programmes that disagree with their pages; returns their names, and logs them.

    1 query when all is well, 4 more per programme.
    """
    mended = [
        programme.name
        for programme in selectors_publicity.publicity_errors()
        if follow_pages(programme_key=programme.pk)
    ]
    for name in mended:
        logger.warning("Whether %s is published was wrong, and is set right now.", name)
    return mended
