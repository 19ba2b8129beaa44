"""`/call-outs/`: asking people for help, and their answers. How many come is told to all who are asked; who, to the
office only. Nobody is compared with anybody."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.audience import NotInOrder, WholeStreetNotYours
from server.grids.scope import for_request
from server.identity import new_id
from server.organisations import call_outs
from server.organisations.call_out_serializers import (
    AnswerInput,
    AnswerSerializer,
    AskedSerializer,
    CallOutInput,
    CallOutSerializer,
)
from server.organisations.calling_out import AnswerDraft, answer_call_outs, call_for_help, end_call_out, may_manage
from server.organisations.problems import CallOutEmpty, NotAskedForHelp, TeamUnknown, UnknownAnswer
from server.problems import BadInput, NotAllowed, NotFound, Problem, TextUnusable

SHOWN = 200


class CallOutListView(APIView):
    @extend_schema(
        operation_id="call_outs",
        summary="Call-outs that ask one for help, by when an answer is due",
        responses={200: AskedSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        return Response(AskedSerializer(call_outs.section(for_request(request)), many=True).data)

    @extend_schema(
        operation_id="call_out_write",
        summary="Ask the people of grids, or of a team, for help",
        request=CallOutInput,
        responses={
            201: CallOutSerializer,
            **refusals(
                BadInput,
                NotAllowed,
                WholeStreetNotYours,
                NotFound,
                TeamUnknown,
                CallOutEmpty,
                TextUnusable,
                NotInOrder,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise NotAllowed
        data = CallOutInput(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(CallOutSerializer(call_for_help(scope, **data.validated_data)).data, status=201)


class WrittenCallOutsView(APIView):
    @extend_schema(
        operation_id="call_outs_written",
        summary="What the office has asked for in its area, also what is over; the newest first",
        responses={200: CallOutSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = call_outs.call_outs_of_office(for_request(request)).prefetch_related("grids")[:SHOWN]
        return Response(CallOutSerializer(rows, many=True).data)


class CallOutEndView(APIView):
    @extend_schema(
        operation_id="call_out_end",
        summary="End a call-out before its time",
        request=None,
        responses={200: CallOutSerializer, **refusals(NotFound, NotAllowed)},
    )
    def post(self, request: Request, call_out_id: UUID) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise NotAllowed
        return Response(CallOutSerializer(end_call_out(scope, call_out_id)).data)


class CallOutAnswersView(APIView):
    @extend_schema(
        operation_id="call_out_answers",
        summary="Who answered what, for the office that asked; in the order in which they answered",
        responses={200: AnswerSerializer(many=True), **refusals(NotFound, NotAllowed)},
    )
    def get(self, request: Request, call_out_id: UUID) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise NotAllowed
        call_out = call_outs.call_out_of_office(scope, call_out_id)
        if not may_manage(scope, call_out):
            raise NotAllowed
        rows = call_outs.answers_to([call_out])[call_out.id].values()
        return Response(AnswerSerializer(sorted(rows, key=lambda row: row.answered_at), many=True).data)

    @extend_schema(
        operation_id="call_out_answer",
        summary="Answer a call-out; the newest answer given in time counts",
        request=AnswerInput,
        responses={
            201: OpenApiTypes.OBJECT,
            **refusals(BadInput, UnknownAnswer, NotAskedForHelp, TextUnusable),
        },
    )
    def post(self, request: Request, call_out_id: UUID) -> Response:
        data = AnswerInput(data=request.data)
        data.is_valid(raise_exception=True)
        asked = data.validated_data
        draft = AnswerDraft(
            id=asked.get("id") or new_id(),
            call_out_id=call_out_id,
            answer=asked["answer"],
            note=asked["note"],
            answered_at=timezone.now(),
        )
        (result,) = answer_call_outs(for_request(request), [draft])
        if isinstance(result, Problem):
            raise result
        return Response({"id": str(result.id)}, status=201)
