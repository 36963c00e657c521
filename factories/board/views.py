"""The board in the admin. Read only: GET and nothing else."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from events import selectors_figures as figures
from events.models import Edition

from .attention import Ways, attention
from .charts import chart_data
from .filters import BoardForm
from .reading import Board, read_board

MAY_SEE = "events.view_board"
NO_EDITION = "factories/board/no_edition.html"


def board_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one choice: asks for the right, reads the address and the board, hands both on."""

    @require_safe
    @permission_required(MAY_SEE)
    @wraps(view)
    def with_board(request: HttpRequest, *args: str) -> HttpResponse:
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
