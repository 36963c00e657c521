"""An edition's life in the admin: prepared from the one before, opened, closed."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log
from wagtail.models import Page

from .. import rules
from ..forms import add_refusal
from ..models import Edition, Visit
from ..services import editions as services
from . import links, words
from .editions_forms import NextEditionForm


class EditionPageView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the pages about one edition have in common."""

    model = Edition
    permission_required = "change"
    header_icon = "calendar-alt"

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(Edition.objects.prefetch_related("waves"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.edition.name

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.EDITIONS}:index"), "label": capfirst(Edition._meta.verbose_name_plural)},
            {"url": links.edition_url(self.edition.pk), "label": self.edition.name},
            {"url": "", "label": self.get_page_title()},
        ]


class NextEditionView(EditionPageView, FormView):
    """The next edition from this one: dates and visits, a preview in numbers, one confirmation.

    Drawing costs about 12 queries, whatever the number of visits; making it about 20.
    """

    permission_required = "add"
    page_title = gettext_lazy("Prepare the next edition")
    template_name = "events/admin/edition_next.html"
    form_class = NextEditionForm

    @cached_property
    def visits(self) -> list[Visit]:
        return services.visits_to_carry(self.edition)

    @cached_property
    def unpublished(self) -> set[uuid.UUID]:
        """Programmes without a live page: their plant may not come back. 1 query."""
        keys = {visit.programme_id for visit in self.visits}
        live = Page.objects.filter(translation_key__in=keys, live=True)
        return keys - set(live.values_list("translation_key", flat=True))

    def get_initial(self) -> dict:
        """Every visit whose page is published is ticked."""
        return {"visits": [v.pk for v in self.visits if v.programme_id not in self.unpublished]}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "source": self.edition, "visits": self.visits}

    def form_valid(self, form: NextEditionForm) -> HttpResponse:
        """Show what would be made; make it when just that was confirmed."""
        try:
            services.refuse_dates(self.edition, form.dates)
            if "confirm" in self.request.POST and self.request.POST.get("seen") == form.seal:
                return self._make(form)
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        chosen = [visit for visit in self.visits if visit.pk in set(form.cleaned_data["visits"])]
        plan = services.plan_next_edition(source=self.edition, dates=form.dates, visits=chosen)
        return self.render_to_response(self.get_context_data(form=form, plan=plan, seal=form.seal))

    def _make(self, form: NextEditionForm) -> HttpResponse:
        made = services.make_next_edition(
            source_id=self.edition.pk, dates=form.dates, visit_ids=form.cleaned_data["visits"]
        )
        if made.made:
            log(instance=made.edition, action="wagtail.create", user=self.request.user)
        messages.success(self.request, _done_in_words(made))
        return HttpResponseRedirect(links.edition_url(made.edition.pk))

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        ticked = {str(value) for value in form["visits"].value() or []}
        return {
            **context,
            "media": form.media,
            "edition": self.edition,
            "edition_url": links.edition_url(self.edition.pk),
            "rows": [
                {
                    "visit": visit,
                    "is_ticked": str(visit.pk) in ticked,
                    "is_unpublished": visit.programme_id in self.unpublished,
                }
                for visit in self.visits
            ],
        }


def _done_in_words(made: services.NextEdition) -> str:
    if not made.made:
        return _("“%(edition)s” was there already: nothing was changed.") % {"edition": made.edition.name}
    count = len(made.visits)
    text = ngettext(
        "“%(edition)s”: %(visits)d visit with %(slots)d slots carried over.",
        "“%(edition)s”: %(visits)d visits with %(slots)d slots carried over.",
        count,
    )
    return text % {"edition": made.edition.name, "visits": count, "slots": made.slots}


class BookingsSwitchView(EditionPageView, TemplateView):
    """Says what opening or closing now means, and does it when it is confirmed. 6 queries."""

    template_name = "events/admin/edition_switch.html"
    confirm_label = ""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do it, or say why it can't be done; back to the edition either way."""
        try:
            edition = self.switch()
        except rules.Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            log(instance=edition, action="wagtail.edit", user=request.user)
            messages.success(request, self.done_in_words(edition))
        return HttpResponseRedirect(links.edition_url(self.edition.pk))

    def switch(self) -> Edition:
        """Change the edition. Raises rules.Refusal."""
        raise NotImplementedError

    def explained(self) -> list[str]:
        """What would happen, a sentence each."""
        raise NotImplementedError

    def done_in_words(self, edition: Edition) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: object) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "edition": self.edition,
            "edition_url": links.edition_url(self.edition.pk),
            "explained": self.explained(),
            "confirm_label": self.confirm_label,
        }


class OpenBookingsView(BookingsSwitchView):
    page_title = gettext_lazy("Open bookings now")
    confirm_label = gettext_lazy("Open bookings now")

    def switch(self) -> Edition:
        return services.open_bookings(edition_id=self.edition.pk, now=timezone.now())

    def explained(self) -> list[str]:
        now = timezone.now()
        closing = self.edition.bookings_close_at
        if closing <= now:
            closing = services.closing_after(self.edition, now)
        lines = [
            _("From this moment everybody can book; nobody is told by mail."),
            _("Bookings close on %(when)s.") % {"when": words.moment_in_words(closing)},
        ]
        waves = sorted(self.edition.waves.all(), key=lambda wave: wave.opens_at)
        if waves and waves[0].opens_at > now:
            text = _("The first wave, %(percent)d %% of the places, begins now; the later ones stay.")
            lines.append(text % {"percent": waves[0].percent})
        return lines

    def done_in_words(self, edition: Edition) -> str:
        closing = words.moment_in_words(edition.bookings_close_at)
        return _("Bookings are open. They close on %(when)s.") % {"when": closing}


class CloseBookingsView(BookingsSwitchView):
    page_title = gettext_lazy("Close bookings now")
    confirm_label = gettext_lazy("Close bookings now")

    def switch(self) -> Edition:
        return services.close_bookings(edition_id=self.edition.pk, now=timezone.now())

    def explained(self) -> list[str]:
        return [
            _("From this moment nobody can book or join a waiting list."),
            _(
                "What is booked stays booked. Visitors can change their party and give back places, "
                "but not move."
            ),
            _("They can be opened again."),
        ]

    def done_in_words(self, edition: Edition) -> str:
        return _("Bookings are closed.")
