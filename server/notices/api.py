"""`/notices/`: what the office tells, written and ended from a desk. Nobody records who has read it."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.audience import NotInOrder, WholeStreetNotYours
from server.grids.scope import for_request
from server.notices import selectors, services
from server.notices.problems import NoticeEmpty
from server.notices.serializers import NoticeInput, NoticeSerializer
from server.problems import BadInput, NotAllowed, NotFound, TextUnusable

SHOWN = 200


class NoticeListView(APIView):
    @extend_schema(
        operation_id="notices",
        summary="Notices that are meant for one, the important first",
        responses={200: NoticeSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.notices_for(for_request(request)).prefetch_related("grids")[:SHOWN]
        return Response(NoticeSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="notice_write",
        summary="Write a notice for the grids of one's office",
        request=NoticeInput,
        responses={
            201: NoticeSerializer,
            **refusals(BadInput, NotAllowed, WholeStreetNotYours, NotFound, NoticeEmpty, TextUnusable, NotInOrder),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise NotAllowed
        data = NoticeInput(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(NoticeSerializer(services.write_notice(scope, **data.validated_data)).data, status=201)


class WrittenNoticesView(APIView):
    @extend_schema(
        operation_id="notices_written",
        summary="What the office has written for its area, also what is over; the newest first",
        responses={200: NoticeSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.notices_of_office(for_request(request)).prefetch_related("grids")[:SHOWN]
        return Response(NoticeSerializer(rows, many=True).data)


class NoticeEndView(APIView):
    @extend_schema(
        operation_id="notice_end",
        summary="End a notice before its time",
        request=None,
        responses={200: NoticeSerializer, **refusals(NotFound, NotAllowed)},
    )
    def post(self, request: Request, notice_id: UUID) -> Response:
        scope = for_request(request)
        if not scope.is_office:
            raise NotAllowed
        return Response(NoticeSerializer(services.end_notice(scope, notice_id)).data)
