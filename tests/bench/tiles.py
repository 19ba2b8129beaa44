"""Tiles per second over one demo street: ours uncached, from the warm cache and as 304, against tipg.

Both serve the same 3857 columns of the same tables from one worker process each. The base map is the same work on both
sides, but for our asking who is there. For buildings ours also cuts the tile to the person's scope and works out the
visit state of every door; tipg sends the rows as they are, to everyone. Ours compresses all tiles, tipg none.
"""

import http.client
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from math import asinh, pi, radians, tan
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from server.accounts.models import Person
from server.tiles.reach import work_out
from server.tiles.selectors import extent_of
from tests.bench.context import Context, free_port
from tests.bench.measure import Result, rate

NAME = "tiles"
ABOUT = "uncached and cached tiles per second, against tipg on the same database"
ZOOMS = (14, 15, 16, 17)
SECONDS = 4.0
# Our layer, and what tipg serves in its place: a table and the columns that ours sends too; how the work differs.
TABLES = {
    "basemap": ("basemap_basemapfeature", "id,kind,kind_class,name,rank", "basemap"),
    "buildings": ("households_building", "id,name,number", "buildings with states in one's area, tipg plain"),
}
# Where nothing can be written, the cache of finished tiles keeps nothing: every tile is made anew.
NOWHERE = "/dev/null/gridwalk"


def run(context: Context) -> list[Result]:
    context.load_demo(households=5000)
    person = Person.objects.get(username="street")
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(person)}"
    addresses = tiles_over(*(extent_of(work_out(person)) or ()))
    context.say(f"{len(addresses)} tiles of zoom {ZOOMS[0]} to {ZOOMS[-1]}")
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    cold = context.serve(environment={"GRIDWALK_STATE_DIR": NOWHERE})
    warm = context.serve(environment={"GRIDWALK_STATE_DIR": str(context.folder / "state")})
    tipg = start_tipg(context)

    results = []
    for layer, (table, columns, work) in TABLES.items():
        paths = [f"/tiles/{layer}/{z}/{x}/{y}.mvt" for z, x, y in addresses]
        theirs = per_second(tipg, [theirs_of(table, columns, *each) for each in addresses], lambda _: {})
        uncached = per_second(cold.url, paths, lambda _: headers)
        etags = {path: fetch(warm.url, path, headers) for path in paths}
        cached = per_second(warm.url, paths, lambda _: headers)
        named = partial(with_etag, headers, etags)
        unchanged = per_second(warm.url, paths, named, expected=304)
        size = f"{work}, {len(addresses)} tiles z{ZOOMS[0]}–{ZOOMS[-1]}"
        results += [
            Result("tiles, uncached", size, "tiles/s", uncached, theirs, "tipg"),
            Result("tiles, warm cache", size, "tiles/s", cached, theirs, "tipg"),
            Result("tiles, unchanged (304)", size, "tiles/s", unchanged, theirs, "tipg"),
        ]
    return results


def with_etag(headers: dict[str, str], etags: dict[str, str], path: str) -> dict[str, str]:
    return {**headers, "If-None-Match": etags[path]}


def session_of(person: Person) -> str:
    """A signed-in browser's session key."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def tiles_over(west: float, south: float, east: float, north: float) -> list[tuple[int, int, int]]:
    """Every tile of the zooms over an extent, those of one place and different zooms mixed."""
    found = []
    for z in ZOOMS:
        left, top = tile_of(west, north, z)
        right, bottom = tile_of(east, south, z)
        found += [(z, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
    return sorted(found, key=lambda each: hash(each))


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    return int((lon + 180) / 360 * 2**z), int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z)


def start_tipg(context: Context) -> str:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    database = context.database.replace("postgis://", "postgresql://")
    command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "warning"]
    environment = {**os.environ, "DATABASE_URL": database, "TIPG_DB_SCHEMAS": '["public"]'}
    context.start(command, url=f"{url}/healthz", environment=environment)
    return url


def theirs_of(table: str, columns: str, z: int, x: int, y: int) -> str:
    query = f"geom-column=geom_3857&properties={columns}"
    return f"/collections/public.{table}/tiles/WebMercatorQuad/{z}/{x}/{y}?{query}"


connections = threading.local()


def fetch(url: str, path: str, headers: dict[str, str], expected: int = 200) -> str:
    """One request over this thread's open connection; the answer's ETag."""
    if getattr(connections, "url", None) != url:
        connections.url, connections.http = url, http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connections.http.request("GET", path, headers=headers)
    answer = connections.http.getresponse()
    answer.read()
    # tipg says 204 for an empty tile
    if answer.status not in {expected, 204}:
        raise RuntimeError(f"{path} answered {answer.status}")
    return str(answer.headers.get("ETag", ""))


def per_second(url: str, paths: list[str], headers: Callable[[str], dict[str, str]], *, expected: int = 200) -> float:
    def send(number: int) -> None:
        path = paths[number % len(paths)]
        fetch(url, path, headers(path), expected)

    rate(send, seconds=0.5)
    return rate(send, seconds=SECONDS)
