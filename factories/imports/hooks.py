"""The import in the admin: addresses, menu, right."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views


class ImportMenuItem(MenuItem):
    """Shown only to people with the right; each page asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.MAY_IMPORT)


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [
        path("import/", views.index, name="factories_imports"),
        path("import/template/<slug:name>/", views.template, name="factories_import_template"),
        path("import/<int:pk>/", views.batch, name="factories_import"),
        path("import/<int:pk>/progress/", views.progress, name="factories_import_progress"),
        path("import/<int:pk>/columns/", views.mapping, name="factories_import_columns"),
        path("import/<int:pk>/check/", views.check, name="factories_import_check"),
        path("import/<int:pk>/apply/", views.apply, name="factories_import_apply"),
        path("import/<int:pk>/undo/", views.undo, name="factories_import_undo"),
        path("import/<int:pk>/errors/<slug:name>/", views.problems, name="factories_import_errors"),
    ]


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    return ImportMenuItem(
        _("Import"), reverse("factories_imports"), name="import", icon_name="upload", order=220
    )


@hooks.register("register_permissions")
def import_permission() -> QuerySet[Permission]:
    """Lets Wagtail's group screen offer the right."""
    return Permission.objects.filter(content_type__app_label="factories", codename="add_importbatch")
