"""Writing to everybody of a slot, a plant, a day or any filter: look, try, then one button."""

import datetime as dt
import uuid

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .. import rules, selectors
from ..forms import add_refusal
from ..models import Booking, Slot
from ..services import messages as service
from . import booking_search, impact, links, words

MOST_TO_CALL = 200
"""People without an address that a page lists."""


class MessageForm(forms.Form):
    """Subject and text in each language of the site."""

    intent = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, languages: dict[str, int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            used = _("mails: %(count)d") % {"count": languages.get(code, 0)}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s: %(used)s)") % {"language": name, "used": used},
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": name},
                help_text=_(
                    "Plain text; an empty line makes a paragraph. Greeting, visit and code are added."
                ),
                max_length=5000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 7, "lang": code}),
            )

    def words(self, part: str) -> dict[str, str]:
        """What was written, by language; empty ones left out."""
        data = self.cleaned_data
        found = {code: data.get(f"{part}_{code}", "").strip() for code, _name in settings.LANGUAGES}
        return {code: text for code, text in found.items() if text}


class MessageNewView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Whom it reaches, how the mail will look, a test, and the button. About 6 queries to look."""

    model = Booking
    permission_required = "message"
    form_class = MessageForm
    template_name = "events/admin/message_new.html"
    page_title = gettext_lazy("Write to the visitors")
    header_icon = "mail"

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    @cached_property
    def found(self) -> QuerySet[Booking]:
        """The bookings of the filter in the address; none when it can't be read: never everybody."""
        found = booking_search.find(self.request.GET)
        return Booking.objects.none() if found is None else found

    @cached_property
    def recipients(self) -> service.Recipients:
        return service.recipients_of(self.found)

    def get_initial(self) -> dict:
        return {"intent": uuid.uuid4()}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "languages": self.recipients.languages}

    def form_valid(self, form: MessageForm) -> HttpResponse:
        """Show it, send it to oneself, or send it, as the button pressed says."""
        subjects, texts = form.words("subject"), form.words("text")
        if "confirm" in self.request.POST:
            return self._send(form, subjects, texts)
        for refusal in service.refuse_languages(self.recipients, subjects, texts):
            add_refusal(form, refusal)
        if form.errors:
            return self.form_invalid(form)
        if "test" in self.request.POST:
            self._try(subjects, texts)
        return self.render_to_response(self.get_context_data(form=form, is_ready=True))

    def _try(self, subjects: dict[str, str], texts: dict[str, str]) -> None:
        address = self.request.user.email
        if not address:
            messages.warning(self.request, _("Your user has no e-mail address: no test was sent."))
            return
        service.send_test(recipients=self.recipients, subjects=subjects, texts=texts, address=address)
        messages.success(self.request, _("A test is on its way to %(address)s.") % {"address": address})

    def _send(self, form: MessageForm, subjects: dict, texts: dict) -> HttpResponse:
        try:
            message = service.send_message(
                bookings=self.found,
                seal=self.request.POST.get("seal", ""),
                subjects=subjects,
                texts=texts,
                scope=self.scope_in_words(),
                by=self.request.user,
                intent=form.cleaned_data["intent"],
                now=self.now,
            )
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            return self.render_to_response(
                self.get_context_data(form=form, is_ready=refusal.code == "recipients_changed")
            )
        text = _("The message is queued. Mails: %(count)d.")
        if service.still_to_write(message):
            text = _("The message is being written. Mails: %(count)d. This page says how far it is.")
        messages.success(self.request, text % {"count": message.mails})
        return HttpResponseRedirect(links.message_url(message.pk))

    def scope_in_words(self) -> str:
        """The filters in use: "Day: 28/10/2027; Province: Torino". Search words are not repeated."""
        filters = booking_search.BookingFilterSet(self.request.GET, queryset=Booking.objects.none())
        parts = []
        if filters.is_valid():
            for name in filters.form.changed_data:
                field, value = filters.form.fields[name], filters.form.cleaned_data[name]
                said = _slot_in_words(value) if name == "slot" else _value_in_words(field, value)
                parts.append(f"{field.label}: {said}")
        if self.request.GET.get("q", "").strip():
            parts.append(_("search words"))
        return "; ".join(parts) or _("all confirmed bookings")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.BOOKINGS}:index"), "label": capfirst(Booking._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        form, is_ready = context["form"], context.get("is_ready", False)
        to_call = self.recipients.to_call
        samples = {}
        if is_ready:
            samples = service.samples_of(self.recipients, form.words("subject"), form.words("text"))
        query = self.request.GET.urlencode()
        return {
            **context,
            "media": form.media,
            "is_ready": is_ready,
            "scope": self.scope_in_words(),
            "recipients": self.recipients,
            "people": sum(booking.places for booking in self.recipients.bookings),
            "languages": [
                (impact.language_name(code), count)
                for code, count in sorted(self.recipients.languages.items())
            ],
            "to_call": to_call[:MOST_TO_CALL],
            "more_to_call": max(len(to_call) - MOST_TO_CALL, 0),
            "samples": [
                {
                    "code": code,
                    "language": impact.language_name(code),
                    "mail": mail,
                    "html": _shown(mail.html),
                }
                for code, mail in samples.items()
            ],
            "seal": self.recipients.seal if is_ready else "",
            "back_url": f"{reverse(f'{links.BOOKINGS}:index')}?{query}",
        }


def _shown(html: str) -> str:
    """The mail with the emblem from this very server: the preview asks no other."""
    return html.replace(f'src="{settings.SITE_URL}/', 'src="/')


def _slot_in_words(pk: object) -> str:
    """Plant and time of a slot; what the address says where there is none. 1 query."""
    slot = Slot.objects.filter(pk=pk).select_related("programme").first()
    return f"{slot.programme.name}, {words.moment_in_words(slot.starts_at)}" if slot else str(pk)


def _value_in_words(field: forms.Field, value: object) -> str:
    if isinstance(value, dt.date):
        return words.day_in_words(value)
    choices = dict(getattr(field, "choices", [])) if isinstance(value, str) else {}
    return str(choices.get(value, value))


class MessageInspectView(InspectView):
    """One message: what it said, to how many, how far it is, who is to be called. 3 queries, 4 at work."""

    template_name = "events/admin/message_inspect.html"

    def get_context_data(self, **kwargs: object) -> dict:
        message = self.object
        to_call = message.recipients.filter(by_mail=False).select_related("booking")
        return {
            **super().get_context_data(**kwargs),
            "when": words.moment_in_words(message.sent_at),
            "to_write": (to_write := service.still_to_write(message)),
            "written": message.mails - to_write,
            "worker_is_well": not to_write or selectors.worker_health(timezone.now()) == "ok",
            "versions": [
                {
                    "code": code,
                    "language": impact.language_name(code),
                    "subject": message.subjects[code],
                    "text": message.texts.get(code, ""),
                }
                for code in message.subjects
            ],
            "to_call": [
                {"booking": each.booking, "url": links.booking_url(each.booking_id)}
                for each in to_call[:MOST_TO_CALL]
            ],
            "may_look_up": self.request.user.has_perm("events.view_booking"),
        }
