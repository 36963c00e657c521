"""Read-only panels that show slots where staff look for them: on pages, visits and slots."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from .. import rules, selectors
from ..hosting import BookablePageMixin
from ..models import Slot, Visit
from ..scheduling import ROME
from . import impact, links, words
from .planner.single_views import acts_for


@dataclass(frozen=True)
class SlotLine:
    """One slot as a panel shows it."""

    time: str
    places: str
    note: str
    url: str


@dataclass(frozen=True)
class DayLines:
    """The slots of one visit on one day."""

    day: str
    lines: list[SlotLine]


@dataclass(frozen=True)
class VisitLines:
    """A visit and its coming slots."""

    visit: Visit
    name: str
    days: list[DayLines]
    url: str


def _may(user: AbstractBaseUser, *permissions: str) -> bool:
    return any(user.has_perm(f"events.{permission}") for permission in permissions)


def _planner_url(programme_key: uuid.UUID, user: AbstractBaseUser) -> str:
    """The plant's calendar, for whoever may plan. No query beside the user's rights."""
    return links.planner_url(programme_key) if _may(user, "add_visit", "change_visit") else ""


def _slot_line(row: selectors.SlotRow, may_change: bool) -> SlotLine:
    slot = row.slot
    note = "" if slot.status == Slot.Status.OPEN else slot.get_status_display()
    if not note and slot.free <= 0:
        note = _("full")
    return SlotLine(
        time=f"{timezone.localtime(slot.starts_at, ROME):%H:%M}",
        places=words.taken_in_words(slot.taken, slot.capacity),
        note=note,
        url=links.slot_url(slot.pk) if may_change else "",
    )


def days_by_visit(days: list[selectors.SlotDay], user: AbstractBaseUser) -> dict[int, list[DayLines]]:
    """Sort the slots of a programme by visit, then by day. No query beside the user's rights."""
    may_change = _may(user, "change_slot")
    result: dict[int, list[DayLines]] = defaultdict(list)
    for day in days:
        of_day: dict[int, list[SlotLine]] = defaultdict(list)
        for row in day.slots:
            of_day[row.slot.visit_id].append(_slot_line(row, may_change))
        for visit_id, lines in of_day.items():
            result[visit_id].append(DayLines(words.day_in_words(day.date), lines))
    return result


class SlotsPanel(Panel):
    """Visits and coming slots of a bookable page, with links to the booking screens.

    Read-only: slots never travel with drafts, translations or copies of a page.
    Cost: 3 queries (visits, slots, waves); 1 more on an alias; none while the page is not saved.
    """

    def __init__(self, heading: str = _("Visits and slots"), icon: str = "date", **kwargs: object) -> None:
        super().__init__(heading=heading, icon=icon, **kwargs)

    def on_model_bound(self) -> None:
        """Refuse page types without a programme as soon as the panels are put together."""
        if not issubclass(self.model, BookablePageMixin):
            raise ImproperlyConfigured(f"SlotsPanel needs a BookablePageMixin, not {self.model.__name__}.")

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/slots_panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            page, user, now = self.instance, self.request.user, timezone.now()
            context["is_saved"] = page.pk is not None
            if not context["is_saved"]:
                return context
            key = page.programme_key
            context["visits"] = self._visits(key, user, now)
            context["add_url"] = links.add_visit_url(key) if _may(user, "add_visit") else ""
            context["bookings_url"] = links.bookings_url(key) if _may(user, "view_booking") else ""
            context["planner_url"] = _planner_url(key, user)
            return context

        def _visits(self, key: object, user: AbstractBaseUser, now: dt.datetime) -> list[VisitLines]:
            visits = (
                Visit.objects.filter(programme_id=key, edition__last_day__gte=timezone.localdate(now))
                .select_related("edition", "programme")
                .order_by("edition__first_day", "pk")
            )
            days = days_by_visit(selectors.slot_days(programme_key=key, now=now), user)
            may_change = _may(user, "change_visit")
            return [
                VisitLines(
                    visit=visit,
                    name=visit.label or visit.edition.name,
                    days=days.get(visit.pk, []),
                    url=links.visit_url(visit.pk) if may_change else "",
                )
                for visit in visits
            ]


class VisitSlotsPanel(Panel):
    """The coming slots of a visit, on its own edit screen. Cost: 2 queries; none on a new visit."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/visit_slots_panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            visit, user = self.instance, self.request.user
            if visit.pk is None:
                return context
            days = selectors.slot_days(programme_key=visit.programme_id, now=timezone.now())
            context["days"] = days_by_visit(days, user).get(visit.pk, [])
            context["planner_url"] = links.planner_url(visit.programme_id, visit.edition)
            if _may(user, "view_booking"):
                context["bookings_url"] = links.bookings_url(visit.programme_id)
            return context


class SlotFactsPanel(Panel):
    """What a slot is, above the two fields that can be changed. Cost: 3 queries.

    Reads the slot anew: a refused form has already written its values into the instance.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/slot_facts_panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            slot = Slot.objects.with_rules().get(pk=self.instance.pk)
            user = self.request.user
            context["slot"] = slot
            context["when"] = words.moment_in_words(slot.starts_at)
            context["until"] = f"{timezone.localtime(slot.ends_at, ROME):%H:%M}"
            context["places"] = words.taken_in_words(slot.taken, slot.capacity)
            context["status"] = words.status_in_words(slot)
            context["is_editable"] = self.form.is_editable
            if impact.is_changeable(slot, timezone.now()):
                context["move_url"] = links.move_slot_url(slot.pk)
                context["shrink_url"] = links.shrink_slot_url(slot.pk) if slot.taken else ""
                context["cancel_url"] = links.cancel_slot_url(slot.pk)
            context["acts"] = [
                {"label": act.label, "url": links.slot_act_url(act.name, slot.pk)}
                for act in acts_for(slot, timezone.now())
            ]
            if _may(user, "change_visit"):
                context["planner_url"] = links.planner_url(slot.programme_id, slot.visit.edition)
                context["visit_url"] = links.visit_url(slot.visit_id)
            if _may(user, "view_booking"):
                context["bookings_url"] = links.bookings_url(slot.programme_id, slot.day)
            if _may(user, "change_booking") and slot.status == Slot.Status.OPEN:
                context["book_url"] = links.new_booking_url(slot.pk)
            if _may(user, "view_waitentry"):
                context["waiting"] = selectors.waiting_for_slot(slot)
                context["waiting_url"] = links.waiting_url(slot=slot.pk)
            if _may(user, "change_waitentry") and rules.refuse_slot(slot, timezone.now()) is None:
                context["wait_url"] = (
                    links.new_waiting_url(slot.pk) if slot.free < slot.visit.party_limit else ""
                )
            if _may(user, "message_booking"):
                context["write_url"] = links.write_url(f"slot={slot.pk}")
            return context
