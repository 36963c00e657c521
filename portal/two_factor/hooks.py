"""Addresses, the entry in one's account, the button in the list of users, words of the log."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from . import views


@hooks.register("register_admin_urls")
def two_factor_urls() -> list[URLPattern]:
    return [
        path("second-factor/", views.begin, name="two_factor_begin"),
        path("second-factor/app/", views.finish, name="two_factor_finish"),
        path("second-factor/code/", views.verify, name="two_factor_verify"),
        path("second-factor/recovery-codes/", views.new_codes, name="two_factor_new_codes"),
        path("second-factor/take-away/<int:user_id>/", views.take_away, name="two_factor_take_away"),
    ]


@hooks.register("register_account_menu_item")
def account_entry(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("two_factor_begin"),
        "label": _("Second factor"),
        "help_text": _("A code from your phone after the password."),
    }


@hooks.register("register_user_listing_buttons")
def user_button(user: AbstractBaseUser, request_user: AbstractBaseUser) -> Iterator[Button]:
    """For who may: a colleague has lost the phone."""
    if user != request_user and views.may_take_away(request_user, user):
        yield Button(
            _("Take second factor away"),
            reverse("two_factor_take_away", args=[user.pk]),
            icon_name="key",
            priority=90,
        )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("two_factor.set_up", _("Set up second factor"), _("Second factor set up"))
    actions.register_action(
        "two_factor.taken_away", _("Take second factor away"), _("Second factor taken away")
    )
