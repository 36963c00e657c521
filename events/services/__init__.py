"""Writes of the booking module: keyword arguments, one transaction, refusals as `rules.Refusal`."""

from .attendance import check_in, undo_check_in
from .booking import PlacedBooking, place_booking
from .cancelling import cancel_booking
from .changing import change_party, correct_contact, move_booking
from .contacts import Contact, say_called
from .duplicating import duplicate_visit
from .holds import confirm_hold, expire_holds, extend_hold, hold_places, release_hold
from .labels import translate_label
from .links import find_link, issue_link
from .my_link import send_my_link
from .new_visits import NewSlot, NewVisit, store_visits
from .publicity import follow_pages, mend_publicity
from .replanning import Replanned, replan_visit
from .scheduling import SlotPlan, apply_plan, plan_slots
from .shrinking import shrink_slot
from .single_slots import (
    AddedSlots,
    StartsRefused,
    add_slots,
    check_starts,
    put_back_slot,
    set_open,
    take_out_slot,
)
from .slots import cancel_slot, move_slot, resize_slot
from .waiting import (
    accept_offer,
    decline_offer,
    end_waiting,
    join_waiting_list,
    leave_waiting_list,
    make_offers,
    say_waiting_called,
)

__all__ = [
    "AddedSlots",
    "Contact",
    "NewSlot",
    "NewVisit",
    "PlacedBooking",
    "Replanned",
    "SlotPlan",
    "StartsRefused",
    "accept_offer",
    "add_slots",
    "apply_plan",
    "cancel_booking",
    "cancel_slot",
    "change_party",
    "check_in",
    "check_starts",
    "confirm_hold",
    "correct_contact",
    "decline_offer",
    "duplicate_visit",
    "end_waiting",
    "expire_holds",
    "extend_hold",
    "find_link",
    "follow_pages",
    "hold_places",
    "issue_link",
    "join_waiting_list",
    "leave_waiting_list",
    "make_offers",
    "mend_publicity",
    "move_booking",
    "move_slot",
    "place_booking",
    "plan_slots",
    "put_back_slot",
    "release_hold",
    "replan_visit",
    "resize_slot",
    "say_called",
    "say_waiting_called",
    "send_my_link",
    "set_open",
    "shrink_slot",
    "store_visits",
    "take_out_slot",
    "translate_label",
    "undo_check_in",
]
