"""`/readyz`: can this server serve? For load balancers and container health checks; no sign-in, no data."""

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from server.sync.lives import current_epoch
from server.watch.standby import is_replica


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 `ready`, else 503 with what is missing.

    The epoch is asked for too: a database that was restored or promoted behind the server's back gets a new one now,
    before the first phone comes.
    """
    try:
        pending = migrations_pending()
        if pending:
            return JsonResponse({"status": "migrations_pending", "count": pending}, status=503)
        current_epoch()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "replica" if is_replica() else "no_database"}, status=503)
    return JsonResponse({"status": "ready"})


def migrations_pending() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
