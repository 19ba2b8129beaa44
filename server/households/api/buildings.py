"""`/buildings/`: footprints as GeoJSON, and the board of a building's doors."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import query_of
from server.api.pagination import page_of
from server.api.schema import refusals
from server.grids.scope import Scope, for_request
from server.households import selectors
from server.households.models import Building
from server.households.serializers import (
    BoardSerializer,
    BuildingFeatureSerializer,
    BuildingListInput,
    BuildingPageSerializer,
)
from server.problems import BadInput, NotFound


class BuildingListView(APIView):
    @extend_schema(
        operation_id="buildings",
        summary="The buildings of one's grids, as pages of a GeoJSON FeatureCollection",
        parameters=[BuildingListInput],
        responses={200: BuildingPageSerializer, **refusals(BadInput)},
    )
    def get(self, request: Request) -> Response:
        asked = query_of(request, BuildingListInput)
        rows = selectors.find_buildings(for_request(request), asked.get("q", ""), small_grid_id=asked.get("small_grid"))
        page = page_of(rows, after=asked.get("after"), limit=asked["limit"])
        return Response({**BuildingFeatureSerializer(page.rows, many=True).data, "next": page.next})


class BuildingView(APIView):
    @extend_schema(
        operation_id="building",
        summary="One building, as a GeoJSON Feature",
        responses={200: BuildingFeatureSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, building_id: UUID) -> Response:
        return Response(BuildingFeatureSerializer(building_of(for_request(request), building_id)).data)


class BoardView(APIView):
    @extend_schema(
        operation_id="building_board",
        summary="The doors of a building: entrance by entrance, floor by floor",
        responses={200: BoardSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, building_id: UUID) -> Response:
        scope = for_request(request)
        building = building_of(scope, building_id)
        units = [
            {"number": unit.number, "floors": [{"floor": floor, "doors": doors} for floor, doors in unit.floors]}
            for unit in selectors.board(scope, building)
        ]
        return Response(BoardSerializer({"building_id": building.id, "units": units}).data)


def building_of(scope: Scope, building_id: UUID) -> Building:
    """The building, if it is in scope. Raises NotFound."""
    building = selectors.buildings_for(scope).filter(id=building_id).first()
    if building is None:
        raise NotFound
    return building
