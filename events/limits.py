"""How often a form may be sent: counted per browser session and per network address.

A browser has a small budget, a network a larger one: behind one address there may be a school.
The counts are in the cache, under hashes, for ten minutes or what the settings say. Without a
cache nothing is counted and everything goes on (I14). Why so: docs/decisions/0013.
"""

import ipaddress
import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from django_ratelimit.core import get_usage

from . import rules

logger = logging.getLogger(__name__)

CODE = "sent_too_often"
"""The code of these refusals."""


def refuse(request: HttpRequest, form: str) -> rules.Refusal | None:
    """Count one sending of a form of `settings.FORM_LIMITS`; why it is refused, or None. No query.

    A browser beyond its own budget no longer spends that of its network: one impatient visitor,
    or one script with one session, must not use up the budget of a whole school.
    The view must be `limited`, so that the answer says 429 and when to come back.
    """
    for scope, sentence in ((_session, _from_browser), (_network, _from_network)):
        seconds = scope(request, form)
        if seconds:
            logger.warning("Form limit reached: %s, per %s", form, scope.__name__.strip("_"))
            request.limited_for = seconds
            return rules.Refusal(CODE, sentence(-(-seconds // 60)))
    return None


def count(request: HttpRequest, form: str) -> None:
    """Count one sending that is never refused: whoever asks for more time must not lose places."""
    _session(request, form)
    _network(request, form)


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view with a limited form: what `refuse` refused is answered with 429 and Retry-After."""

    @wraps(view)
    def says_when(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        seconds = getattr(request, "limited_for", 0)
        if seconds:
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    return says_when


def client_address(request: HttpRequest) -> str:
    """The visitor's address; empty where only that of a machine in between is known.

    X-Forwarded-For counts only with `BEHIND_PROXY`, and of it only the last address: the one our
    own proxy wrote. All before it can be made up by the sender. Without a proxy that is trusted,
    an address from within (127.0.0.1, 10.…) is most likely a proxy: limiting it would limit
    everybody at once, so it counts as unknown.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    text = forwarded.rpartition(",")[2] if forwarded else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    # ::ffff:192.0.2.1 is an IPv4 address: cut to its first 64 bits it would be all of them.
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address) if forwarded or address.is_global else ""


def _session(request: HttpRequest, form: str) -> int:
    """Seconds to wait for this browser, 0 within its budget. A browser without a session has none."""
    key = request.session.session_key
    return _seconds(request, form, "session", lambda group, request: key) if key else 0


def _network(request: HttpRequest, form: str) -> int:
    """Seconds to wait for this address (IPv6: its /64 network), 0 within its budget."""
    return _seconds(request, form, "network", "ip") if client_address(request) else 0


def _seconds(request: HttpRequest, form: str, scope: str, key: str | Callable) -> int:
    rate = settings.FORM_LIMITS[form].get(scope) or None
    usage = get_usage(request, group=f"{form}:{scope}", key=key, rate=rate, increment=True)
    return max(usage["time_left"], 1) if usage and usage["should_limit"] else 0


def _from_browser(minutes: int) -> str:
    text = ngettext(
        "This form was sent too often from this browser. It can be sent again in one minute.",
        "This form was sent too often from this browser. It can be sent again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}


def _from_network(minutes: int) -> str:
    text = ngettext(
        "This form was sent very often from this network. It can be sent again in one minute.",
        "This form was sent very often from this network. It can be sent again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}
