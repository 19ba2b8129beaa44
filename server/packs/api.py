"""`/packs/`: what a phone downloads to have its map without a network."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.scope import for_request
from server.packs import cache
from server.packs.manifest import manifest_for, may_have
from server.packs.problems import NoPost, NoSuchRange
from server.packs.ranges import wanted_range
from server.packs.serializers import PackManifestSerializer
from server.problems import NotFound


class PackManifestView(APIView):
    @extend_schema(
        operation_id="pack",
        summary="The parts of one's pack: one per small grid, and the base map about them",
        responses={200: PackManifestSerializer, **refusals(NoPost)},
    )
    def get(self, request: Request) -> Response:
        return Response(manifest_for(for_request(request)).as_json())


class AnyContent(BaseContentNegotiation):
    """A part is bytes, whatever the phone says it accepts; refusals stay JSON."""

    def select_parser(self, _request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, _request: Request, renderers: Any, _format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class PackPartView(APIView):
    content_negotiation_class = AnyContent

    @extend_schema(
        operation_id="pack_part",
        summary="One part, as a GWM1 file; its hash is its name, so it never changes",
        parameters=[
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="bytes=first-last, to resume"),
            OpenApiParameter("If-Range", str, OpenApiParameter.HEADER),
        ],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
            **refusals(NotFound, NoSuchRange),
        },
    )
    def get(self, request: Request, sha256: str) -> HttpResponseBase:
        part = cache.stored(sha256)
        if part is None or not may_have(for_request(request), part):
            raise NotFound
        return part_response(request, part)


def part_response(request: Request, part: cache.StoredPart) -> HttpResponseBase:
    """The file or a range of it. A part is far smaller than a photo: it is read whole."""
    etag = f'"{part.sha256}"'
    unchanged = get_conditional_response(request._request, etag=etag)
    if unchanged is not None:
        return unchanged
    resumes = request.headers.get("If-Range", etag) == etag
    span = wanted_range(request.headers.get("Range") if resumes else None, part.bytes)
    data = cache.path_of(part.sha256).read_bytes()
    body = data if span is None else data[span[0] : span[1] + 1]
    response = HttpResponse(body, content_type="application/octet-stream")
    if span is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span[0]}-{span[1]}/{part.bytes}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    patch_cache_control(response, private=True, immutable=True, max_age=31_536_000)
    return response
