"""The board in the admin's menu, for whoever may see it."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from events.models import Edition

from . import views


class BoardMenuItem(MenuItem):
    """Shown only to people with the right; the page itself asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.MAY_SEE)


@hooks.register("register_admin_urls")
def board_urls() -> list[URLPattern]:
    return [
        path("board/", views.board, name="board"),
        path("board/report/", views.report, name="board_report"),
        path("board/report.pdf", views.report_as_pdf, name="board_report_pdf"),
        path("board/slots.csv", views.as_csv, name="board_csv"),
        path("board/tables.xlsx", views.as_xlsx, name="board_xlsx"),
    ]


@hooks.register("register_admin_menu_item")
def board_menu_item() -> MenuItem:
    return BoardMenuItem(_("Board"), reverse("board"), name="board", icon_name="view", order=205)


@hooks.register("register_permissions")
def board_permission() -> QuerySet[Permission]:
    """Lets Wagtail's group screen offer the right."""
    return Permission.objects.filter(content_type__app_label="events", codename="view_board")


@hooks.register("construct_reports_menu")
def no_report_of_pages_without_pages(request: HttpRequest, items: list[MenuItem]) -> None:
    """wagtail-localize shows its report to everybody; who has no page, as the Region, needs none."""
    if not user_has_any_page_permission(request.user):
        address = reverse("wagtail_localize:translations_report")
        items[:] = [item for item in items if item.url != address]


@hooks.register("events_edition_links")
def board_of_the_edition(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """From an edition's page to its board."""
    if not request.user.has_perm(views.MAY_SEE):
        return []
    return [(gettext("Board"), f"{reverse('board')}?edition={edition.pk}")]
