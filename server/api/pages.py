"""Answers to addresses that no view knows and to faults of ours: JSON for programs, a page for people."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from server.api.errors import problem_body, problem_of
from server.api.problems import MalformedBody, ServerFault, UnknownAddress
from server.problems import Problem


@extend_schema(exclude=True)
class UnknownAddressView(APIView):
    """The last route of the API: whatever the method, there is nothing here."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        raise UnknownAddress


def is_for_program(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/tiles/"))


def json_problem(problem: Problem) -> HttpResponse:
    response = JsonResponse(problem_body(problem), status=problem.status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_program(request):
        return json_problem(MalformedBody())
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_program(request):
        return json_problem(UnknownAddress())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_for_program(request):
        error = sys.exc_info()[1]
        return json_problem((problem_of(error) if isinstance(error, Exception) else None) or ServerFault())
    return defaults.server_error(request)
