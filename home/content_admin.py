"""The checks in the admin: as a report on all pages, and beside the editor of one."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from events.spreadsheets import safe_text

from .content_checks import CHECKS, Finding, Severity, findings


def checked_pages(user: object) -> QuerySet[Page]:
    """The pages somebody may change, aliases and the root left out."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_permission_for(user, "change").filter(depth__gt=1, alias_of=None)


def may_see_report(user: object) -> bool:
    """Whether there is any page that somebody may change."""
    return policy_registry.get_by_type(Page).user_has_permission(user, "change")


def findings_of(page: Page) -> list[Finding]:
    """What is found in one page as it is in memory, a draft for instance. 3 queries and what apps add."""
    return findings([page], timezone.now())


class ContentFilterSet(WagtailFilterSet):
    """Language narrows the pages; the two others narrow what was found in them."""

    locale = django_filters.ModelChoiceFilter(
        label=_("Language"),
        queryset=Locale.objects.all(),
        widget=forms.RadioSelect,
        empty_label=_("All languages"),
    )
    live = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[("True", _("Public")), ("False", _("Draft"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    severity = django_filters.ChoiceFilter(
        label=_("Weight"),
        choices=Severity.choices,
        method="leave",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    check = django_filters.ChoiceFilter(
        label=_("Check"),
        choices=lambda: [(each.code, each.label) for each in CHECKS.values()],
        method="leave",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    class Meta:
        model = Page
        fields = ["locale", "live"]

    def leave(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Not a matter of pages: see `keeps`."""
        return queryset

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding is among those asked for."""
        asked = self.form.cleaned_data if self.is_valid() else {}
        severity, code = asked.get("severity"), asked.get("check")
        return (not severity or finding.check.severity == severity) and (
            not code or finding.check.code == code
        )


class ContentReport(ReportView):
    """Reports → Content checks: public pages as they are on the site, others as last saved.

    Cost, however many pages there are: the pages one query per type and one for their list, the checks
    what `content_checks.findings` says.
    """

    page_title = _("Content checks")
    header_icon = "glasses"
    model = Page
    permission_policy = policy_registry.get_by_type(Page)
    any_permission_required = {"change"}
    filterset_class = ContentFilterSet
    index_url_name = "content_report"
    index_results_url_name = "content_report_results"
    verbose_name_plural = _("findings")
    export_filename = "content-checks"
    list_export = ["title", "language", "page_type", "severity", "label", "sentence"]
    export_headings = {
        "title": _("Page"),
        "language": _("Language"),
        "page_type": _("Type"),
        "severity": _("Weight"),
        "label": _("Check"),
        "sentence": _("What to do"),
    }
    # Titles come from companies too: no spreadsheet shall calculate them. XLSX says itself what is text.
    custom_field_preprocess = {
        "title": {ReportView.FORMAT_CSV: safe_text},
        "sentence": {ReportView.FORMAT_CSV: safe_text},
    }
    columns = [
        TitleColumn("title", label=_("Page"), accessor="title", get_url=lambda finding: finding.url),
        Column("language", label=_("Language")),
        StatusTagColumn(
            "severity",
            label=_("Weight"),
            accessor="severity",
            primary=lambda finding: finding.check.severity == Severity.ERROR,
        ),
        Column("sentence", label=_("What to do")),
        Column("page_type", label=_("Type")),
    ]

    def get_filtered_queryset(self) -> list[Finding]:
        """The findings, the worst first."""
        pages = self.filter_queryset(checked_pages(self.request.user))
        found = findings(pages.specific(), timezone.now())
        return [finding for finding in found if self.filters.keeps(finding)]

    def write_csv_response(self, queryset: list[Finding]) -> HttpResponse:
        """At once, not bit by bit: what is streamed is written after the language of the person is gone."""
        response = HttpResponse(b"".join(self.stream_csv(queryset)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.get_filename()}.csv"'
        return response


@require_admin_access
def page_findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """The findings of one page's last draft, as a piece of HTML: the editor asks after each saving."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = findings_of(page.get_latest_revision_as_object())
    return render(request, "home/admin/includes/findings.html", {"findings": found})
