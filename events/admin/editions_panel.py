"""Where an edition stands, above its form: state, numbers, and what can be done with it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.panels import Panel

from ..models import Edition
from ..phases import Phase, phase_of, takes_bookings
from ..selectors_figures import edition_totals
from . import links, words

LINKS_HOOK = "events_edition_links"
"""Other apps add links here: functions of (request, edition) that give (label, url) pairs.

The module knows neither the board nor the figures on the home page.
"""


class EditionStatePanel(Panel):
    """Read only. Cost: 4 queries; none on a new edition."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/edition_state_panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            if self.instance.pk is None:
                return context
            # Read anew: a refused form has already written its values into the instance.
            edition, now = Edition.objects.prefetch_related("waves").get(pk=self.instance.pk), timezone.now()
            user = self.request.user
            context |= {
                "edition": edition,
                "state": state_in_words(edition),
                "totals": edition_totals(edition),
                "links": [
                    pair for hook in hooks.get_hooks(LINKS_HOOK) for pair in hook(self.request, edition)
                ],
            }
            if user.has_perm("events.add_edition"):
                context["next_url"] = links.next_edition_url(edition.pk)
            if user.has_perm("events.change_edition") and phase_of(edition, now) != Phase.AFTER:
                is_open = takes_bookings(edition, now)
                name = "close_url" if is_open else "open_url"
                context[name] = links.switch_url(edition.pk, "close" if is_open else "open")
            return context


def state_in_words(edition: Edition) -> str:
    """Where the edition stands now, and until when. No query."""
    now = timezone.now()
    if phase_of(edition, now) == Phase.AFTER:
        return _("Over. Its numbers stay; persons are forgotten %(days)d days after their visit.") % {
            "days": edition.retention_days
        }
    if now < edition.bookings_open_at:
        return _("Bookings open on %(when)s.") % {"when": words.moment_in_words(edition.bookings_open_at)}
    if now < edition.bookings_close_at:
        closing = words.moment_in_words(edition.bookings_close_at)
        return _("Bookings are open, until %(when)s.") % {"when": closing}
    return _("Bookings are closed since %(when)s.") % {
        "when": words.moment_in_words(edition.bookings_close_at)
    }
