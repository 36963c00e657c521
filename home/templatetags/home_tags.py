"""Template tags of the frame around every page. They return data; templates draw it."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from wagtail.models import Page

from home import navigation

register = template.Library()


def _current_page(context: Context) -> Page | None:
    """The page being served. Only Wagtail sets `self`: a booking view may well have a `page`."""
    value = context.get("self")
    return value if isinstance(value, Page) else None


@register.simple_tag(takes_context=True)
def menu(context: Context, key: str) -> list[navigation.MenuLink]:
    """`{% menu "main" as links %}`: (label, url, is_current, lang) of a menu. 2 queries per request."""
    request = context.get("request")
    return navigation.menu_links(request, key) if request else []


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[navigation.LanguageLink]:
    """`{% language_links as links %}`: (code, name, url, is_current, exists) per language."""
    request = context.get("request")
    return navigation.language_links(request, _current_page(context)) if request else []


@register.simple_tag(takes_context=True)
def hreflang_links(context: Context) -> list[navigation.AlternateLink]:
    """`{% hreflang_links as links %}`: (code, url) per version of this page, and x-default."""
    request = context.get("request")
    return navigation.alternate_links(request, _current_page(context)) if request else []


@register.simple_tag
def largest(rows: Iterable, name: str) -> int:
    """`{% largest rows "field" as most %}`: the largest value of a field, 1 at least. No query."""
    return max((getattr(row, name) or 0 for row in rows), default=0) or 1
