"""Is the process alive? For whoever restarts it; no sign-in, no data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked, so that its outage does not restart every worker."""
    return JsonResponse({"status": "ok"})
