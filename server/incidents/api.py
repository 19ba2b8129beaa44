"""`/incidents/`: what was seen in one's reach, reporting, and the steps of each case."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.api.spreadsheets import csv_response
from server.grids.positions import AxesSwapped, BadAccuracy, BadPosition
from server.grids.scope import Scope, for_request
from server.incidents import lists, problems, selectors, services
from server.incidents.models import Incident
from server.incidents.serializers import (
    CategorySerializer,
    IncidentDetailSerializer,
    IncidentInput,
    IncidentListInput,
    IncidentPageSerializer,
    StepInput,
)
from server.incidents.workflow import next_steps
from server.organisations.selectors import organisations_of
from server.photos.hashes import BadPhotoHash
from server.problems import BadInput, NotFound, TextUnusable


class IncidentListView(APIView):
    @extend_schema(
        operation_id="incidents",
        summary="The incidents in one's reach, newest first",
        parameters=[IncidentListInput],
        responses={200: IncidentPageSerializer, **refusals(BadInput)},
    )
    def get(self, request: Request) -> Response:
        scope, asked = for_request(request), query_of(request)
        rows = lists.filtered(in_reach(scope), asked)
        page = lists.page(rows, after=asked.get("after"), limit=asked["limit"])
        return Response(IncidentPageSerializer(page, context={"scope": scope}).data)

    @extend_schema(
        operation_id="incident_report",
        summary="Report an incident anywhere in one's street",
        request=IncidentInput,
        responses={
            201: IncidentDetailSerializer,
            **refusals(
                BadInput,
                BadPosition,
                AxesSwapped,
                BadAccuracy,
                BadPhotoHash,
                TextUnusable,
                problems.UnknownCategory,
                problems.UnknownLocationSource,
                problems.NoStreet,
                problems.OutsideYourStreet,
                problems.UnknownHousehold,
                problems.IncidentIdTaken,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        data = IncidentInput(data=request.data)
        data.is_valid(raise_exception=True)
        incident = services.report_incident(scope, data.draft(scope))
        return Response(describe(scope, incident.id), status=201)


class IncidentView(APIView):
    @extend_schema(
        operation_id="incident",
        summary="One incident with its log and the steps that one may take next",
        responses={200: IncidentDetailSerializer, **refusals(NotFound)},
    )
    def get(self, request: Request, incident_id: UUID) -> Response:
        return Response(describe(for_request(request), incident_id))


class IncidentStepView(APIView):
    @extend_schema(
        operation_id="incident_step",
        summary="Take one step; answers the incident as it is afterwards, as far as one may still see it",
        request=StepInput,
        responses={
            200: IncidentDetailSerializer,
            **refusals(
                BadInput,
                TextUnusable,
                problems.NoteMissing,
                problems.OrganisationMissing,
                problems.MergeTargetMissing,
                problems.HandlerUnknown,
                problems.StepNotYours,
                NotFound,
                problems.StepNotLegal,
                problems.VersionStale,
            ),
        },
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        scope = for_request(request)
        data = StepInput(data=request.data)
        data.is_valid(raise_exception=True)
        organisations = organisations_of(scope.person)
        services.advance_incident(scope, organisations, incident_id=incident_id, **data.validated_data)
        return Response(describe(scope, incident_id, seen=False))


class IncidentExportView(APIView):
    @extend_schema(
        operation_id="incidents_csv",
        summary="The same list as CSV, without names of people",
        parameters=[IncidentListInput],
        responses={(200, "text/csv"): OpenApiTypes.STR, **refusals(BadInput)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        rows = lists.filtered(in_reach(for_request(request)), query_of(request))
        return csv_response("incidents.csv", lists.csv_header(), lists.csv_rows(rows))


class CategoryListView(APIView):
    @extend_schema(
        operation_id="incident_categories",
        summary="The incident categories of one's street",
        responses={200: CategorySerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.categories_of(for_request(request).street_id)
        return Response(CategorySerializer(rows, many=True).data)


def query_of(request: Request) -> dict[str, Any]:
    query = IncidentListInput(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def in_reach(scope: Scope) -> Any:
    return selectors.incidents_for(scope, organisations_of(scope.person))


def describe(scope: Scope, incident_id: UUID, *, seen: bool = True) -> object:
    """The detail of one incident for this person. With `seen` false, also one that they have just handed on."""
    organisations = organisations_of(scope.person)
    try:
        incident = selectors.incident_for(scope, organisations, incident_id)
    except NotFound:
        if seen:
            raise
        incident = selectors.with_log(Incident.objects.filter(id=incident_id)).get()
    context = {"scope": scope, "next_steps": next_steps(incident, scope, organisations)}
    return IncidentDetailSerializer(incident, context=context).data
