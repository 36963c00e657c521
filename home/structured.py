"""Pages as search engines read them: schema.org objects, written as JSON-LD. No query anywhere."""

import json
import locale
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from home.models import BasePage, HomePage, StoryPage

SITE_NAME = "Fabbriche Aperte Piemonte"
TERRITORIES = {"en": "en_GB"}
"""Languages whose country is not the one the standard library takes."""

# As django.utils.html.json_script does: nothing in a text can end the script element.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def as_script(things: list[dict]) -> SafeString:
    """A script element that holds data and runs nothing; any text in it is harmless."""
    graph = {"@context": "https://schema.org", "@graph": [without_gaps(thing) for thing in things]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def without_gaps(thing: dict) -> dict:
    """The same object without empty values: what is unknown is not said."""
    return {
        key: without_gaps(value) if isinstance(value, dict) else value
        for key, value in thing.items()
        if value not in (None, "", [], {})
    }


@cache
def card_of(language: str) -> str:
    """The static file that stands for pages without a picture: in this language, else in the first
    one (portal/assets/icons.py draws them). No query.
    """
    name = f"portal/img/card-{language}.png"
    return name if finders.find(name) else f"portal/img/card-{settings.LANGUAGE_CODE}.png"


def territory(code: str) -> str:
    """A language as Open Graph wants it, with a country: "it" becomes "it_IT". No query."""
    return TERRITORIES.get(code) or locale.normalize(code).partition(".")[0]


def full_url(path: str) -> str:
    """A file's address with the site's; one that is full already (object storage) as it is."""
    return path if "://" in path else f"{settings.SITE_URL}{path}"


def organizer() -> dict:
    """Who holds the event."""
    return {"@type": "GovernmentOrganization", "name": "Regione Piemonte"}


def breadcrumbs(page: "BasePage") -> dict:
    """Where the page stands; reads `page.trail`."""
    titles = [_("Home page") if above.depth == 2 else above.title for above in page.trail]
    places = [*zip(titles, page.trail, strict=True), (page.title, page)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": title, "item": place.full_url}
            for n, (title, place) in enumerate(places, start=1)
        ],
    }


def website(page: "HomePage", catalogue_url: str | None) -> dict:
    """The portal in the page's language, who publishes it, and how to search its plants."""
    search = catalogue_url and {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{catalogue_url}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return {
        "@type": "WebSite",
        "@id": f"{page.full_url}#website",
        "name": SITE_NAME,
        "url": page.full_url,
        "description": page.description,
        "inLanguage": page.locale.language_code,
        "publisher": organizer(),
        "potentialAction": search,
    }


def article(page: "StoryPage", image_url: str) -> dict:
    """A story. The author's line is free text ("by Name Surname"), so it is a credit and no person."""
    changed = page.last_published_at
    return {
        "@type": "Article",
        "headline": page.title,
        "description": page.description,
        "image": image_url,
        "datePublished": page.published_on.isoformat(),
        "dateModified": localtime(changed).isoformat() if changed else None,
        "creditText": page.author_line,
        "author": organizer(),
        "publisher": organizer(),
        "inLanguage": page.locale.language_code,
        "mainEntityOfPage": page.full_url,
    }
