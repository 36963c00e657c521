"""Writes of applications: keyword arguments, one transaction, refusals as `events.rules.Refusal`."""

from .accepting import accept, open_visits
from .drafting import add_picture, begin, remove_picture, save_step, save_visits, send, send_link_again
from .links import find_application, issue_link
from .retention import forget_applications
from .reviewing import ask_for_changes, comment, correct_place, refuse

__all__ = [
    "accept",
    "add_picture",
    "ask_for_changes",
    "begin",
    "comment",
    "correct_place",
    "find_application",
    "forget_applications",
    "issue_link",
    "open_visits",
    "refuse",
    "remove_picture",
    "save_step",
    "save_visits",
    "send",
    "send_link_again",
]
