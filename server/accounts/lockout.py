"""What django-axes answers when a name is locked out."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def keep_answer(_request: HttpRequest, response: HttpResponse | None, _credentials: Any = None) -> HttpResponse:
    """Let the view's own answer stand, as 429: the API's problem, or the office's form with its sentence."""
    answer = response or HttpResponse()
    answer.status_code = 429
    return answer
