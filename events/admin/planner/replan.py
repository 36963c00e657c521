"""What new days and times of a visit would do, before they are saved: words, calendar, mails, one button."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...hosting import host_info
from ...models import Booking, Notice, Slot, WaitEntry
from ...models.visits import SlotStatus
from ...scheduling import ROME
from ...services import SlotPlan, notices, replanning, slots
from ...services.wording import About
from .. import impact, words
from ..change_forms import MailTextForm
from . import entries
from .calendar import Entry, Sheet, sheets

STAYS = ""
"""The choice that leaves a booked slot where it is."""


class ReplanForm(MailTextForm):
    """For each booked slot that is no longer planned: where it goes, or that it stays."""

    def __init__(self, *args: object, plan: SlotPlan, **kwargs: object) -> None:
        super().__init__(*args, about=About.MOVED, **kwargs)
        starts = [start.starts_at for start in replanning.targets(plan, plan.visit)]
        choices = [(start.isoformat(), words.moment_in_words(start)) for start in starts]
        suggested = replanning.suggest_moves(plan, plan.visit)
        for slot in plan.affected:
            chosen = suggested.get(slot.pk)
            self.fields[f"move_{slot.pk}"] = forms.ChoiceField(
                label=words.moment_in_words(slot.starts_at),
                required=False,
                choices=[(STAYS, _("stays where it is, nobody is told")), *choices],
                initial=chosen.isoformat() if chosen else STAYS,
            )

    @property
    def moves(self) -> dict[int, dt.datetime]:
        """Where slots go, by slot: as chosen, or as suggested while nothing was sent."""
        found = {}
        for name, field in self.fields.items():
            if name.startswith("move_"):
                value = self.cleaned_data.get(name) if self.is_bound else field.initial
                if value:
                    found[int(name.removeprefix("move_"))] = dt.datetime.fromisoformat(value)
        return found


class Replanning:
    """A plan to look at, with what was chosen about it so far. `data` is what the browser sent.

    Choices that were made for another plan are dropped: the plan is shown with fresh suggestions.
    2 queries when bookings would move, and 2 to 4 for each language they are told in.
    """

    def __init__(self, plan: SlotPlan, data: QueryDict | Mapping[str, str]) -> None:
        self.plan, self.visit = plan, plan.visit
        self.outline = replanning.fingerprint(plan, {}, [])
        is_about_this = data.get("replan-outline") == self.outline
        self.form = ReplanForm(
            data if is_about_this else None, prefix="replan", plan=plan, languages=self._languages
        )
        self.is_valid = not self.form.is_bound or self.form.is_valid()
        self.refusal = replanning.refuse_moves(plan, self.visit, self.moves) if self.is_valid else None
        self.is_ready = self.is_valid and self.refusal is None
        self.was_seen = is_about_this and self.is_ready and data.get("replan-seen") == self.seal

    @cached_property
    def _affected(self) -> list[Booking]:
        return replanning.told_by(self.plan.affected) if self.plan.affected else []

    @cached_property
    def _waiting(self) -> list[WaitEntry]:
        return slots.waiting_for(slot.pk for slot in self.plan.affected) if self.plan.affected else []

    @property
    def _languages(self) -> Counter[str]:
        people = [*self._affected, *self._waiting]
        return Counter(each.language for each in people if each.email)

    @property
    def moves(self) -> dict[int, dt.datetime]:
        return self.form.moves if self.is_valid else {}

    @property
    def told(self) -> list[Booking]:
        """The bookings that are told, by mail or by telephone, in the order the service takes them."""
        return [booking for booking in self._affected if booking.slot_id in self.moves]

    @property
    def mailed(self) -> list[Booking]:
        """Those of `told` with an e-mail address; the desk calls the others."""
        return [booking for booking in self.told if booking.email]

    @property
    def waiting_told(self) -> list[WaitEntry]:
        """The parties that wait for a slot that moves, in the order the service takes them."""
        return [entry for entry in self._waiting if entry.slot_id in self.moves]

    @property
    def seal(self) -> str:
        """What the page shows: confirmed only together with the same."""
        return replanning.fingerprint(self.plan, self.moves, self.told, self.waiting_told)

    @property
    def summary(self) -> str:
        """How many slots are added, put back, kept and withdrawn, and how many move along."""
        filled = set(self.moves.values())
        rest = replace(
            self.plan,
            add=[start for start in self.plan.add if start.starts_at not in filled],
            restore=[slot for slot in self.plan.restore if slot.starts_at not in filled],
        )
        if not filled:
            return words.plan_in_words(rest)
        text = ngettext(
            "%(count)d booked slot moves along;", "%(count)d booked slots move along;", len(filled)
        )
        return f"{text % {'count': len(filled)}} {words.plan_in_words(rest)}"

    @property
    def to_tell(self) -> str:
        """Who will be sent a mail, who is to be called, and that nobody else is."""
        if not self.told:
            return _("No mail is sent.")
        waiting = words.waiting_stays_in_words(self.waiting_told)
        told = [words.to_tell_in_words(self.told), waiting, _("Nobody else is told.")]
        return " ".join(filter(None, told))

    @property
    def confirm_label(self) -> str:
        """What the one button does: how many mails, how many people to call."""
        if not self.told and not self.waiting_told:
            return _("Apply")
        return words.act_and_tell(_("Apply"), self.told, self.waiting_told)

    @cached_property
    def drafts(self) -> list[impact.Draft]:
        """The mail once per language, about the first booking that gets it in that language."""
        drafts = []
        for language, count in sorted(Counter(booking.language for booking in self.mailed).items()):
            first = min(
                (booking for booking in self.mailed if booking.language == language),
                key=lambda booking: booking.is_offer,
            )
            moved = impact.moved_copy(first.slot, self.moves[first.slot_id])
            moved.ends_at = moved.starts_at + dt.timedelta(minutes=self.visit.duration_minutes)
            mail = notices.render_booking_mail(
                Notice.Kind.MOVED,
                impact.sample_of(first, moved),
                host_info(self.visit.programme, language),
                token="sample",
                old_slot=first.slot,
                note=self.form.note,
            )
            drafts.append(impact.Draft(language, impact.language_name(language), count, 0, mail))
        return drafts + self._waiting_drafts()

    def _waiting_drafts(self) -> list[impact.Draft]:
        """The same for who waits, about the first slot that somebody waits for."""
        if not self.waiting_told:
            return []
        old = next(slot for slot in self.plan.affected if slot.pk == self.waiting_told[0].slot_id)
        moved = impact.moved_copy(old, self.moves[old.pk])
        moved.ends_at = moved.starts_at + dt.timedelta(minutes=self.visit.duration_minutes)
        moved.programme = self.visit.programme
        said = {"old_slot": old, "note": self.form.note}
        kind = Notice.Kind.WAITING_MOVED
        return impact.draft_waiting_mails(kind, self.waiting_told, moved, lambda sample: said)

    @property
    def rows(self) -> list[dict]:
        """Booked slots that leave the plan: who is in them, and the field that says where they go."""
        bookings = Counter(booking.slot_id for booking in self._affected)
        to_call = Counter(booking.slot_id for booking in self._affected if not booking.email)
        return [
            {
                "when": words.moment_in_words(slot.starts_at),
                "places": words.taken_in_words(slot.taken, slot.capacity),
                "bookings": bookings[slot.pk],
                "to_call": to_call[slot.pk],
                "field": self.form[f"move_{slot.pk}"],
            }
            for slot in self.plan.affected
        ]

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if name.startswith("text_")]

    @property
    def notes(self) -> list[str]:
        """What else there is to know, a sentence each."""
        lines = [refused.message for refused in self.plan.refused]
        text = _("%(when)s: no slot is added, one that was moved by hand starts then already.")
        lines += [text % {"when": words.moment_in_words(start.starts_at)} for start in self.plan.occupied]
        text = _("Moved by hand, stays: %(slot)s")
        return lines + [text % {"slot": words.moved_slot(slot)} for slot in self.plan.moved]

    @property
    def sheets(self) -> list[Sheet]:
        """The calendar as it would be, with every slot that changes marked in words."""
        return sheets(self.visit.edition.days, self._entries())

    def _entries(self) -> list[Entry]:
        plan, taken_over = self.plan, {start: pk for pk, start in self.moves.items()}
        by_pk = {slot.pk: slot for slot in plan.affected}
        shown = [self._slot(slot, "open", _("stays")) for slot in plan.keep if _is_offered(slot)]
        shown += [
            self._slot(slot, "cancelled", _("cancelled")) for slot in plan.keep if not _is_offered(slot)
        ]
        shown += [self._slot(slot, "open", _("by hand, stays")) for slot in plan.by_hand if _is_offered(slot)]
        shown += [
            self._slot(slot, "out", _("taken out by hand")) for slot in plan.by_hand if not _is_offered(slot)
        ]
        shown += [self._slot(slot, "go", _("goes: nobody has booked")) for slot in plan.withdraw]
        for slot in plan.affected:
            goes = self.moves.get(slot.pk)
            text = (
                _("moves to %(when)s") % {"when": words.moment_in_words(goes)} if goes else _("booked: stays")
            )
            shown.append(self._slot(slot, "moves" if goes else "affected", text))
        for slot in plan.restore:
            if slot.starts_at not in taken_over:
                shown.append(self._slot(slot, "add", _("is put back"), taken=0))
        for start in replanning.targets(plan, self.visit):
            mover = by_pk.get(taken_over.get(start.starts_at, 0))
            if mover is not None:
                text = _("comes from %(time)s") % {"time": f"{mover.starts_at.astimezone(ROME):%H:%M}"}
                shown.append(self._start(start.starts_at, start.ends_at, text, mover.taken, mover.capacity))
        for start in plan.add:
            if start.starts_at not in taken_over:
                shown.append(self._start(start.starts_at, start.ends_at, _("new"), 0, self.visit.capacity))
        return shown

    def _slot(self, slot: Slot, state: str, says: str, **more: object) -> Entry:
        values = {"taken": slot.taken, "capacity": slot.capacity if _is_offered(slot) else 0, **more}
        return entries.entry_of(
            self.visit, "", slot.starts_at, slot.ends_at, state=state, says=(says,), **values
        )

    def _start(
        self, starts_at: dt.datetime, ends_at: dt.datetime, says: str, taken: int, capacity: int
    ) -> Entry:
        return entries.entry_of(
            self.visit, "", starts_at, ends_at, state="add", says=(says,), taken=taken, capacity=capacity
        )


def _is_offered(slot: Slot) -> bool:
    return slot.status in (SlotStatus.OPEN, SlotStatus.CLOSED)
