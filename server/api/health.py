"""Is the process alive, and can it serve? For load balancers and container health checks; no sign-in, no data."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked, so that its outage does not restart every worker."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration: 200 `ready`, else 503 with what is missing."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no_database"}, status=503)
    if pending:
        return JsonResponse({"status": "migrations_pending", "count": len(pending)}, status=503)
    return JsonResponse({"status": "ready"})
