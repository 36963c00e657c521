"""The board in the admin. Read only: GET and nothing else."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from events import selectors_figures as figures
from events.models import Edition
from events.spreadsheets import csv_response, xlsx_response

from .attention import Ways, attention
from .charts import chart_data
from .filters import BoardForm
from .pdf import report_pdf
from .reading import Board, read_board
from .tables import board_tables, slot_sheet

MAY_SEE = "events.view_board"
NO_EDITION = "factories/board/no_edition.html"


def board_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page about one choice: asks for the right, reads the address and the board, hands both on."""

    @require_safe
    @permission_required(MAY_SEE)
    @wraps(view)
    def with_board(request: HttpRequest, *args: str) -> HttpResponseBase:
        now = timezone.now()
        editions = list(Edition.objects.all())
        current = figures.current_among(editions, now)
        if current is None:
            return render(request, NO_EDITION, _frame())
        form = BoardForm(request.GET, editions, current)
        previous = figures.before_among(editions, form.filters.edition)
        return view(request, form, read_board(form.filters, previous, now=now), *args)

    return with_board


@board_view
def board(request: HttpRequest, form: BoardForm, board: Board) -> HttpResponse:
    """Charts, tables and what needs attention. At most 25 queries, however many slots and bookings."""
    context = {
        **_frame(),
        "form": form,
        "board": board,
        "charts": chart_data(board),
        "attention": attention(board, Ways.of(request.user), now=timezone.now()),
    }
    return render(request, "factories/board/board.html", context)


@board_view
def report(request: HttpRequest, form: BoardForm, board: Board) -> HttpResponse:
    """The same numbers as a page to print on A4."""
    context = {"board": board, "tables": board_tables(board), "now": timezone.now()}
    return render(request, "factories/board/report.html", context)


@board_view
def report_as_pdf(request: HttpRequest, form: BoardForm, board: Board) -> HttpResponse:
    """The report as a document to keep and to send on."""
    response = HttpResponse(report_pdf(board, now=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_filename(board)}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@board_view
def as_csv(request: HttpRequest, form: BoardForm, board: Board) -> HttpResponseBase:
    """One row per slot, for whoever counts differently."""
    return csv_response(slot_sheet(board), _filename(board))


@board_view
def as_xlsx(request: HttpRequest, form: BoardForm, board: Board) -> HttpResponseBase:
    """Every table of the board as a sheet, and one row per slot."""
    sheets = [*(table.as_sheet for table in board_tables(board)), slot_sheet(board)]
    return xlsx_response(sheets, _filename(board))


def _filename(board: Board) -> str:
    chosen = [board.filters.edition.name, board.filters.province, board.filters.day or ""]
    return slugify("-".join(str(part) for part in chosen if part))


def _frame() -> dict:
    """What Wagtail's own templates ask for."""
    title = _("Board")
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
    }
