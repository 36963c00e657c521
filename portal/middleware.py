"""What happens around every request: headers, and the notice while the portal is being worked on."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """A strict policy for the public site, a looser one for the Wagtail admin.

    The admin is not strict-CSP ready: choosers and InlinePanel rely on inline scripts.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy for this path; report-only headers stay unset."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.ADMIN_URL_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class MaintenanceMiddleware:
    """With MAINTENANCE on, every page answers 503 and says when to come back. No query.

    Health pages go on answering, so that nobody restarts a portal that is being looked after;
    static files are served by WhiteNoise, before this one.
    """

    ALWAYS_OPEN = ("/livez", "/readyz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path_info in self.ALWAYS_OPEN:
            return self.get_response(request)
        page = get_template("503.html").render()
        headers = {"Retry-After": str(settings.MAINTENANCE_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(page, status=503, headers=headers)
