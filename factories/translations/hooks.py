"""What translations add to Wagtail's admin; `factories/wagtail_hooks.py` imports it."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page, PageLogEntry, TranslatableMixin
from wagtail.snippets.permissions import get_permission_name

from factories.models import GlossaryTerm

from . import publishing, updating
from .forms import TERM_FIELDS, TermForm

BEFORE_LOCALIZE = -10
"""wagtail-localize answers these hooks itself: what must be asked first comes before it."""


@hooks.register("before_edit_page", order=BEFORE_LOCALIZE)
def refuse_incomplete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing a translation in wagtail-localize's editor: only when it is complete."""
    return _refuse_incomplete(request, page)


@hooks.register("before_edit_snippet", order=BEFORE_LOCALIZE)
def refuse_incomplete_snippet(request: HttpRequest, instance: Model) -> HttpResponse | None:
    """The same for sectors, topics and menus; and who only translates writes none in the first language."""
    if not isinstance(instance, TranslatableMixin):
        return None
    is_first = instance.locale.language_code == settings.LANGUAGE_CODE
    if is_first and not request.user.has_perm(get_permission_name("add", type(instance))):
        raise PermissionDenied
    return _refuse_incomplete(request, instance)


@hooks.register("after_edit_snippet")
def carry_snippet(request: HttpRequest, instance: Model) -> None:
    """A changed sector, topic or menu: its translations follow as far as they are complete."""
    if isinstance(instance, TranslatableMixin) and instance.locale.language_code == settings.LANGUAGE_CODE:
        publishing.carry_snippet(instance)


def _refuse_incomplete(request: HttpRequest, instance: Model) -> HttpResponse | None:
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = publishing.translation_into(instance)
    refused = translation and publishing.refuse_publication(translation, instance, timezone.now())
    if not refused:
        return None
    messages.error(request, refused)
    return HttpResponseRedirect(request.path)


@hooks.register("register_log_actions")
def register_refusals(actions: LogActionRegistry) -> None:
    """What the history of a page says of a publication that did not take place."""

    @actions.register_action("factories.publication_refused")
    class RefusedFormatter(LogFormatter):
        label = _("Publication refused")

        def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
            return _("Not published: %(reason)s") % {"reason": log_entry.data.get("reason", "")}


class GlossaryViewSet(ModelViewSet):
    """Words whose translation is fixed, and names that are never translated."""

    model = GlossaryTerm
    name = "glossary"
    url_prefix = "translations/glossary"
    icon = "list-ul"
    menu_label = _("Glossary")
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["term", Column("in_words", label=_("Translations")), "note"]
    search_fields = ["term", "note"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("term"),
            FieldPanel("is_name"),
            *(FieldPanel(name) for name in TERM_FIELDS.values()),
            FieldPanel("note"),
        ],
        base_form_class=TermForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """No page of usages: nothing refers to a term."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})


@hooks.register("register_admin_viewset")
def register_glossary() -> GlossaryViewSet:
    return GlossaryViewSet()


@hooks.register("register_admin_urls")
def register_desk() -> list[URLPattern]:
    return [path("translations/", include("factories.translations.urls"))]


@hooks.register("register_admin_urls", order=BEFORE_LOCALIZE)
def register_update_view() -> list[URLPattern]:
    """wagtail-localize's "sync" page, at its own address, without the tick that publishes unread texts."""
    view = updating.QuietUpdateView.as_view()
    return [path("localize/update/<int:translation_source_id>/", view)]


class DeskMenuItem(MenuItem):
    """Shown only to people with the right; the desk itself asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("factories.view_translationtask")


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Translations"),
        reverse("translations:index"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=250,
    )


@hooks.register("register_permissions")
def offer_permissions() -> QuerySet[Permission]:
    """What the group screen offers beside the glossary's own: to see the desk, to assign."""
    codenames = ["view_translationtask", "change_translationtask"]
    return Permission.objects.filter(content_type__app_label="factories", codename__in=codenames)


@hooks.register("construct_reports_menu")
def leave_out_the_smaller_report(request: HttpRequest, items: list[MenuItem]) -> None:
    """wagtail-localize's own report knows less than the desk, and asks for no permission."""
    address = reverse("wagtail_localize:translations_report")
    items[:] = [item for item in items if item.url != address]
