"""The translators' desk: one list of everything, what changed since, files there and back."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images import get_image_model
from wagtail_localize.machine_translators import get_machine_translator

from events.forms import add_refusal
from events.rules import Refusal

from . import diffs, overview, po, services
from .forms import AssignForm, Filters, ImportForm, WordsForm, translators
from .overview import Item
from .texts import field_name, texts_of, translations_by_id

PER_PAGE = 50
INDEX = reverse_lazy("translations:index")


def may_translate(user: object) -> bool:
    """Whether somebody translates, and does not only look. No query once rights are loaded."""
    return user.has_perm("wagtail_localize.submit_translation")


def may_assign(user: object) -> bool:
    return user.has_perm("factories.change_translationtask")


class DeskMixin(WagtailAdminTemplateMixin):
    """Only for people with the right to see the desk; `needs` may ask for more."""

    header_icon = "wagtail-localize-language"
    page_title = gettext_lazy("Translations")
    needs: Callable[[object], bool] | None = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm("factories.view_translationtask"):
            raise PermissionDenied
        if self.needs and not type(self).needs(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict]:
        items = [*super().get_breadcrumbs_items(), {"url": INDEX, "label": _("Translations")}]
        if self.page_title != DeskMixin.page_title:
            items.append({"url": "", "label": self.get_page_title()})
        return items

    def get_context_data(self, **kwargs: object) -> dict:
        user = self.request.user
        rights = {"may_translate": may_translate(user), "may_assign": may_assign(user)}
        return {**super().get_context_data(**kwargs), **rights}


class DeskView(DeskMixin, TemplateView):
    """Everything translatable with its state.

    17 queries and 1 per kind of snippet (overview 13, people 1, texts of the shown rows 3, edition 1),
    however many texts there are.
    """

    template_name = "factories/translations/desk.html"

    def get_header_buttons(self) -> list[HeaderButton]:
        buttons, user = [], self.request.user
        if user.has_perm("factories.view_glossaryterm") or user.has_perm("factories.change_glossaryterm"):
            buttons.append(HeaderButton(_("Glossary"), url=reverse("glossary:index"), icon_name="list-ul"))
        if may_translate(user):
            url = reverse("translations:import")
            buttons.append(HeaderButton(_("Upload a PO file"), url=url, icon_name="upload"))
        return buttons

    def get_context_data(self, **kwargs: object) -> dict:
        now, query = timezone.now(), self.request.GET
        items = overview.everything(now)
        people = translators()
        filters = Filters(query, items, people, self.request.user)
        found = filters.apply(timezone.localdate(now))
        page = Paginator(found, PER_PAGE).get_page(query.get("p"))
        _add_warnings(page.object_list)
        return {
            **super().get_context_data(**kwargs),
            "filters": filters,
            "summary": overview.summary(items),
            "found": found,
            "page_obj": page,
            "today": timezone.localdate(now),
            "address": urlencode({name: value for name, value in filters.asked.items() if value}),
            "form": AssignForm(initial={"due": services.latest_due(now)}),
            "has_machine": get_machine_translator() is not None,
        }


def _add_warnings(items: list[Item]) -> None:
    """Count what the glossary says against the shown translations. 3 queries."""
    rows = translations_by_id(item.translation_id for item in items if item.translation_id)
    texts = texts_of(rows)
    for item in items:
        found = texts.get(item.translation_id, [])
        item.warnings = sum(len(text.warnings) for text in found)


class ActView(DeskMixin, View):
    """What is done to the chosen rows. Back to the list as it was, with a message."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, action: str) -> HttpResponse:
        """`action` names one of ACTIONS; rows come as "subject|language", or `all` that are found."""
        act, needs = self.actions.get(action, (None, None))
        if act is None:
            raise Http404
        if not needs(request.user):
            raise PermissionDenied
        self.back = f"{INDEX}?{request.POST.get('address', '')[:1000]}"
        if not self.chosen:
            messages.warning(request, _("Choose at least one text."))
            return HttpResponseRedirect(self.back)
        try:
            answer = act(self, self.chosen)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(self.back)
        return answer or HttpResponseRedirect(self.back)

    @cached_property
    def chosen(self) -> list[Item]:
        """The rows of the list that are ticked, or all that the filters find."""
        now, post = timezone.now(), self.request.POST
        items = overview.everything(now)
        if post.get("all"):
            asked = dict(parse_qsl(post.get("address", "")[:1000]))
            return Filters(asked, items, translators(), self.request.user).apply(timezone.localdate(now))
        ticked = set(post.getlist("item"))
        return [item for item in items if item.value in ticked]

    def assign(self, items: list[Item]) -> None:
        form = AssignForm(self.request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(self.request, " ".join(errors))
            return
        done = services.assign(items=items, now=timezone.now(), **form.cleaned_data)
        text = ngettext("%(n)d text assigned.", "%(n)d texts assigned.", done)
        messages.success(self.request, text % {"n": done})

    def start(self, items: list[Item]) -> None:
        done = services.start(items=items, user=self.request.user)
        text = ngettext("%(n)d translation begun as a draft.", "%(n)d translations begun as drafts.", done)
        messages.success(self.request, text % {"n": done})

    def by_machine(self, items: list[Item]) -> None:
        rows = translations_by_id(item.translation_id for item in items if item.translation_id)
        done = services.translate_by_machine(translations=rows, user=self.request.user)
        if not done:
            text = _("The machine gave nothing: all is translated already, or its service does not answer.")
            messages.warning(self.request, text)
            return
        text = ngettext(
            "A machine drafted texts of %(n)d page. Read them before you publish.",
            "A machine drafted texts of %(n)d pages. Read them before you publish.",
            done,
        )
        messages.success(self.request, text % {"n": done})

    def export(self, items: list[Item]) -> HttpResponse | None:
        rows = translations_by_id(item.translation_id for item in items if item.translation_id)
        if not rows:
            messages.warning(self.request, _("None of these has begun: begin the translations first."))
            return None
        name, content = po.export(rows)
        kind = "application/zip" if name.endswith(".zip") else "text/x-gettext-translation"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=kind, headers=headers)

    actions = {
        "assign": (assign, may_assign),
        "start": (start, may_translate),
        "machine": (by_machine, may_translate),
        "export": (export, may_translate),
    }


class ChangesView(DeskMixin, TemplateView):
    """One translation: what the source said and says, and the translation beside it. 6 queries."""

    template_name = "factories/translations/changes.html"
    page_title = gettext_lazy("What changed since")

    def get_context_data(self, **kwargs: object) -> dict:
        number = self.kwargs["pk"]
        found = translations_by_id([number]) if number < 2**63 else []  # more no database counts
        if not found:
            raise Http404
        translation = found[0]
        texts = texts_of(found)[translation.pk]
        waiting = [
            diffs.Change(text, field_name(translation, text.path))
            for text in texts
            if not text.translation or text.error
        ]
        target = translation.source.object.get_instance_or_none(translation.target_locale)
        return {
            **super().get_context_data(**kwargs),
            "translation": translation,
            "waiting": waiting,
            "to_check": [text for text in texts if text.by_machine or text.warnings],
            "done": sum(bool(text.translation) for text in texts),
            "total": len(texts),
            "edit_url": translation.get_target_instance_edit_url() if target else "",
        }


class ImportView(DeskMixin, FormView):
    """PO files back from the translators. What they hold is stored, nothing is published."""

    template_name = "factories/translations/import.html"
    page_title = gettext_lazy("Upload a PO file")
    form_class = ImportForm
    needs = may_translate

    def form_valid(self, form: Form) -> HttpResponse:
        upload = form.cleaned_data["file"]
        try:
            files = po.read(upload.name, upload.read(po.MOST_BYTES + 1))
            report = po.import_files(files=files, user=self.request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=ImportForm(), report=report))


class WordsView(DeskMixin, FormView):
    """The text alternative of a picture, or the label of a visit, in one language. 6 queries."""

    template_name = "factories/translations/words.html"
    page_title = gettext_lazy("Translate")
    form_class = WordsForm
    success_url = INDEX
    needs = may_translate

    @cached_property
    def item(self) -> Item:
        subject = f"{self.kwargs['kind']}:{self.kwargs['number']}"
        language = self.kwargs["language"]
        for item in overview.everything(timezone.now()):
            if item.subject == subject and item.locale.language_code == language:
                return item
        raise Http404

    @cached_property
    def words(self) -> dict[str, str]:
        return services.source_words(self.kwargs["kind"], self.kwargs["number"]) or {}

    def get_form_kwargs(self) -> dict:
        locale = self.item.locale
        label = locale.get_display_name()
        return {**super().get_form_kwargs(), "language": locale.language_code, "label": label}

    def get_initial(self) -> dict:
        return {"text": self.words.get(self.kwargs["language"], "")}

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            services.save_words(
                kind=self.kwargs["kind"],
                number=self.kwargs["number"],
                item=self.item,
                text=form.cleaned_data["text"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: object) -> dict:
        source, _targets = overview.target_locales()
        words = self.words.get(source.language_code, "")
        shown = {"item": self.item, "source": source, "source_words": words}
        if self.kwargs["kind"] == overview.IMAGE:
            shown["picture"] = get_image_model().objects.get(pk=self.kwargs["number"])
        return {**super().get_context_data(**kwargs), **shown}
