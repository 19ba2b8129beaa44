"""`/emergencies/`: starting one, its checklist and headcount, the all-clear."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.emergencies import problems, selectors, services
from server.emergencies.models import Emergency
from server.emergencies.serializers import (
    CheckInput,
    DoorCheckSerializer,
    EmergencyDetailSerializer,
    EmergencyInput,
    EmergencySerializer,
    EndInput,
)
from server.grids.positions import AxesSwapped, BadPosition
from server.grids.scope import Scope, for_request
from server.problems import BadInput, NotFound, TextUnusable

SHOWN = 50


class EmergencyListView(APIView):
    @extend_schema(
        operation_id="emergencies",
        summary="The emergencies that touch one's grids, running ones first",
        responses={200: EmergencySerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.emergencies_for(for_request(request))[:SHOWN]
        return Response(EmergencySerializer(rows, many=True).data)

    @extend_schema(
        operation_id="emergency_start",
        summary="Start an emergency over a drawn area or chosen grids",
        request=EmergencyInput,
        responses={
            201: EmergencyDetailSerializer,
            **refusals(
                BadInput,
                BadPosition,
                AxesSwapped,
                TextUnusable,
                problems.OnlyTheOffice,
                problems.AreaMissing,
                problems.AreaUnusable,
                problems.AreaElsewhere,
                problems.TitleMissing,
                problems.UnknownEmergencyKind,
                problems.UnknownPlaceKind,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise problems.OnlyTheOffice
        data = EmergencyInput(data=request.data)
        data.is_valid(raise_exception=True)
        emergency = services.start_emergency(scope, data.draft())
        return Response(describe(scope, emergency), status=201)


class EmergencyView(APIView):
    @extend_schema(
        operation_id="emergency",
        summary="One emergency with the headcount of one's grids",
        responses={200: EmergencyDetailSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, emergency_id: UUID) -> Response:
        scope = for_request(request)
        return Response(describe(scope, selectors.emergency_for(scope, emergency_id)))


class ChecklistView(APIView):
    @extend_schema(
        operation_id="emergency_checklist",
        summary="The doors of one's grids inside the area: needs help on top, then unchecked",
        responses={200: DoorCheckSerializer(many=True), **refusals(NotFound)},
    )
    def get(self, request: Request, emergency_id: UUID) -> Response:
        scope = for_request(request)
        emergency = selectors.emergency_for(scope, emergency_id)
        doors = selectors.doors_of(emergency.id, scope.small_grid_ids)
        return Response([DoorCheckSerializer(door).data for door in doors])

    @extend_schema(
        operation_id="emergency_check",
        summary="Record how a door was found, for instance by telephone",
        request=CheckInput,
        responses={
            201: EmergencyDetailSerializer,
            **refusals(
                BadInput,
                TextUnusable,
                NotFound,
                problems.UnknownEmergency,
                problems.NotAtThisDoor,
                problems.NotTheChecker,
                problems.UnknownCheckState,
                problems.BadHeadcount,
                problems.CheckIdTaken,
            ),
        },
    )
    def post(self, request: Request, emergency_id: UUID) -> Response:
        scope = for_request(request)
        emergency = selectors.emergency_for(scope, emergency_id)
        data = CheckInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.check_door(scope, data.draft(scope, emergency.id, timezone.now()))
        return Response(describe(scope, emergency), status=201)


class EmergencyEndView(APIView):
    @extend_schema(
        operation_id="emergency_end",
        summary="Give the all-clear",
        request=EndInput,
        responses={
            200: EmergencyDetailSerializer,
            **refusals(BadInput, NotFound, TextUnusable, problems.OnlyTheOffice, problems.AlreadyEnded),
        },
    )
    def post(self, request: Request, emergency_id: UUID) -> Response:
        scope = for_request(request)
        data = EndInput(data=request.data)
        data.is_valid(raise_exception=True)
        emergency = services.end_emergency(scope, emergency_id, note=data.validated_data["note"])
        return Response(describe(scope, emergency))


def describe(scope: Scope, emergency: Emergency) -> object:
    whole, by_grid = selectors.headcounts(selectors.doors_of(emergency.id, scope.small_grid_ids))
    emergency.whole = whole.message()  # type: ignore[attr-defined]
    emergency.by_grid = [count.message() for count in by_grid]  # type: ignore[attr-defined]
    return EmergencyDetailSerializer(emergency).data
