"""Every refusal leaves the API in one shape: `{"code": …, "message": …, "data": {…}}`."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from server.api import problems
from server.logs.request import current_id
from server.problems import BadInput, NotAllowed, NotFound, Problem


def answer_problem(error: Exception, _context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: our problems, and what DRF and Django raise themselves, in the same shape."""
    problem = problem_of(error)
    if problem is None:
        return None
    set_rollback()
    response = Response(problem_body(problem), status=problem.status)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Token"
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS and "seconds" in problem.data:
        response["Retry-After"] = str(problem.data["seconds"])
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def problem_body(problem: Problem) -> dict[str, Any]:
    """The outward shape of one problem, in the language that is active."""
    data = problem.data
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and (request_id := current_id()):
        # What a worker can tell the office, and the office can find in the log.
        data = {**data, "request_id": request_id}
    return {"code": problem.code, "message": problem.message, "data": data}


def problem_of(error: Exception) -> Problem | None:
    """The problem that an error means, or None if it is a fault of ours."""
    if isinstance(error, Problem):
        return error
    return next((make(error) for kind, make in MEANINGS if isinstance(error, kind)), None)


def refused(error: Any) -> Problem:
    """DRF tells a failed CSRF check from a missing right by the sentence alone."""
    return problems.FormExpired() if str(error).startswith("CSRF") else NotAllowed()


# DRF keeps the method and the media type in words only; the exception's own arguments still have them.
MEANINGS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (exceptions.ValidationError, lambda error: BadInput(fields=flat(error.detail))),
    (exceptions.ParseError, lambda _: problems.MalformedBody()),
    (exceptions.NotAuthenticated, lambda _: problems.NotSignedIn()),
    (exceptions.AuthenticationFailed, lambda _: problems.NotSignedIn()),
    (exceptions.PermissionDenied, refused),
    (PermissionDenied, lambda _: NotAllowed()),
    (RequestDataTooBig, lambda _: problems.TooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)),
    (exceptions.NotFound, lambda _: NotFound()),
    (Http404, lambda _: NotFound()),
    (exceptions.MethodNotAllowed, lambda error: problems.MethodNotAllowed(method=error.args[0])),
    (exceptions.NotAcceptable, lambda _: problems.NotAcceptable()),
    (exceptions.UnsupportedMediaType, lambda error: problems.UnsupportedMediaType(media_type=error.args[0])),
    (OperationalError, lambda _: problems.ServerBusy()),
    (InterfaceError, lambda _: problems.ServerBusy()),
    (exceptions.Throttled, lambda error: problems.TooManyRequests(seconds=ceil(error.wait or 1))),
)


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested error details as one level: `{"device": {"id": [e]}}` becomes `{"device.id": [e]}`."""
    if isinstance(detail, Mapping):
        items = [(str(key), value) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, (Mapping, list)) for item in detail):
        items = [(str(index), value) for index, value in enumerate(detail) if value]
    else:
        lines = detail if isinstance(detail, list) else [detail]
        return {path: [str(line) for line in lines]}
    faults: dict[str, list[str]] = {}
    for key, value in items:
        # `non_field_errors` is DRF's word for the object itself.
        below = path if key == "non_field_errors" else f"{path}.{key}".lstrip(".")
        faults.update(flat(value, below))
    return faults
