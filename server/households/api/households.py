"""`/households/`: finding, reading, revealing and keeping the register of households."""

from typing import Any
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
from server.households import selectors, services
from server.households import serializers as shapes
from server.households.api.buildings import building_of
from server.households.masking import card_for
from server.households.models import Dwelling, Household
from server.households.permissions import can_keep_register, can_reveal
from server.households.problems import BuildingInNoGrid, HouseholdChanged, MovedBeforeArrival
from server.privacy.services import log_reveal
from server.problems import BadInput, NotAllowed, NotFound


class HouseholdListView(APIView):
    @extend_schema(
        operation_id="households",
        summary="Find households of one's grids; names are masked for whoever does not work at these doors",
        parameters=[shapes.HouseholdListInput],
        responses={200: shapes.HouseholdPageSerializer, **refusals(BadInput)},
    )
    def get(self, request: Request) -> Response:
        asked = query_of(request, shapes.HouseholdListInput)
        scope = for_request(request)
        found = selectors.find_households(
            scope, asked.get("q", ""), small_grid_id=asked.get("small_grid"), building_id=asked.get("building")
        )
        page = page_of(selectors.with_doors(found), after=asked.get("after"), limit=asked["limit"])
        cards = [card_for(scope, household) for household in page.rows]
        return Response(shapes.HouseholdPageSerializer({"results": cards, "next": page.next}).data)

    @extend_schema(
        operation_id="household_add",
        summary="Register a household behind a door",
        request=shapes.HouseholdInput,
        responses={201: shapes.HouseholdDetailSerializer, **refusals(BadInput, NotAllowed, NotFound, BuildingInNoGrid)},
    )
    def post(self, request: Request) -> Response:
        scope = keeper_scope(request)
        given = body_of(request, shapes.HouseholdInput)
        with transaction.atomic():
            household = services.add_household(
                dwelling=dwelling_of(scope, given["door"]),
                name=given["name"],
                phone=given["phone"],
                status=given["status"],
                residents=[services.ResidentInfo(**resident) for resident in given["residents"]],
            )
        return Response(described(scope, household.id), status=201)


class HouseholdView(APIView):
    @extend_schema(
        operation_id="household",
        summary="One household with its residents, masked for whoever does not work at this door",
        responses={200: shapes.HouseholdDetailSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, household_id: UUID) -> Response:
        return Response(described(for_request(request), household_id))

    @extend_schema(
        operation_id="household_amend",
        summary="Change a household's name, phone or status",
        request=shapes.HouseholdChange,
        responses={
            200: shapes.HouseholdDetailSerializer,
            **refusals(BadInput, NotAllowed, NotFound, HouseholdChanged),
        },
    )
    def patch(self, request: Request, household_id: UUID) -> Response:
        scope = keeper_scope(request)
        data = body_of(request, shapes.HouseholdChange)
        household_of(scope, household_id)
        services.amend_household(household_id=household_id, by=scope.person, **data)
        return Response(described(scope, household_id))


class HouseholdMoveView(APIView):
    @extend_schema(
        operation_id="household_move",
        summary="Move a household behind another door; where it was counted before stays on record",
        request=shapes.MoveInput,
        responses={
            200: shapes.HouseholdDetailSerializer,
            **refusals(BadInput, NotAllowed, NotFound, BuildingInNoGrid, MovedBeforeArrival),
        },
    )
    def post(self, request: Request, household_id: UUID) -> Response:
        scope = keeper_scope(request)
        data = body_of(request, shapes.MoveInput)
        household_of(scope, household_id)
        with transaction.atomic():
            door = dwelling_of(scope, data["door"])
            services.place_household(household_id=household_id, dwelling=door, on=data.get("on"))
        return Response(described(scope, household_id))


class HouseholdRevealView(APIView):
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "reveal"

    @extend_schema(
        operation_id="household_reveal",
        summary="Read one household in full, with a reason; the read is logged",
        request=shapes.RevealInput,
        responses={
            200: shapes.HouseholdDetailSerializer,
            **refusals(BadInput, NotAllowed, NotFound, TooManyRequests),
        },
    )
    def post(self, request: Request, household_id: UUID) -> Response:
        data = body_of(request, shapes.RevealInput)
        scope = for_request(request)
        household = household_of(scope, household_id)
        if not can_reveal(scope, household):
            raise NotAllowed
        # Read and log entry stand or fall together: nobody reads in full without a trace.
        with transaction.atomic():
            log_reveal(
                person=scope.person,
                kind="household",
                record_id=household.id,
                reason=data["reason"],
            )
            answer = described(scope, household_id, full=True)
        return Response(answer)


def keeper_scope(request: Request) -> Scope:
    """The scope of someone who keeps the register. Raises NotAllowed."""
    scope = for_request(request)
    if not can_keep_register(scope):
        raise NotAllowed
    return scope


def household_of(scope: Scope, household_id: UUID) -> Household:
    """The household, if it is in scope. Raises NotFound."""
    household = selectors.with_doors(selectors.households_for(scope)).filter(id=household_id).first()
    if household is None:
        raise NotFound
    return household


def dwelling_of(scope: Scope, door: dict[str, Any]) -> Dwelling:
    """The door that was named, opened if the building did not have it. Raises NotFound for a foreign building."""
    building = building_of(scope, door["building"])
    return services.open_dwelling(building=building, unit=door["unit"], floor=door["floor"], room=door["room"])


def described(scope: Scope, household_id: UUID, *, full: bool = False) -> Any:
    card = card_for(scope, household_of(scope, household_id), full=full)
    return shapes.HouseholdDetailSerializer(card).data
