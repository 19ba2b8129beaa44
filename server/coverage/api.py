"""`/coverage/`: which part of an area was reached, when; and up to which day that is known."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import query_of
from server.api.schema import refusals
from server.api.spreadsheets import csv_response
from server.coverage import selectors, tables
from server.coverage.permissions import can_read_coverage
from server.coverage.serializers import CoverageInput, CoverageSerializer
from server.grids.scope import Scope, for_request
from server.problems import BadInput, NotAllowed, NotFound

REFUSALS = refusals(BadInput, NotAllowed, NotFound)


class CoverageView(APIView):
    @extend_schema(
        operation_id="coverage",
        summary="Counts per grid of a level in one period, with the phones that may still change them",
        parameters=[CoverageInput],
        responses={200: CoverageSerializer, **REFUSALS},
    )
    def get(self, request: Request) -> Response:
        scope, table = asked_for(request)
        phones = selectors.silent_phones(scope)
        return Response(CoverageSerializer({**vars(table), "phones": phones}).data)


class CoverageExportView(APIView):
    @extend_schema(
        operation_id="coverage_csv",
        summary="The same table as CSV",
        parameters=[CoverageInput],
        responses={(200, "text/csv"): OpenApiTypes.STR, **REFUSALS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        _, table = asked_for(request)
        name = f"coverage-{table.level}-{table.period.kind}-{table.period.starts_on:%Y-%m-%d}.csv"
        return csv_response(name, tables.csv_header(), tables.csv_rows(table))


def asked_for(request: Request) -> tuple[Scope, selectors.CoverageTable]:
    """Parse, permit, read."""
    asked = query_of(request, CoverageInput)
    scope = for_request(request)
    if not can_read_coverage(scope):
        raise NotAllowed
    if asked.get("parent") and asked["parent"] not in scope.grid_ids:
        raise NotFound
    return scope, selectors.coverage_table(scope, **asked)
