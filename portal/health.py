"""Two addresses for whoever watches the servers: /livez and /readyz."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.selectors import worker_health
from events.worker import mail_health


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. No query: a slow database must not get the process killed."""
    return HttpResponse("ok", content_type="text/plain")


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "migrations pending" if pending else "ok"


def _cache() -> str:
    # Losing the cache slows the portal down; it must not take it off the air.
    try:
        cache.set("readyz", "1", 5)
        return "ok" if cache.get("readyz") == "1" else "degraded"
    except Exception:  # noqa: BLE001 - any cache failure means the same thing here
        return "degraded"


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve visitors, else 503, with the reason of each check.

    Cache, worker and mail may be down without making the portal unready (invariant I14).
    """
    database = _database()
    checks = {"database": database, "cache": _cache()}
    if database == "ok":
        checks["worker"] = worker_health()
        checks["mail"] = mail_health()
    return JsonResponse(checks, status=200 if database == "ok" else 503)
