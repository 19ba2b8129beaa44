"""`/visits/`: what was recorded at the doors of one's grids, and recording from a desk."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.positions import AxesSwapped, BadAccuracy, BadPosition
from server.grids.scope import for_request
from server.photos.hashes import BadPhotoHash
from server.problems import BadInput, TextUnusable
from server.visits import problems, selectors, services
from server.visits.serializers import VisitInput, VisitListInput, VisitListSerializer, VisitSerializer


class VisitListView(APIView):
    @extend_schema(
        operation_id="visits",
        summary="Visits of one's grids that count, newest first; corrected ones are left out",
        parameters=[VisitListInput],
        responses={200: VisitListSerializer, **refusals(BadInput)},
    )
    def get(self, request: Request) -> Response:
        query = VisitListInput(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = selectors.counting_visits(for_request(request)).filter(**selectors.filters_of(asked))
        return Response(VisitListSerializer({"results": rows[: asked["limit"]]}).data)

    @extend_schema(
        operation_id="visit_record",
        summary="Record a visit, or correct one",
        request=VisitInput,
        responses={
            201: VisitSerializer,
            **refusals(
                BadInput,
                problems.UnknownOutcome,
                problems.UnknownNeed,
                problems.UnknownPresence,
                TextUnusable,
                BadPhotoHash,
                BadPosition,
                AxesSwapped,
                BadAccuracy,
                problems.OtherHousehold,
                problems.OutsideYourGrids,
                problems.NotYoursToCorrect,
                problems.UnknownVisit,
                problems.VisitIdTaken,
                problems.AlreadyCorrected,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        data = VisitInput(data=request.data)
        data.is_valid(raise_exception=True)
        visit = services.record_visit(scope, data.draft(scope))
        return Response(VisitSerializer(visit).data, status=201)
