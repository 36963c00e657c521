"""The ticket as an A4 sheet: a ticket to cut off, and below it what one needs on the way.

Tagged, with language and title, so that it can be read aloud. The same booking gives the same
bytes. Words come in the active language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.prefs import ViewerPreferences

from .hosting import HostInfo
from .models import AgeBand, Booking, Slot
from .pdf_structure import NestedStructure
from .qr import ticket_qr_rows

FONTS = Path(__file__).parent / "fonts"
INK, SOFT, ACCENT, LINE = (20, 32, 43), (61, 74, 85), (189, 58, 20), (148, 160, 167)
REFLEX_BLUE = (0, 51, 153)

LEFT, WIDTH, TOP = 15, 180, 30
TICKET_HEIGHT, STUB = 92, 58
"""Millimetres, like every number here. The stub is what the gate looks at: code and QR."""
QR_SIDE = 44


def ticket_pdf(booking: Booking, host: HostInfo) -> bytes:
    """The sheet of a booking loaded with its slot, in the active language. No query."""
    pdf = TaggedPDF()
    title = _("Ticket %(code)s – %(title)s") % {"code": booking.code_for_people, "title": host.title}
    pdf.set_title(title)
    pdf.set_lang(get_language())
    pdf.set_creation_date(booking.created_at)
    pdf.add_page()
    letterhead(pdf)
    with pdf.decoration():
        _outline(pdf)
    _facts(pdf, booking, host)
    _stub(pdf, booking)
    _notes(pdf, booking, host)
    return bytes(pdf.output())


class TaggedPDF(FPDF):
    """A4 with our fonts, and text that says what it is: heading, paragraph, figure.

    fpdf2 tags pictures only; `tagged` does the same with text, by the same two internal calls.
    The version is pinned, and tests/events/test_tickets.py reads the structure back.
    """

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.struct_builder = NestedStructure()
        self.add_font("Titillium", "", FONTS / "TitilliumWeb-Regular.ttf")
        self.add_font("Titillium", "B", FONTS / "TitilliumWeb-Bold.ttf")
        self.add_font("Ubuntu", "B", FONTS / "Ubuntu-Bold.ttf")
        # Names in Greek or Cyrillic letters.
        self.set_fallback_fonts(["Ubuntu"], exact_match=False)
        self.set_margins(LEFT, TOP)
        self.set_auto_page_break(True, margin=15)
        self.c_margin = 0
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    @contextmanager
    def tagged(self, kind: str, alt: str | None = None) -> Iterator[None]:
        """Whatever is drawn inside is one element of this kind ("H1", "P", "Figure")."""
        mcid = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=mcid, alt_text=alt)
        self._out(f"/{kind} <</MCID {mcid}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def group(self, kind: str) -> Iterator[None]:
        """What is tagged inside belongs to one element: "Table", "TR"."""
        with self.struct_builder.group(kind, self.page):
            yield

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """Lines and grounds: not read aloud."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def say(self, text: str, kind: str = "P", *, size: float = 11, bold: bool = False, **box: object) -> None:
        """One element of text, wrapped in its box (`x`, `w`, `h`, `align`, `color`); goes on below it."""
        x, w = box.get("x", LEFT), box.get("w", WIDTH)
        self.set_font("Titillium", "B" if bold else "", size)
        self.set_text_color(*box.get("color", INK))
        cell = {"h": box.get("h", size * 0.5), "align": box.get("align", "L"), "new_x": "LEFT"}
        height = self.multi_cell(w, text=text, dry_run=True, output=MethodReturnValue.HEIGHT, **cell)
        if self.will_page_break(min(height, 100)):
            self.add_page()
        self.set_x(x)
        with self.tagged(kind):
            self.multi_cell(w, text=text, **cell)


def letterhead(pdf: TaggedPDF) -> None:
    """Name of the event, and the EU block: emblem on white, statement in Ubuntu (Annex IX).

    Takes the first 28 mm of a page.
    """
    with pdf.decoration():
        pdf.image(finders.find("portal/img/logo.svg"), x=LEFT, y=10.5, w=13)
    pdf.set_y(13)
    pdf.say("Fabbriche Aperte Piemonte", size=15, bold=True, h=8, x=LEFT + 16, w=90)
    with pdf.tagged("Figure", alt=_("Emblem of the European Union")):
        pdf.image(finders.find("portal/img/eu-emblem.svg"), x=133, y=10, w=21, h=14)
    pdf.set_font("Ubuntu", "B", 10)
    pdf.set_text_color(*REFLEX_BLUE)
    pdf.set_xy(156, 12)
    with pdf.tagged("P"):
        pdf.multi_cell(42, h=5, text=_("Co-funded by the European Union"), align="L")


def _outline(pdf: TaggedPDF) -> None:
    """The ticket's frame, its dark edge, and the perforation with its two notches."""
    cut, bottom = LEFT + WIDTH - STUB, TOP + TICKET_HEIGHT
    pdf.set_draw_color(*INK)
    pdf.set_fill_color(*INK)
    pdf.set_line_width(0.4)
    pdf.rect(LEFT, TOP, WIDTH, TICKET_HEIGHT)
    pdf.rect(LEFT, TOP, 4, TICKET_HEIGHT, style="F")
    pdf.set_dash_pattern(dash=2.5, gap=1.8)
    pdf.line(cut, TOP + 4, cut, bottom - 4)
    pdf.set_dash_pattern()
    pdf.set_fill_color(255, 255, 255)
    for y, start, end in ((TOP, 180, 360), (bottom, 0, 180)):
        with pdf.local_context():
            pdf.set_draw_color(255, 255, 255)
            pdf.set_line_width(0.9)
            pdf.line(cut - 2.9, y, cut + 2.9, y)
        pdf.arc(cut - 3.5, y - 3.5, 7, start - 180, end - 180, style="D")


def _facts(pdf: TaggedPDF, booking: Booking, host: HostInfo) -> None:
    """The large part: which plant, when, where, who."""
    visit = booking.slot.visit
    box = {"x": LEFT + 10, "w": WIDTH - STUB - 16}
    size = 20 if len(host.title) <= 60 else 15 if len(host.title) <= 120 else 11
    pdf.set_y(TOP + 6)
    pdf.say(host.title, "H1", size=size, bold=True, h=size * 0.42, **box)
    _when(pdf, booking.slot, x=box["x"], y=pdf.get_y() + 3)
    pdf.say(_address(host), bold=True, **box)
    pdf.say(_people(booking), **box)
    pdf.say(booking.contact_name, **box)
    tour = _("tour in %(language)s") % {"language": visit.tour_language_words}
    pdf.say(f"{visit.label}, {tour}" if visit.label else capfirst(tour), **box)


def _when(pdf: TaggedPDF, slot: Slot, *, x: float, y: float) -> None:
    """The day as a large numeral, as on the pages; written in the order in which it is read."""
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    hours = f"{format_date(start, 'H:i')}–{format_date(end, 'H:i')}"
    pieces = [
        (capfirst(format_date(start, "l")), 13, 28, 0, ACCENT),
        (format_date(start, "j"), 54, 0, 0, INK),
        (format_date(start, "F Y"), 13, 28, 5.5, ACCENT),
        (hours, 22, 28, 11, INK),
    ]
    with pdf.tagged("P"):
        for text, size, right, down, color in pieces:
            pdf.set_font("Titillium", "B", size)
            pdf.set_text_color(*color)
            pdf.set_xy(x + right, y + down)
            pdf.cell(h=20 if size > 50 else size * 0.42, text=text)
    pdf.set_y(y + 23)


def _stub(pdf: TaggedPDF, booking: Booking) -> None:
    """The part the gate looks at."""
    x = LEFT + WIDTH - STUB
    with pdf.tagged("Figure", alt=_("QR code of the ticket, to be shown at the gate")):
        _draw_qr(pdf, booking, x=x + (STUB - QR_SIDE) / 2, y=TOP + 9)
    pdf.set_y(TOP + QR_SIDE + 15)
    box = {"x": x + 2, "w": STUB - 4, "align": "C"}
    pdf.say(_("Booking code"), size=10, color=SOFT, **box)
    pdf.say(booking.code_for_people, size=24, bold=True, h=11, **box)
    places = ngettext("%(n)s place", "%(n)s places", booking.places) % {"n": booking.places}
    pdf.say(places, size=13, bold=True, h=7, **box)


def _draw_qr(pdf: TaggedPDF, booking: Booking, *, x: float, y: float) -> None:
    """Runs of dark modules as vector boxes: sharp at every size, and half the bytes of single ones."""
    rows = list(ticket_qr_rows(booking))
    side = QR_SIDE / len(rows)
    pdf.set_fill_color(*INK)
    for line, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                pdf.rect(x + start * side, y + line * side, (column - start) * side, side, style="F")
                start = None


def _notes(pdf: TaggedPDF, booking: Booking, host: HostInfo) -> None:
    """Below the ticket: what to bring, how to come, what to do when something changes."""
    pdf.set_y(TOP + TICKET_HEIGHT + 10)
    bring = [
        _("This code, on paper or on the phone."),
        _("Arrive 10 minutes early: the visit starts on time."),
        *host.what_to_bring,
    ]
    _section(pdf, _("Before setting out"), [f"– {line}" for line in bring])
    way = [line for line in host.how_to_get_there.splitlines() if line.strip()]
    _section(pdf, _("Getting there"), [_address(host), *way])
    url = settings.SITE_URL + reverse("events:send-link")
    changes = [
        _("Places that are not needed make others happy. The link in the e-mail gives back, moves, cancels."),
        _("Lost the link? Ask for a new one: %(url)s") % {"url": url},
    ]
    _section(pdf, _("Has something changed?"), changes)


def _section(pdf: TaggedPDF, title: str, lines: list[str]) -> None:
    pdf.say(title, "H2", size=14, bold=True, h=8)
    for line in lines:
        pdf.say(line, h=6)
    pdf.ln(5)


# Words -----------------------------------------------------------------------------


def _address(host: HostInfo) -> str:
    place = host.place
    town = f"{place.municipality} ({place.province})" if place.province else place.municipality
    return ", ".join(part for part in (place.address, town) if part) or place.name


def _people(booking: Booking) -> str:
    """ "2 adults, 1 child from 6 to 10": the words of components of the booking's pages."""
    words = {
        "adults": ngettext("%(n)s adult", "%(n)s adults", booking.adults),
        AgeBand.UNDER_6: ngettext("%(n)s child under 6", "%(n)s children under 6", booking.minors_0_5),
        AgeBand.FROM_6: ngettext(
            "%(n)s child from 6 to 10", "%(n)s children from 6 to 10", booking.minors_6_10
        ),
        AgeBand.FROM_11: ngettext(
            "%(n)s young person from 11 to 13", "%(n)s young people from 11 to 13", booking.minors_11_13
        ),
        AgeBand.FROM_14: ngettext(
            "%(n)s young person from 14 to 17", "%(n)s young people from 14 to 17", booking.minors_14_17
        ),
    }
    counts = {"adults": booking.adults, **booking.minors_by_band}
    return ", ".join(words[key] % {"n": n} for key, n in counts.items() if n)
