"""Every refusal leaves the API in one shape: `{"code": …, "message": …, "data": {…}}`."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from server.problems import Problem


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: our problems, and DRF's own errors turned into the same shape."""
    if isinstance(error, Problem):
        return Response(problem_body(error), status=error.status)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    detail = error.detail
    if isinstance(error, exceptions.ValidationError):
        response.data = {"code": "bad_input", "message": str(detail), "data": {"fields": detail}}
    else:
        response.data = {"code": error.get_codes(), "message": str(detail), "data": {}}
    return response


def problem_body(problem: Problem) -> dict[str, Any]:
    """The outward shape of one problem, in the language that is active."""
    return {"code": problem.code, "message": problem.message, "data": problem.data}
