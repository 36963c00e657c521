"""The pages of the import in the admin. Each asks for the right itself."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from events import rules
from events import selectors as events
from events.spreadsheets import csv_response, xlsx_response
from factories.models import ImportBatch, ImportState, RowKind

from . import batches, pages, template_file
from .forms import MappingForm, UploadForm
from .guard import UnreadableFile

MAY_IMPORT = "factories.add_importbatch"
may_import = permission_required(MAY_IMPORT)


@may_import
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Upload a file; what was imported before. 4 queries for the list, however long."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = batches.upload(name=file.name, content=file.read(), user=request.user, now=timezone.now())
            return redirect("factories_import", batch.pk)
        except UnreadableFile as error:
            form.add_error("file", str(error))
    history = ImportBatch.objects.select_related("created_by", "applied_by").defer(*pages.HEAVY)
    page = Paginator(history, 25).get_page(request.GET.get("p"))
    context = pages.frame() | {"form": form, "page": page, "lines": [pages.history_line(b) for b in page]}
    return render(request, "factories/admin/imports/index.html", context)


@may_import
@require_safe
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file to start from: empty or with an example, as XLSX or one table as CSV. 1 query."""
    edition = events.current_edition(timezone.now())
    day = edition.first_day if edition else timezone.localdate()
    example = "example" in request.GET
    if name == "xlsx":
        return xlsx_response(
            template_file.tables(example=example, day=day),
            "importazione-esempio" if example else "importazione",
        )
    if name not in RowKind.values:
        raise Http404
    table = template_file.table_of(name, example=example, day=day)
    return csv_response(table, table.title.lower())


@may_import
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a file stands: its columns, its progress, or its report. 4 queries."""
    found = get_object_or_404(
        ImportBatch.objects.select_related("created_by", "applied_by", "undone_by"), pk=pk
    )
    context = pages.batch_context(found, request.GET, timezone.now(), request.user)
    if found.state == ImportState.MAPPING:
        context["form"] = MappingForm(sheets=batches.sheets_of(found), mapping=found.mapping)
    return render(request, "factories/admin/imports/batch.html", context)


@may_import
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, for htmx to poll; once it ended the whole page is fetched. 2 queries."""
    found = get_object_or_404(ImportBatch.objects.defer(*pages.HEAVY), pk=pk)
    context = pages.progress_context(found, timezone.now())
    response = render(request, "factories/admin/imports/includes/progress.html", context)
    if not found.is_working:
        response["HX-Refresh"] = "true"
    return response


@may_import
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns are, or change it after a check."""
    found = get_object_or_404(ImportBatch, pk=pk, state__in=[ImportState.MAPPING, ImportState.CHECKED])
    data = request.POST if request.method == "POST" else None
    form = MappingForm(data, sheets=batches.sheets_of(found), mapping=found.mapping)
    if request.method == "POST" and form.is_valid():
        return _do(request, found, batches.assign, mapping=form.mapping)
    context = pages.batch_context(found, request.GET, timezone.now(), request.user) | {"form": form}
    return render(request, "factories/admin/imports/batch.html", context)


@may_import
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a file once more."""
    return _do(request, get_object_or_404(ImportBatch, pk=pk), batches.start_check)


@may_import
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file that was checked."""
    return _do(request, get_object_or_404(ImportBatch, pk=pk), batches.start_apply, user=request.user)


@may_import
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking an import back means, then one button."""
    found = get_object_or_404(ImportBatch, pk=pk, state=ImportState.APPLIED)
    if request.method == "POST":
        return _do(request, found, batches.start_undo, user=request.user)
    context = pages.batch_context(found, request.GET, timezone.now(), request.user)
    return render(request, "factories/admin/imports/undo.html", context)


@may_import
@require_safe
def problems(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """The errors of a file as a table to work through. 1 query."""
    found = get_object_or_404(ImportBatch, pk=pk)
    table = pages.problems_table(found)
    filename = f"importazione-{found.pk}-errori"
    return csv_response(table, filename) if name == "csv" else xlsx_response([table], filename)


def _do(request: HttpRequest, found: ImportBatch, service: object, **values: object) -> HttpResponse:
    try:
        service(batch=found, now=timezone.now(), **values)
    except rules.Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        found.refresh_from_db()
        if sentence := pages.said(found):
            messages.success(request, sentence)
    return redirect("factories_import", found.pk)
