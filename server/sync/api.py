"""`/sync/`: what phones send, and what they fetch."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.accounts.authentication import person_of
from server.accounts.models import Device, DeviceToken
from server.api.asked import query_of
from server.api.problems import ServerBusy
from server.api.schema import refusals
from server.grids.scope import for_person
from server.metrics.meters import PULLED, PUSH_SECONDS, PUSHED
from server.problems import NotFound
from server.sync import intake, selectors, services
from server.sync.envelope import parse, read_body
from server.sync.lives import current_epoch, note_doubt
from server.sync.models import Epoch
from server.sync.problems import (
    AppTooOld,
    BadCursor,
    CursorTooOld,
    EpochChanged,
    MessageTooLarge,
    NotAPush,
    NotGzip,
    NotJson,
    PhoneOnly,
    WrongDevice,
)
from server.sync.reading import as_uuid
from server.sync.receipts import receipt_of_day
from server.sync.sections import changed_sections
from server.sync.serializers import ReceiptInput, SnapshotInput
from server.sync.verbs import VERBS
from server.sync.verdicts import MOST_ASKED, verdicts_of

OLDEST_PROTOCOL = 1


class PushView(APIView):
    @extend_schema(
        operation_id="sync_push",
        summary="Send recorded operations",
        description="Body and answer are `push` and `answer` of `operation.schema.json`, the body compressed by gzip. "
        "Every operation is stored as it came before it is judged. A phone of any age may push.",
        request=OpenApiTypes.OBJECT,
        responses={
            200: OpenApiTypes.OBJECT,
            **refusals(NotGzip, NotJson, NotAPush, PhoneOnly, WrongDevice, MessageTooLarge, ServerBusy),
        },
    )
    def post(self, request: Request) -> HttpResponse | Response:
        device = device_of(request)
        text = read_body(request._request, must_be_gzip=True)
        try:
            message = parse(text)
        except (NotJson, NotAPush):
            intake.keep_unreadable(device, text)
            raise
        check_device(message, device)
        with PUSH_SECONDS.time():
            results = services.push(device=device, message=message)
        count_pushed(message, results)
        return answer(request, current_epoch(), {"results": [result.message() for result in results]})


class PullView(APIView):
    @extend_schema(
        operation_id="sync_pull",
        summary="Fetch changes behind the cursors of one's small grids",
        description="Body and answer are `pull` and `pulled` of `change.schema.json`. The answer tells the scope of "
        "today; a grid of the scope without a cursor needs a snapshot.",
        request=OpenApiTypes.OBJECT,
        responses={
            200: OpenApiTypes.OBJECT,
            **refusals(NotJson, NotAPush, PhoneOnly, WrongDevice, BadCursor, EpochChanged, CursorTooOld, AppTooOld),
        },
    )
    def post(self, request: Request) -> HttpResponse | Response:
        # 1. Who asks, and can they read the answer?
        device = device_of(request)
        message = parse(read_body(request._request, must_be_gzip=False))
        check_device(message, device)
        check_protocol(message.get("protocol"))
        services.seen(device=device, waiting=message.get("waiting"))
        # 2. Do they speak of this life of the database, and of a time we remember?
        epoch = current_epoch()
        if message.get("epoch") is not None and as_uuid(message["epoch"]) != epoch.epoch:
            raise EpochChanged(epoch=str(epoch.epoch))
        scope = for_person(device.person)
        cursors = {grid_id: place for grid_id, place in read_cursors(message) if grid_id in scope.field_small_grid_ids}
        if cursors and max(place.xid for place in cursors.values()) > selectors.newest_xid():
            # Given out by a database that went further than this one. Offering again is right, and fetching afresh too.
            note_doubt()
            raise EpochChanged(epoch=str(epoch.epoch))
        if old := [str(grid_id) for grid_id, place in cursors.items() if place.xid < epoch.forgotten_xid]:
            raise CursorTooOld(grids=old)
        # 3. Tell.
        changes = selectors.changes_since(cursors)
        wants_digests = changes.complete and message.get("digests") is True
        known = str(message.get("own_reports") or "")
        version, reports = selectors.own_reports(scope, known=known) if changes.complete else (known, None)
        PULLED.labels("pull").inc(len(changes.told))
        return answer(
            request,
            epoch,
            {
                "scope": selectors.scope_message(scope),
                "changes": changes.told,
                "cursors": {str(grid_id): str(place) for grid_id, place in changes.cursors.items()},
                "complete": changes.complete,
                "digests": {str(k): v for k, v in selectors.digests(list(cursors)).items()} if wants_digests else {},
                "reference": selectors.reference_message(scope, known=str(message.get("reference") or "")),
                "own_reports": reports,
                "own_reports_version": version,
                "verdicts": verdicts_of(device, read_open(message)),
                "sections": changed_sections(scope, read_sections(message)) if changes.complete else {},
            },
        )


class SnapshotView(APIView):
    @extend_schema(
        operation_id="sync_snapshot",
        summary="Fetch one page of everything in a small grid",
        description="The answer is `page` of `change.schema.json`. Keep the cursor of the first page: pulling goes on "
        "from there after the last one.",
        parameters=[SnapshotInput],
        responses={200: OpenApiTypes.OBJECT, **refusals(PhoneOnly, NotFound, BadCursor, EpochChanged)},
    )
    def get(self, request: Request) -> HttpResponse | Response:
        device = device_of(request)
        asked = query_of(request, SnapshotInput)
        grid_id: UUID = asked["grid"]
        if grid_id not in for_person(device.person).field_small_grid_ids:
            raise NotFound
        epoch = current_epoch()
        if asked.get("epoch") not in (None, epoch.epoch):
            raise EpochChanged(epoch=str(epoch.epoch))
        # The cursor first: what changes while the pages are read is told again by the first pull.
        upto = selectors.Cursor(selectors.horizon(), 0)
        total = selectors.live_count(grid_id)
        page, following = selectors.snapshot_page(grid_id, after=read_after(asked.get("after")))
        PULLED.labels("snapshot").inc(len(page))
        return answer(
            request,
            epoch,
            {"grid": str(grid_id), "cursor": str(upto), "rows": page, "next": following, "total": total},
        )


class ReceiptView(APIView):
    @extend_schema(
        operation_id="sync_receipt",
        summary="Fetch the office's receipt for one's day",
        description="The answer is `receipt` of `change.schema.json`. The phone computes the same count and code from "
        "what it holds: where the two agree, nothing of that day is missing.",
        parameters=[ReceiptInput],
        responses={200: OpenApiTypes.OBJECT, **refusals(PhoneOnly)},
    )
    def get(self, request: Request) -> HttpResponse | Response:
        device = device_of(request)
        query = query_of(request, ReceiptInput)
        day: date = query["day"]
        return answer(request, current_epoch(), {"day": day, **asdict(receipt_of_day(device, day))})


def count_pushed(message: Mapping[str, Any], results: Sequence[services.Result]) -> None:
    for result in results:
        sent = message["ops"][result.index]
        verb = sent.get("kind") if isinstance(sent, dict) else None
        PUSHED.labels(verb if isinstance(verb, str) and verb in VERBS else "unknown", str(result.status)).inc()


def device_of(request: Request) -> Device:
    """The phone that a token belongs to; a browser's session has none."""
    if not isinstance(request.auth, DeviceToken):
        raise PhoneOnly
    device: Device = request.auth.device
    # Saves a query: the token was read together with its person.
    device.person = person_of(request)
    return device


def check_device(message: Mapping[str, Any], device: Device) -> None:
    if as_uuid(message.get("device")) != device.id:
        raise WrongDevice


def check_protocol(protocol: object) -> None:
    if not isinstance(protocol, int) or protocol < OLDEST_PROTOCOL:
        raise AppTooOld


def read_cursors(message: Mapping[str, Any]) -> list[tuple[UUID, selectors.Cursor]]:
    cursors = message.get("cursors")
    if not isinstance(cursors, dict):
        raise NotAPush(field="cursors")
    places = [(as_uuid(grid_id), selectors.Cursor.read(text)) for grid_id, text in cursors.items()]
    return [(grid_id, place) for grid_id, place in places if grid_id]


def read_open(message: Mapping[str, Any]) -> list[UUID]:
    asked = message.get("open") or []
    if not isinstance(asked, list):
        raise NotAPush(field="open")
    return [op_id for op_id in map(as_uuid, asked[:MOST_ASKED]) if op_id]


def read_sections(message: Mapping[str, Any]) -> dict[str, str]:
    asked = message.get("sections") or {}
    if not isinstance(asked, dict):
        raise NotAPush(field="sections")
    return {str(name): str(tag) for name, tag in asked.items()}


def read_after(text: str | None) -> tuple[str, UUID] | None:
    if not text:
        return None
    kind, _, entity = text.partition(":")
    entity_id = as_uuid(entity)
    if entity_id is None:
        raise BadCursor
    return kind, entity_id


def answer(request: Request, epoch: Epoch, message: dict[str, Any]) -> HttpResponse:
    """The message in our envelope; records go through as the text that the database made.

    The epoch is the one that the request was checked against: another may have begun since.
    """
    envelope = {
        "epoch": epoch.epoch,
        # On the wire every moment carries its offset.
        "server_time": timezone.now(),
        **message,
    }
    body = orjson.dumps(envelope, option=orjson.OPT_NON_STR_KEYS, default=str)
    response = HttpResponse(content_type="application/json", headers={"Vary": "Accept-Encoding"})
    if len(body) > 500 and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=5)
        response["Content-Encoding"] = "gzip"
    response.content = body
    return response
