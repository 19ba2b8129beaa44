"""A field day comes in: 200 visits and 20 incidents of one worker, with rights, verbatim storage, plans and change log.

The peer is what one would write first with Django REST framework: a serializer per record, each saved by itself, over
the same tables with the same triggers. It stores nothing verbatim, checks no grid and knows no verdict per record.
Both are called in this process with the same sign-in, so that only their own work differs.
"""

import gzip
import itertools
import json
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from mobile.wire import MAX_OPS, Operation, Push
from server.identity import new_id
from server.incidents.models import Incident, IncidentCategory
from server.visits.models import Visit
from tests.bench.context import Context
from tests.bench.cores import cores_of
from tests.bench.measure import Result
from tests.factories.places import lonlat, make_building, make_household, make_tree
from tests.people import PASSWORD, make_worker

NAME = "push"
ABOUT = "a field day of 200 visits and 20 incidents, operations per second"
VISITS, INCIDENTS, ROUNDS = 200, 20, 5
BATCHES = 20
IN_BATCHES = f"{BATCHES} batches of {MAX_OPS}"
SIZE = f"{VISITS} visits, {INCIDENTS} incidents"


class Worker:
    """A signed-in phone of a worker with 300 households, and its days."""

    def __init__(self) -> None:
        grids = make_tree()
        building = make_building(grids["S11"])
        self.homes = [make_household(building, floor=1 + n // 12, room=f"{n}") for n in range(300)]
        self.category = IncidentCategory.objects.create(
            street=grids["L"].street, domain="environment", code="rubbish", name="垃圾"
        )
        self.person = make_worker(grids["S11"])
        self.street, self.grid = grids["L"].street, grids["S11"]
        self.device = str(new_id())
        told = {"id": self.device, "name": "", "platform": "", "app_version": ""}
        self.http = Client()
        signed_in = self.http.post(
            "/api/v1/session/",
            {"username": self.person.username, "password": PASSWORD, "device": told},
            content_type="application/json",
        )
        self.headers = {"Authorization": f"Token {signed_in.json()['token']}"}
        self.seqs, self.turns = itertools.count(1), itertools.count()

    def day(self) -> list[Operation]:
        visits = [self.op("visit.record", self.visit(n)) for n in range(VISITS)]
        return visits + [self.op("incident.report", self.incident()) for _ in range(INCIDENTS)]

    def op(self, kind: str, body: dict[str, Any], entity_id: object = None, version: int | None = None) -> Operation:
        now, entity = timezone.now().isoformat(), str(entity_id or new_id())
        return Operation(str(new_id()), next(self.seqs), kind, 1, entity, version, body, now, "boot", 1000, "s")

    def mixed(self) -> list[Operation]:
        """A hundred operations as they come: three quarters visits, the rest incidents and what was amended."""
        ops = [self.op("visit.record", self.visit(n)) for n in range(MAX_OPS * 3 // 4)]
        ops += [self.op("incident.report", self.incident()) for _ in range(MAX_OPS // 10)]
        return ops + [self.amendment() for _ in range(MAX_OPS - len(ops))]

    def amendment(self) -> Operation:
        """A household's new number; its version grows by one with each."""
        turn = next(self.turns)
        home, times = self.homes[turn % len(self.homes)], turn // len(self.homes)
        numbers = [home.phone, *(f"1380000{n:04}" for n in range(times + 1))]
        body = {"changes": {"phone": numbers[times + 1]}, "seen": {"phone": numbers[times]}}
        return self.op("household.amend", body, home.id, home.version + times)

    def visit(self, n: int) -> dict[str, Any]:
        lon, lat = lonlat(15, 15)
        return {
            "household_id": str(self.homes[n].id),
            "outcome": ("met", "not_home", "phone")[n % 3],
            "needs": [],
            "note": "家里一切都好，水管有点漏",
            "next_on": None,
            "fix": {"lon": lon, "lat": lat, "accuracy_m": 8.0},
            "photos": [],
            "form_version": "visit-1",
        }

    def incident(self) -> dict[str, Any]:
        lon, lat = lonlat(15, 15)
        return {
            "category": "rubbish",
            "description": "垃圾桶满了，请清运",
            "lon": lon,
            "lat": lat,
            "accuracy_m": None,
            "location_source": "pin",
            "household_id": None,
            "photos": [],
        }

    def messages(self, day: list[Operation]) -> list[bytes]:
        """The day as the phone sends it: in batches, by gzip."""
        batches = [day[at : at + MAX_OPS] for at in range(0, len(day), MAX_OPS)]
        now = timezone.now().isoformat()
        pushes = [Push(self.device, None, now, "boot", 2000, len(batch), tuple(batch)) for batch in batches]
        return [gzip.compress(json.dumps(push.message()).encode(), compresslevel=6) for push in pushes]

    def push(self, messages: list[bytes], expect: str = "applied") -> None:
        for message in messages:
            response = self.http.post(
                "/api/v1/sync/push", message, content_type="application/json", headers=self.headers
            )
            results = response.json()["results"]
            assert {result["status"] for result in results} == {expect}, results


class VisitInput(serializers.ModelSerializer[Visit]):
    class Meta:
        model = Visit
        exclude = ["received_at"]
        extra_kwargs = {"id": {"read_only": False}}


class IncidentInput(serializers.ModelSerializer[Incident]):
    class Meta:
        model = Incident
        exclude = ["received_at", "updated_at", "point_3857"]
        extra_kwargs = {"id": {"read_only": False}}


class PerItemView(APIView):
    """The peer: one serializer and one insert per record."""

    def post(self, request: Request) -> Response:
        for serializer, rows in ((VisitInput, "visits"), (IncidentInput, "incidents")):
            for row in request.data[rows]:
                given = serializer(data=row)
                given.is_valid(raise_exception=True)
                given.save()
        return Response(status=201)


def peer_rows(worker: Worker, day: list[Operation]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"visits": [], "incidents": []}
    for op in day:
        common = {"id": op.entity_id, "street": worker.street.id, "small_grid": str(worker.grid.id), "device": None}
        body = dict(op.body)
        if op.kind == "visit.record":
            fix = body.pop("fix")
            rows["visits"].append(
                {
                    **common,
                    **body,
                    "household": body["household_id"],
                    "visitor": str(worker.person.id),
                    "visited_at": op.captured_at,
                    "captured_at": op.captured_at,
                    "fix": f"SRID=4326;POINT({fix['lon']} {fix['lat']})",
                    "fix_accuracy_m": fix["accuracy_m"],
                }
            )
        else:
            rows["incidents"].append(
                {
                    **common,
                    **body,
                    "number": op.entity_id[-24:],
                    "category": worker.category.id,
                    "reporter": str(worker.person.id),
                    "point": f"SRID=4326;POINT({body['lon']} {body['lat']})",
                    "captured_at": op.captured_at,
                    "reported_at": op.captured_at,
                }
            )
    return rows


def seconds_of(send: Callable[[], object]) -> float:
    began = time.perf_counter()
    send()
    return time.perf_counter() - began


def run(context: Context) -> list[Result]:
    settings.ALLOWED_HOSTS = ["*"]
    worker = Worker()
    view = PerItemView.as_view()
    factory = APIRequestFactory(headers=worker.headers)
    ours, peers, sizes = [], [], []
    for turn in range(ROUNDS):
        context.say(f"day {turn + 1} of {ROUNDS}")
        messages = worker.messages(worker.day())
        sizes.append(sum(map(len, messages)))
        ours.append(seconds_of(lambda messages=messages: worker.push(messages)))
        request = factory.post("/", peer_rows(worker, worker.day()), format="json")
        peers.append(seconds_of(lambda request=request: check(view(request))))
    # What each core could do if it had nothing to wait for: batches of 100 visits, one after the other.
    batches = [
        worker.messages([worker.op("visit.record", worker.visit(n)) for n in range(MAX_OPS)]) for _ in range(BATCHES)
    ]
    # The same again: what a phone sends whose acknowledgement was lost.
    again = worker.messages(day := worker.day())
    worker.push(again)
    repeated = seconds_of(lambda: worker.push(again, expect="duplicate"))
    mixed = [worker.messages(worker.mixed()) for _ in range(BATCHES)]
    mixture = cores_of(lambda: [worker.push(batch) for batch in mixed])
    spent = cores_of(lambda: [worker.push(batch) for batch in batches])
    connection.close()
    total, counted = VISITS + INCIDENTS, BATCHES * MAX_OPS
    return [
        Result("push a field day", SIZE, "operations/s", total / min(ours), total / min(peers), "DRF, item by item"),
        Result("push it again (duplicates)", SIZE, "operations/s", total / repeated),
        Result("bytes sent per operation", SIZE, "bytes", min(sizes) / len(day)),
        Result("visits applied, both in turn", IN_BATCHES, "operations/s", counted / spent.wall),
        Result("visits applied by a core of Python", IN_BATCHES, "operations/s", counted / spent.python),
        Result("visits applied by a core of PostgreSQL", IN_BATCHES, "operations/s", counted / spent.database),
        Result("a mixture, with merge, both in turn", IN_BATCHES, "operations/s", counted / mixture.wall),
        Result("a mixture, with merge, by a core of Python", IN_BATCHES, "operations/s", counted / mixture.python),
        Result("a mixture, … by a core of PostgreSQL", IN_BATCHES, "operations/s", counted / mixture.database),
    ]


def check(response: Response) -> None:
    assert response.status_code == 201, response.data
