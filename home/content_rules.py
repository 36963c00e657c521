"""The checks of every page. Each is one function; see `home.content_checks`."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from .content_checks import Severity, Spot, Subject, check
from .content_text import Kind, Piece, dates_in

# fmt: off
WORDLESS_LINKS = frozenset([
    "qui", "clicca qui", "cliccare qui", "cliccando qui", "clicca", "link", "questo link",
    "a questo link", "vai", "vai al sito", "leggi", "leggi tutto", "leggi di più", "continua",
    "scopri", "scopri di più", "approfondisci", "pagina", "questa pagina",
    "here", "click here", "click", "this link", "read more", "more", "learn more", "find out more",
    "this page", "page", "website",
])
# fmt: on
"""Words of links that say nothing when a screen reader lists the links of a page."""

NEWS = dt.timedelta(days=2 * 365)
"""What is past for longer was not announced: it is history."""

WORDLESS_ALTERNATIVES = frozenset({"foto", "immagine", "photo", "picture", "image", "img", "logo", "figura"})
SHORTEST_ALTERNATIVE = 8
"""Characters. "Una pressa" has ten."""


@check("no-introduction", Severity.WARNING, _("No introduction"))
def no_introduction(subject: Subject) -> Iterator[Spot]:
    """Lists, search engines and shared links show it."""
    if not subject.page.search_description and not getattr(subject.page, "introduction", "").strip():
        yield Spot(
            gettext("Write two or three sentences: lists and search engines show them."), "introduction"
        )


@check("no-picture", Severity.WARNING, _("No picture"))
def no_picture(subject: Subject) -> Iterator[Spot]:
    """Only on page types that live on one (`wants_picture`)."""
    if getattr(subject.page, "wants_picture", False) and not subject.page.hero_id:
        yield Spot(gettext("Choose a main picture."), "hero")


def _shown_pictures(subject: Subject) -> Iterator[tuple[str, object]]:
    hero = subject.pictures.get(getattr(subject.page, "hero_id", None))
    if hero:
        yield "hero", hero
    for piece in subject.of(Kind.IMAGE):
        if piece.image_id in subject.pictures:
            yield piece.path, subject.pictures[piece.image_id]


@check("alt-missing", Severity.WARNING, _("Text alternative missing"))
def alt_missing(subject: Subject) -> Iterator[Spot]:
    """A picture shown on this page has no text alternative in the page's language."""
    for path, picture in _shown_pictures(subject):
        if not picture.alt_texts.get(subject.language):
            sentence = gettext("The picture “%(picture)s” has no text alternative in this language.")
            yield Spot(sentence % {"picture": picture.title}, path)


@check("alt-says-nothing", Severity.HINT, _("Text alternative says little"))
def alt_says_nothing(subject: Subject) -> Iterator[Spot]:
    """A file name or a single word is no alternative."""
    for path, picture in _shown_pictures(subject):
        alt = picture.alt_texts.get(subject.language, "").strip()
        is_file = alt.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".avif")) or "_" in alt
        if alt and (is_file or len(alt) < SHORTEST_ALTERNATIVE or alt.lower() in WORDLESS_ALTERNATIVES):
            sentence = gettext("“%(alt)s” does not say what the picture “%(picture)s” shows.")
            yield Spot(sentence % {"alt": alt, "picture": picture.title}, path)


@check("captions-missing", Severity.WARNING, _("Captions missing"))
def captions_missing(subject: Subject) -> Iterator[Spot]:
    """A video in which somebody speaks has no captions in the page's language."""
    for piece in subject.of(Kind.VIDEO):
        video = subject.videos.get(piece.video_id)
        if video and not video.nobody_speaks and not video.captions.get(subject.language):
            sentence = gettext("The video “%(video)s” has no captions in this language.")
            yield Spot(sentence % {"video": video.title}, piece.path)


@check("heading-order", Severity.WARNING, _("Order of headings"))
def heading_order(subject: Subject) -> Iterator[Spot]:
    """The title is the first level: a text begins at the second and skips none. Empty ones too."""
    level, field = 1, ""
    for piece in subject.of(Kind.HEADING):
        if piece.path.partition(".")[0] != field:
            level, field = 1, piece.path.partition(".")[0]
        if not piece.text:
            yield Spot(gettext("There is a heading without words: remove it."), piece.path)
            continue
        if piece.level > level + 1:
            sentence = gettext("The heading “%(heading)s” skips a level: make it a larger one.")
            yield Spot(sentence % {"heading": piece.text}, piece.path)
        level = piece.level


@check("link-text", Severity.WARNING, _("Words of links"))
def link_text(subject: Subject) -> Iterator[Spot]:
    """Links must say where they lead, also out of their sentence."""
    for piece in subject.of(Kind.LINK):
        words = piece.text.lower().strip(" .,:;!?»«“”\"'→>")
        if not words:
            yield Spot(
                gettext("There is a link without words: remove it or write where it leads."), piece.path
            )
        elif words in WORDLESS_LINKS or words.startswith(("http://", "https://", "www.")):
            sentence = gettext("The link “%(words)s” does not say where it leads.")
            yield Spot(sentence % {"words": piece.text}, piece.path)


@check("language-missing", Severity.WARNING, _("Language missing"))
def language_missing(subject: Subject) -> Iterator[Spot]:
    """A public page is public in every language of the portal. Only the source says so."""
    if not subject.page.live or subject.language not in subject.live_in:
        return
    first = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in subject.live_in else subject.language
    if subject.language != first:
        return
    for code, _name in settings.LANGUAGES:
        if code not in subject.live_in:
            language = get_language_info(code)["name_translated"].lower()
            yield Spot(
                gettext("Not public in %(language)s: translate it, then publish.") % {"language": language}
            )


@check("date-past", Severity.HINT, _("Date in the past"))
def date_past(subject: Subject) -> Iterator[Spot]:
    """Texts that announce what is over. Not the dates of laws and foundations, which are long past, nor
    pages that have a date themselves: stories tell of it."""
    if hasattr(subject.page, "published_on"):
        return
    today = timezone.localtime(subject.now, timezone.get_default_timezone()).date()
    for piece in _texts(subject):
        for date in dates_in(piece.text):
            if date.day and dt.timedelta(0) < today - date.day < NEWS:
                sentence = gettext("“%(date)s” is past: is the sentence still right?")
                yield Spot(sentence % {"date": date.words}, piece.path)


def _texts(subject: Subject) -> Iterator[Piece]:
    return (piece for piece in subject.of(Kind.TEXT) if piece.text)
