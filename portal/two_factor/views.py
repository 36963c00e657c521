"""The pages of the second factor, all inside the admin."""

from base64 import b32encode

import segno
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login
from wagtail.admin import messages

from . import services
from .forms import FinishForm, VerifyForm
from .middleware import DUE


@never_cache
@sensitive_post_parameters("otp_token")
def verify(request: HttpRequest) -> HttpResponse:
    """After the password: ask for the code, then go where the person wanted to go."""
    form = VerifyForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _let_in(request, form.device)
        return HttpResponseRedirect(_way_on(request))  # an address, never the name of a page
    return render(request, "two_factor/verify.html", {"form": form, "next": _way_on(request)})


@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """What a second factor is, and whether there is one. POST makes a new secret."""
    if request.method == "POST":
        services.begin(user=request.user)
        return redirect("two_factor_finish")
    has_one = services.has_second_factor(request.user)
    context = {"has_one": has_one, "codes_left": services.recovery_codes_left(request.user) if has_one else 0}
    return render(request, "two_factor/begin.html", context)


@never_cache
@sensitive_post_parameters("code")
def finish(request: HttpRequest) -> HttpResponse:
    """Show the secret as a QR code and as text, and ask for the first code."""
    device = services.begun_device(request.user)
    if device is None:
        return redirect("two_factor_begin")
    form = FinishForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _let_in(request, form.device)
        return _show_codes(request)
    qr = segno.make_qr(device.config_url).svg_data_uri(scale=5, border=3)
    return render(request, "two_factor/finish.html", {"form": form, "qr": qr, "secret": _secret(device)})


@never_cache
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones, shown once."""
    if not services.has_second_factor(request.user):
        return redirect("two_factor_begin")
    return _show_codes(request)


@never_cache
def take_away(request: HttpRequest, user_id: int) -> HttpResponse:
    """Remove somebody's second factor after a question: one's own, or of who lost the phone."""
    user = get_object_or_404(get_user_model(), pk=user_id)
    if not may_take_away(request.user, user):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "two_factor/take_away.html", {"person": user, "own": user == request.user})
    if services.take_away(user=user, by=request.user):
        messages.success(request, _("%(name)s has no second factor any more.") % {"name": user})
    else:
        messages.warning(request, _("%(name)s had no second factor.") % {"name": user})
    return redirect("two_factor_begin" if user == request.user else "wagtailusers_users:index")


def may_take_away(who: object, whose: object) -> bool:
    """One's own; another's with the right to change users. Only a superuser touches a superuser's."""
    if who == whose:
        return True
    return who.has_perm("auth.change_user") and (who.is_superuser or not whose.is_superuser)


def _let_in(request: HttpRequest, device: object) -> None:
    """The session is one with a second factor from now on, under a new key."""
    otp_login(request, device)
    request.session.pop(DUE, None)
    request.session.cycle_key()


def _show_codes(request: HttpRequest) -> HttpResponse:
    codes = services.new_recovery_codes(user=request.user)
    return render(request, "two_factor/recovery_codes.html", {"codes": codes})


def _secret(device: object) -> str:
    """The secret in groups of four, to be typed where no camera is."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _way_on(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is an address of ours; else the newsroom's home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("wagtailadmin_home")
