"""`/tiles/<layer>/<z>/<x>/<y>.mvt` and `/tiles/<layer>.json`, for people who are signed in.

Plain Django views: a map asks for dozens of tiles at once, and REST framework's negotiation would cost as much as the
version check. Phones' tokens are understood by the same class as everywhere.
"""

import gzip
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from server.api.errors import problem_body
from server.problems import Problem
from server.tiles import cache, selectors
from server.tiles.address import TileAddress, parse_address
from server.tiles.asker import asker_of
from server.tiles.layers import Layer, find_layer
from server.tiles.models import ChangeSource
from server.tiles.problems import NoSuchZoom
from server.tiles.reach import Reach, reach_of
from server.tiles.tilejson import tilejson
from server.tiles.versions import Notes, digest_of

MVT = "application/vnd.mapbox-vector-tile"
# The browser asks each time and is told 304: access ends with a post, not with a cache.
CACHE_CONTROL = "private, no-cache"


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Problems leave in the shape that every door has."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            response = view(request, **parts)
        except Problem as problem:
            response = JsonResponse(problem_body(problem), status=problem.status)
        response["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Encoding"])
        return response

    return require_safe(answer)


@answering
def tile_view(request: HttpRequest, layer: str, z: str, x: str, y: str) -> HttpResponse:
    # 1. What is asked for, and by whom.
    found = find_layer(layer)
    address = parse_address(z, x, y)
    if not found.minzoom <= address.z <= found.maxzoom:
        raise NoSuchZoom(layer=found.name, minzoom=found.minzoom, maxzoom=found.maxzoom)
    person, notes = asker_of(request, ChangeSource.POSTS, ChangeSource.GRIDS, *found.sources)
    reach = reach_of(person, notes)

    # 2. The version, and nothing more where the asker has it already.
    key = f"{version_of(found, reach, notes)}-{address.z}-{address.x}-{address.y}"
    etag = f'"{key}"'
    if has_it(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})

    # 3. The tile: from the files, or made and kept.
    content = cache.fetch(key)
    if content is None:
        content = make(found, address, key, reach)
    return answer_with(request, content, etag)


def version_of(layer: Layer, reach: Reach, notes: Notes) -> str:
    """A digest of everything that the layer's tiles depend on for this person."""
    parts: list[object] = [layer.name, *(notes.of(source, reach.street_id) for source in layer.sources)]
    if layer.is_scoped:
        parts.append(reach.digest)
    if layer.is_daily:
        parts.append(reach.today)
    return digest_of(*parts)


def has_it(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names this version; proxies may have weakened it."""
    asked = request.headers.get("If-None-Match", "")
    return any(part.strip().removeprefix("W/") in (etag, "*") for part in asked.split(",")) if asked else False


def make(layer: Layer, address: TileAddress, key: str, reach: Reach) -> bytes:
    content = gzip.compress(selectors.tile(layer, address, reach), compresslevel=5, mtime=0)
    cache.keep(key, content)
    return content


def answer_with(request: HttpRequest, content: bytes, etag: str) -> HttpResponse:
    headers = {"ETag": etag}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return HttpResponse(content, content_type=MVT, headers=headers)


@answering
def tilejson_view(request: HttpRequest, layer: str) -> HttpResponse:
    found = find_layer(layer)
    reach = reach_of(*asker_of(request, ChangeSource.POSTS, ChangeSource.GRIDS))
    return JsonResponse(tilejson(found, reach, request.build_absolute_uri("/tiles/")))
