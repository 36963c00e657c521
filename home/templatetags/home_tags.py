"""Template tags of the frame around every page. They return data; templates draw it."""

from collections.abc import Iterable, Mapping

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from home import navigation, pictures, structured
from home.models.base import BasePage

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


@register.filter
def attributes(attrs: Mapping[str, object]) -> SafeString:
    """`<input{{ attrs|attributes }}>`: what a form control carries, our own class left out."""
    shown = [(name, value) for name, value in attrs.items() if name != "class" and value not in (None, False)]
    bare = "".join(f" {escape(name)}" for name, value in shown if value is True)
    rest = ((name, str(value)) for name, value in shown if value is not True)
    return mark_safe(bare + format_html_join("", ' {}="{}"', rest))


@register.filter
def og_locale(code: str) -> str:
    """Language as Open Graph writes it: "it" becomes "it_IT"."""
    return structured.territory(code)


@register.simple_tag
def shared_card() -> str:
    """`{% shared_card %}`: full address of the picture that stands for pages without one. No query."""
    return structured.full_url(static(structured.card_of(navigation.active_language())))


@register.simple_tag(takes_context=True)
def structured_data(context: Context, image_url: str) -> SafeString | str:
    """`{% structured_data image_url %}`: the page for search engines, as a block of JSON-LD.

    No query beyond those of the page: trail and settings are read once and shared with the frame.
    """
    page = _current_page(context)
    if not isinstance(page, BasePage) or page.is_untranslated_copy:
        return ""
    things = page.get_structured_data(context.flatten(), image_url)
    if (page.depth or 0) > 2:  # none in the preview of a new page
        things = [structured.breadcrumbs(page), *things]
    return structured.as_script(things) if things else ""


@register.simple_tag(takes_context=True)
def is_staff(context: Context) -> bool:
    """`{% is_staff as staff %}`: whether the visitor is logged in to the admin.

    Looks at the session of those alone who carry the marker of portal.middleware: a page that
    looks at a session can't be shared, and visitors who book have one too.
    """
    request = context.get("request")
    if request is None or not request.COOKIES.get(settings.STAFF_COOKIE_NAME):
        return False
    return request.user.is_staff


@register.simple_tag(takes_context=True)
def waiting_messages(context: Context) -> Iterable:
    """`{% waiting_messages as messages %}`: what was said to this visitor and not shown yet.

    On a page of Wagtail only who has the cookie of a message is asked about: see `is_staff`.
    """
    request = context.get("request")
    if request is None or not hasattr(request, "_messages"):
        return []
    if _current_page(context) is not None and not request.COOKIES.get("messages"):
        return []
    return get_messages(request)


@register.simple_tag
def picture(image: AbstractImage, kind: str) -> pictures.Files:
    """`{% picture image "card" as files %}`: the files of a picture (home.pictures)."""
    return pictures.files(image, kind)


@register.simple_tag
def shared_picture(image: AbstractImage) -> AbstractRendition:
    """`{% shared_picture image as file %}`: what other sites show beside a link."""
    return image.get_renditions(pictures.SHARED)[pictures.SHARED]
