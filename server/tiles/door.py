"""A short way in for tiles: a map asks for dozens at once, and most of them are answered 304.

Of the middlewares a tile needs to know who asks, and nothing else: no form, no message, no page policy, no htmx. The
rest of the chain costs as much as the whole answer.
"""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from server.api.pages import json_problem
from server.api.problems import UnknownAddress

TILES = "/tiles/"


class TilesDoor:
    """Stands behind the security middleware and sends tiles past all the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.short_way = SessionMiddleware(AuthenticationMiddleware(call_view))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(TILES):
            return self.get_response(request)
        return cast("HttpResponseBase", self.short_way(request))


def call_view(request: HttpRequest) -> HttpResponseBase:
    """What Django's handler does at the end of the chain; refusals speak the language that the request asks for."""
    with translation.override(translation.get_language_from_request(request)):
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return json_problem(UnknownAddress())
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
