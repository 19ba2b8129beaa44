"""`/grids/`: service grids with their boundaries, as GeoJSON."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import query_of
from server.api.schema import refusals
from server.grids import selectors
from server.grids.features import feature_collection
from server.grids.scope import for_request
from server.grids.serializers import GridFeatureSerializer, GridListInput
from server.problems import BadInput, NotFound


class GridListView(APIView):
    @extend_schema(
        operation_id="grids",
        summary="The grids in one's scope, as a GeoJSON FeatureCollection",
        parameters=[GridListInput],
        responses={200: GridFeatureSerializer(many=True), **refusals(BadInput)},
    )
    def get(self, request: Request) -> HttpResponse:
        asked = query_of(request, GridListInput)
        rows = selectors.boundaries_for(
            for_request(request), on=asked.get("on"), level=asked.get("level"), parent_id=asked.get("parent")
        )
        return HttpResponse(feature_collection(rows), content_type="application/json")


class GridView(APIView):
    @extend_schema(
        operation_id="grid",
        summary="One grid of one's scope with its boundary of today, as a GeoJSON Feature",
        responses={200: GridFeatureSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, grid_id: UUID) -> Response:
        row = selectors.boundaries_for(for_request(request)).filter(grid_id=grid_id).first()
        if row is None:
            raise NotFound
        return Response(GridFeatureSerializer(row).data)
