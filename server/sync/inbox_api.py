"""`/sync/inbox/`: the office decides on what phones sent and the server did not simply apply."""

from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from server.api.asked import body_of, query_of
from server.api.pagination import page_of
from server.api.problems import TooManyRequests
from server.api.schema import refusals
from server.grids.scope import Scope, for_request
from server.households.serializers import RevealInput
from server.privacy.services import log_reveal
from server.problems import BadInput, NotAllowed, NotFound
from server.sync import decisions
from server.sync import inbox_serializers as shapes
from server.sync.inbox import inbox, inbox_counts, operations_of, unreadable_inbox
from server.sync.models import Operation, Unreadable
from server.sync.office_view import view_of
from server.sync.permissions import can_decide
from server.sync.problems import AlreadyDecided, NothingAmended, ReasonMissing


class InboxView(APIView):
    @extend_schema(
        operation_id="inbox",
        summary="Operations of one's people that wait for a decision",
        parameters=[shapes.InboxInput],
        responses={200: shapes.InboxPageSerializer, **refusals(BadInput, NotAllowed)},
    )
    def get(self, request: Request) -> Response:
        scope = office_scope(request)
        asked = query_of(request, shapes.InboxInput)
        filters = {name: asked.get(name, "") for name in ("state", "kind", "code")}
        page = page_of(
            inbox(scope, person_id=asked.get("person"), **filters), after=asked.get("after"), limit=asked["limit"]
        )
        found = {"results": [view_of(operation, scope) for operation in page.rows], "next": page.next}
        return Response(shapes.InboxPageSerializer(found).data)


class InboxCountsView(APIView):
    @extend_schema(
        operation_id="inbox_counts",
        summary="How much waits for a decision",
        responses={200: shapes.InboxCountsSerializer, **refusals(NotAllowed)},
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.InboxCountsSerializer(inbox_counts(office_scope(request))).data)


class InboxOperationView(APIView):
    @extend_schema(
        operation_id="inbox_operation",
        summary="One operation of one's people, decided or not; what is personal in it is masked",
        responses={200: shapes.InboxOperationSerializer, **refusals(NotAllowed, NotFound)},
    )
    def get(self, request: Request, operation_id: UUID) -> Response:
        scope = office_scope(request)
        return described(scope, operation_in(scope, operation_id))


class RevealView(APIView):
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "reveal"

    @extend_schema(
        operation_id="inbox_reveal",
        summary="Read one operation in full, with a reason; the read is logged",
        request=RevealInput,
        responses={
            200: shapes.InboxOperationSerializer,
            **refusals(BadInput, NotAllowed, NotFound, TooManyRequests),
        },
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        scope = office_scope(request)
        asked = body_of(request, RevealInput)
        operation = operation_in(scope, operation_id)
        # Read and log entry stand or fall together.
        with transaction.atomic():
            log_reveal(person=scope.person, kind="operation", record_id=operation.id, reason=asked["reason"])
            return described(scope, operation, full=True)


class AcceptView(APIView):
    @extend_schema(
        operation_id="inbox_accept",
        summary="Apply an operation as it came; of a conflict the phone's values win",
        description="What still stands against it is the refusal; then nothing is decided.",
        request=shapes.AcceptInput,
        responses={
            200: shapes.InboxOperationSerializer,
            **refusals(BadInput, NotAllowed, NotFound, AlreadyDecided),
        },
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        scope = office_scope(request)
        decisions.accept(scope, operation_id, reason=body_of(request, shapes.AcceptInput)["reason"])
        return described(scope, operation_in(scope, operation_id))


class AmendView(APIView):
    @extend_schema(
        operation_id="inbox_amend",
        summary="Apply an operation with some of its values replaced; what came stays on record",
        request=shapes.AmendInput,
        responses={
            200: shapes.InboxOperationSerializer,
            **refusals(BadInput, NothingAmended, ReasonMissing, NotAllowed, NotFound, AlreadyDecided),
        },
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        scope = office_scope(request)
        asked = body_of(request, shapes.AmendInput)
        decisions.amend(scope, operation_id, changes=asked["changes"], reason=asked["reason"])
        return described(scope, operation_in(scope, operation_id))


class DismissView(APIView):
    @extend_schema(
        operation_id="inbox_dismiss",
        summary="Decide not to apply an operation; the worker reads the reason",
        request=shapes.DismissInput,
        responses={
            200: shapes.InboxOperationSerializer,
            **refusals(BadInput, ReasonMissing, NotAllowed, NotFound, AlreadyDecided),
        },
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        scope = office_scope(request)
        decisions.dismiss(scope, operation_id, reason=body_of(request, shapes.DismissInput)["reason"])
        return described(scope, operation_in(scope, operation_id))


class UnreadableListView(APIView):
    @extend_schema(
        operation_id="inbox_unreadable",
        summary="Messages that could not be read, oldest first",
        parameters=[shapes.UnreadableInput],
        responses={200: shapes.UnreadablePageSerializer, **refusals(BadInput, NotAllowed)},
    )
    def get(self, request: Request) -> Response:
        scope = office_scope(request)
        query = query_of(request, shapes.UnreadableInput)
        after, limit = query["after"], query["limit"]
        rows = list(unreadable_inbox(scope).filter(id__gt=after).order_by("id")[: limit + 1])
        following = rows[limit - 1].id if len(rows) > limit else None
        return Response(shapes.UnreadablePageSerializer({"results": rows[:limit], "next": following}).data)


class UnreadableContentView(APIView):
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "reveal"

    @extend_schema(
        operation_id="inbox_unreadable_content",
        summary="Read a message as it came, with a reason; the read is logged",
        request=RevealInput,
        responses={200: shapes.ContentSerializer, **refusals(BadInput, NotAllowed, NotFound, TooManyRequests)},
    )
    def post(self, request: Request, unreadable_id: int) -> Response:
        scope = office_scope(request)
        asked = body_of(request, RevealInput)
        message = unreadable_in(scope, unreadable_id)
        with transaction.atomic():
            # The log names records by UUID; a message has a number.
            log_reveal(person=scope.person, kind="message", record_id=UUID(int=message.id), reason=asked["reason"])
            return Response({"content": message.content})


class UnreadableDismissView(APIView):
    @extend_schema(
        operation_id="inbox_unreadable_dismiss",
        summary="Put a message that nobody can read aside, with a reason; it stays on record",
        request=shapes.DismissInput,
        responses={200: shapes.DecisionSerializer, **refusals(BadInput, ReasonMissing, NotAllowed, NotFound)},
    )
    def post(self, request: Request, unreadable_id: int) -> Response:
        asked = body_of(request, shapes.DismissInput)
        decision = decisions.dismiss_unreadable(office_scope(request), unreadable_id, reason=asked["reason"])
        return Response(shapes.DecisionSerializer(decision).data)


def office_scope(request: Request) -> Scope:
    """The scope of someone who decides. Raises NotAllowed."""
    scope = for_request(request)
    if not can_decide(scope):
        raise NotAllowed
    return scope


def operation_in(scope: Scope, operation_id: UUID) -> Operation:
    """An operation of one's people. Raises NotFound."""
    operation = operations_of(scope).filter(id=operation_id).first()
    if operation is None:
        raise NotFound
    return operation


def unreadable_in(scope: Scope, unreadable_id: int) -> Unreadable:
    message = unreadable_inbox(scope).filter(id=unreadable_id).first()
    if message is None:
        raise NotFound
    return message


def described(scope: Scope, operation: Operation, *, full: bool = False) -> Response:
    return Response(shapes.InboxOperationSerializer(view_of(operation, scope, full=full)).data)
