"""Whatever visitors, staff, worker and clock do, in whatever order: the promises hold after every step.

Hypothesis invents the orders, and shortens the ones that break a promise. Always the same orders
(derandomised), so that what is green stays green; a failure prints the steps to repeat it.
"""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events import rules, services
from events.calendars import booking_sequence
from events.models import Booking, Notice, Programme, ReleaseWave, Slot, WaitEntry
from events.selectors import inventory_errors
from events.services.shrinking import suggest_leaving
from events.services.slots import told_bookings
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot, a_visit, an_edition
from tests.events.holding import join, plain_mails  # noqa: F401

HOUR = dt.timedelta(hours=1)
SLOTS = [(3, 6), (2, 6.5), (3, 60)]
"""Places and hours from the beginning: the second overlaps the first, the third is far away."""
LIMIT = 3
"""Bookings of one person."""

which = st.integers(0, 5)
few = st.integers(1, 3)
ADA, EVA, UGO, ZOE = [f"{name}@example.org" for name in ("ada", "eva", "ugo", "zoe")]
address = st.sampled_from([ADA, "Ada@Example.org", EVA, UGO, ZOE])


class Bookings(RuleBasedStateMachine):
    """One plant, three slots, four persons. Time is a number that the machine sets."""

    @initialize(waves=st.booleans())
    def an_event(self, waves: bool) -> None:
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.now, self.intents, self.entries = NOW, [], {}
        edition = an_edition(bookings_close_at=NOW + 80 * HOUR, max_bookings_per_person=LIMIT)
        visit = a_visit(edition=edition, capacity=4)
        slots = [a_slot(places, visit, NOW + hours * HOUR) for places, hours in SLOTS]
        self.slots = [slot.pk for slot in slots]
        # Everything is full and three parties wait: from here on there is something to do.
        for slot, adults, email in [(0, 2, ADA), (0, 1, ZOE), (1, 2, EVA), (2, 3, UGO)]:
            a_booking(slots[slot], adults, contact=a_contact(email))
        join(slots[0], 1, UGO)
        for email, adults in [(UGO, 1), (EVA, 2)]:
            join(slots[0], adults, email, any_slot=True)
        if waves:
            ReleaseWave.objects.create(edition=edition, opens_at=NOW - HOUR, percent=60)
            ReleaseWave.objects.create(edition=edition, opens_at=NOW + HOUR, percent=100)

    def teardown(self) -> None:
        if hasattr(self, "scope"):
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)

    # What is there to act on -----------------------------------------------------------

    def slot(self, number: int) -> Slot:
        pk = self.slots[number % len(self.slots)]
        return Slot.objects.with_rules().select_related("programme").get(pk=pk)

    def one_of(self, rows: list, number: int) -> object | None:
        return rows[number % len(rows)] if rows else None

    def booking(self, number: int, **only: object) -> Booking | None:
        found = Booking.objects.filter(slot__in=self.slots, **only).order_by("-pk")
        return self.one_of(list(found), number)

    def numbers(self) -> list:
        return [
            list(Slot.objects.filter(pk__in=self.slots).order_by("pk").values_list("taken", "version")),
            list(Booking.objects.order_by("pk").values_list("status", "places", "slot", "seen_version")),
            list(WaitEntry.objects.order_by("pk").values_list("status", flat=True)),
            Notice.objects.count(),
        ]

    def attempt(self, work: Callable[[], object]) -> object | None:
        """What `work` returns; when it is refused, nothing has changed."""
        before = self.numbers()
        try:
            return work()
        except rules.Refusal:
            assert self.numbers() == before
            return None

    def check_person(self, booking: Booking | None) -> None:
        """Who has just booked is in one place at a time, and within the limit."""
        if booking is None:
            return
        mine = Booking.objects.filter(
            email_norm=booking.email_norm, status="confirmed", slot__in=self.slots
        ).select_related("slot")
        slot = Slot.objects.get(pk=booking.slot_id)
        for other in mine.exclude(pk=booking.pk):
            assert other.slot.ends_at <= slot.starts_at or slot.ends_at <= other.slot.starts_at
        assert mine.count() <= LIMIT

    # Visitors ------------------------------------------------------------------------

    @rule(number=which, adults=few)
    def hold(self, number: int, adults: int) -> None:
        intent, slot = uuid.uuid4(), self.slot(number)
        if self.take(intent, slot, adults):
            self.intents.append((intent, slot.pk))

    def take(self, intent: uuid.UUID, slot: Slot, adults: int) -> Booking | None:
        # Freeing what ran out comes first and stays, even when the hold is then refused.
        services.expire_holds(now=self.now, slot_id=slot.pk)
        return self.attempt(
            lambda: services.hold_places(
                slot_id=slot.pk,
                seen_version=slot.version,
                party=a_party(adults),
                intent=intent,
                language="it",
                now=self.now,
            )
        )

    @rule(number=which, adults=few)
    def send_first_step_again(self, number: int, adults: int) -> None:
        known = self.one_of(self.intents, number)
        if known:
            self.take(known[0], Slot.objects.get(pk=known[1]), adults)

    @rule(number=which)
    def extend(self, number: int) -> None:
        known = self.one_of(self.intents, number)
        if known:
            self.attempt(lambda: services.extend_hold(intent=known[0], now=self.now))

    @rule(number=which, email=address, clicks=st.integers(1, 2))
    def confirm(self, number: int, email: str, clicks: int) -> None:
        known = self.one_of(self.intents, number)
        held = known and Booking.objects.filter(intent=known[0]).first()
        for _ in range(clicks if held else 0):
            done = self.attempt(
                lambda: services.confirm_hold(
                    intent=held.intent, party=a_party(held.adults), contact=a_contact(email), now=self.now
                )
            )
            assert done is None or done.code == held.code
            if held.status == "held":
                self.check_person(done)

    @rule(number=which)
    def give_up(self, number: int) -> None:
        known = self.one_of(self.intents, number)
        if known:
            services.release_hold(intent=known[0], now=self.now)
            assert services.release_hold(intent=known[0], now=self.now) is False

    @rule(number=which, adults=few, by_staff=st.booleans())
    def change_party(self, number: int, adults: int, by_staff: bool) -> None:
        booking = self.booking(number, status="confirmed")
        if booking:
            change = {"booking_id": booking.pk, "party": a_party(adults), "now": self.now}
            self.attempt(lambda: services.change_party(**change, by_staff=by_staff))

    @rule(number=which, to=which, by_staff=st.booleans())
    def move(self, number: int, to: int, by_staff: bool) -> None:
        booking, slot = self.booking(number, status="confirmed"), self.slot(to)
        if booking:
            change = {"booking_id": booking.pk, "to_slot_id": slot.pk, "seen_version": slot.version}
            done = self.attempt(lambda: services.move_booking(**change, now=self.now, by_staff=by_staff))
            assert done is None or done.code == booking.code
            self.check_person(done)

    @rule(number=which)
    def cancel(self, number: int) -> None:
        # The newest first: offers, holds, then bookings. Once in a while one that is over.
        booking = self.booking(number, **({} if number == 5 else {"status__in": ["held", "confirmed"]}))
        if booking:
            self.attempt(lambda: services.cancel_booking(booking_id=booking.pk, now=self.now))

    @rule(number=which, adults=few, email=address)
    def book(self, number: int, adults: int, email: str) -> None:
        before = len(self.intents)
        self.hold(number, adults)
        if len(self.intents) > before:
            self.confirm(before, email, clicks=1)

    # The waiting list ------------------------------------------------------------------

    @rule(number=which, adults=few, email=address, any_slot=st.booleans())
    def join(self, number: int, adults: int, email: str, any_slot: bool) -> None:
        slot = self.slot(number)
        self.attempt(
            lambda: services.join_waiting_list(
                programme=slot.programme,
                slot=None if any_slot else slot,
                party=a_party(adults),
                contact=a_contact(email),
                language="en",
                edition_id=slot.visit.edition_id,
                now=self.now,
            )
        )

    @rule(number=which, fewer=st.booleans())
    def accept(self, number: int, fewer: bool) -> None:
        offer = self.booking(number, wait_entry__isnull=False)
        if offer:
            party = a_party(max(offer.places - 1, 1)) if fewer else None
            done = self.attempt(lambda: services.accept_offer(booking_id=offer.pk, party=party, now=self.now))
            if offer.status == "held":
                self.check_person(done)

    @rule(number=which)
    def decline(self, number: int) -> None:
        offer = self.booking(number, wait_entry__isnull=False)
        if offer:
            assert services.decline_offer(booking_id=offer.pk, now=self.now) is (offer.status == "held")

    @rule(number=which)
    def leave(self, number: int) -> None:
        entry = self.one_of(list(WaitEntry.objects.order_by("-pk")), number)
        if entry:
            was_on_it = entry.status in ("waiting", "offered")
            assert services.leave_waiting_list(entry_id=entry.pk, now=self.now) is was_on_it

    # Worker, staff, clock --------------------------------------------------------------

    @rule()
    def expire(self) -> None:
        overdue = Booking.objects.filter(status="held", held_until__lt=self.now).count()
        assert services.expire_holds(now=self.now) == overdue
        assert services.expire_holds(now=self.now) == 0

    @rule()
    def offer(self) -> None:
        services.make_offers(now=self.now)
        services.end_waiting(now=self.now)
        assert services.make_offers(now=self.now) == 0

    @rule(number=which, halves=st.integers(-6, 6))
    def move_slot(self, number: int, halves: int) -> None:
        slot = self.slot(number)
        starts_at = slot.starts_at + halves * HOUR / 2
        change = {"slot_id": slot.pk, "starts_at": starts_at, "note": {}, "now": self.now}
        self.attempt(lambda: services.move_slot(**change))

    @rule(number=which, capacity=st.integers(1, 6), status=st.sampled_from(["open", "open", "closed"]))
    def resize_slot(self, number: int, capacity: int, status: str) -> None:
        change = {"slot_id": self.slot(number).pk, "capacity": capacity, "status": status}
        self.attempt(lambda: services.resize_slot(**change, now=self.now))

    @rule(number=st.integers(0, 8))
    def cancel_slot(self, number: int) -> None:
        if number >= len(SLOTS):  # too few would be left to act on
            return
        slot = self.slot(number)
        waiting = list(WaitEntry.objects.filter(slot=slot, status="waiting"))
        done = self.attempt(lambda: services.cancel_slot(slot_id=slot.pk, note={}, now=self.now))
        for entry in waiting if done is not None else []:
            assert entry.notices.filter(kind="waiting_ended").count() == 1

    @rule(number=which, capacity=st.integers(1, 4))
    def shrink_slot(self, number: int, capacity: int) -> None:
        slot = self.slot(number)
        leaving = suggest_leaving(told_bookings(slot), capacity)
        change = {"slot_id": slot.pk, "capacity": capacity, "leaving": leaving, "note": {}}
        self.attempt(lambda: services.shrink_slot(**change, now=self.now))

    @rule(number=which)
    def take_out_or_put_back(self, number: int) -> None:
        slot = self.slot(number)
        work = services.put_back_slot if slot.status == "withdrawn" else services.take_out_slot
        done = self.attempt(lambda: work(slot_id=slot.pk, now=self.now))
        assert done is None or not slot.taken

    @rule(number=which, adults=few, email=address)
    def the_page_is_off_the_site_for_a_while(self, number: int, adults: int, email: str) -> None:
        """Nobody new gets in, nothing is offered; who holds places may finish."""
        self.publish(False)
        self.cancel(number)
        waiting, offered = WaitEntry.objects.count(), Booking.objects.exclude(wait_entry=None).count()
        assert self.take(uuid.uuid4(), self.slot(number), adults) is None
        self.join(number, adults, email, any_slot=bool(number % 2))
        assert services.make_offers(now=self.now) == 0
        assert WaitEntry.objects.count() == waiting
        assert Booking.objects.exclude(wait_entry=None).count() == offered
        self.confirm(number, email, clicks=1)
        self.publish(True)

    def publish(self, is_public: bool) -> None:
        Programme.objects.filter(slots__in=self.slots).update(is_public=is_public)

    @rule(minutes=st.integers(-120, 120))
    def the_clock_jumps(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule()
    def a_quarter_passes(self) -> None:
        self.now += dt.timedelta(minutes=16)

    # Promises --------------------------------------------------------------------------

    @invariant()
    def places_add_up(self) -> None:
        """I1, I2, and I7: whatever the clock did, nothing was freed twice."""
        assert inventory_errors() == []

    @invariant()
    def one_intent_is_one_booking(self) -> None:
        """I4; and everybody confirmed was told (I5)."""
        for name in ("intent", "code"):
            assert not Booking.objects.values(name).annotate(rows=Count("pk")).filter(rows__gt=1).exists()
        confirmed = Booking.objects.filter(status="confirmed")
        assert not confirmed.exclude(notices__kind="confirmed").exists()

    @invariant()
    def offers_are_made_once_and_are_not_public(self) -> None:
        """I6."""
        offers = Booking.objects.filter(wait_entry__isnull=False)
        assert not offers.values("wait_entry", "slot").annotate(rows=Count("pk")).filter(rows__gt=1).exists()
        offered = WaitEntry.objects.filter(status="offered").values_list("pk", flat=True)
        open_offers = offers.filter(status="held").values_list("wait_entry", flat=True)
        assert sorted(offered) == sorted(open_offers)
        for slot in Slot.objects.with_rules().filter(pk__in=self.slots):
            mine = slot.bookings.active().aggregate(places=Sum("places", default=0))["places"]
            assert rules.free_places(slot, self.now) + mine <= max(slot.capacity, mine)

    @invariant()
    def everybody_knows_the_time(self) -> None:
        """I9: seen when booking, or told by mail since."""
        assert (
            not Booking.objects.filter(status="confirmed").exclude(seen_version=F("slot__version")).exists()
        )

    @invariant()
    def calendars_follow(self) -> None:
        """Whenever time or state of a visit change, its calendar entry replaces the one before.

        A cancelled one stays cancelled wherever staff move its slot afterwards: its time is nobody's.
        """
        given = Booking.objects.filter(status__in=["confirmed", "cancelled"]).select_related("slot")
        for booking in given:
            time = booking.slot.starts_at if booking.status == "confirmed" else None
            state, number = (time, booking.status), booking_sequence(booking)
            before, last = self.entries.get(booking.pk, (state, number))
            assert number >= last
            assert number > last or state == before
            self.entries[booking.pk] = (state, number)

    @invariant()
    def nobody_waits_for_what_does_not_take_place(self) -> None:
        """Who waited for a cancelled slot has been told, by this mail or by the one about an offer."""
        of_cancelled = WaitEntry.objects.filter(slot__status="cancelled")
        assert not of_cancelled.filter(status__in=["waiting", "offered"]).exists()

    @invariant()
    def no_hold_is_for_ever(self) -> None:
        """Every hold has a deadline, and a cancelled slot has none."""
        held = Booking.objects.filter(status="held")
        assert not held.filter(held_until__isnull=True).exists()
        assert not Booking.objects.active().filter(slot__status="cancelled").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
def test_the_promises_hold_in_any_order():
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            print_blob=True,
            # Shortening a failure is worth a minute, explaining it is not.
            phases=set(Phase) - {Phase.explain},
            suppress_health_check=list(HealthCheck),
        ),
    )
