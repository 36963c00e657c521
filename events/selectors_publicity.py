"""Which programmes have a published page, and where the column that says so is wrong."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from .models import Programme

PUBLISHED = Q(live=True, alias_of=None)
"""A page a visitor can read in its own language. Aliases only show another one; private pages count:
who may read them is another question."""


def publicity_errors() -> QuerySet[Programme]:
    """Programmes whose `is_public` is not what their pages say; lazy, 1 query.

    A programme that has no page at all, not even a draft, has nothing to disagree with.
    """
    pages = Page.objects.filter(translation_key=OuterRef("pk"))
    published = Exists(pages.filter(PUBLISHED))
    return Programme.objects.annotate(published=published, has_page=Exists(pages)).filter(
        Q(is_public=False, published=True) | Q(is_public=True, published=False, has_page=True)
    )
