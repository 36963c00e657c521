"""The checks in the admin: addresses, a report, and what Wagtail looks for in the drawn page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import BaseItem, ContentCheckerItem

from .content_admin import ContentReport, may_see_report, page_findings


class ReportMenuItem(MenuItem):
    """Shown to whoever may change a page; the report itself asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_report(request.user)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return ReportMenuItem(
        _("Content checks"), reverse("content_report"), name="content-checks", icon_name="glasses", order=900
    )


@hooks.register("register_admin_urls")
def register_urls() -> Iterator[URLPattern]:
    yield path("reports/content/", ContentReport.as_view(), name="content_report")
    yield path(
        "reports/content/results/", ContentReport.as_view(results_only=True), name="content_report_results"
    )
    yield path("reports/content/page/<int:page_id>/", page_findings, name="page_findings")


@hooks.register("insert_editor_js")
def renew_findings() -> SafeString:
    """The findings follow the automatic saving."""
    return format_html('<script src="{}" defer></script>', static("home/admin/content-findings.js"))


class DrawnPageChecks(ContentCheckerItem):
    """Wagtail's checks by axe, for what editors write: the frame of the page is tested elsewhere."""

    axe_include = ["main"]
    axe_run_only = [
        # The introduction is looked at by our own check.
        *(rule for rule in ContentCheckerItem.axe_run_only if rule != "empty-meta-description"),
        "image-alt",
        "link-in-text-block",
        "list",
        "listitem",
        "td-headers-attr",
        "video-caption",
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("Picture without a text alternative"),
            "help_text": _("Open the picture and say in one sentence what it shows"),
        },
        "video-caption": {
            "error_name": _("Video without captions"),
            "help_text": _("Add a WebVTT file to the video, or tick that nobody speaks in it"),
        },
    }


@hooks.register("construct_wagtail_userbar")
def check_what_editors_write(request: HttpRequest, items: list[BaseItem], page: object) -> None:
    """Our selection in the place of Wagtail's."""
    items[:] = [
        DrawnPageChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
