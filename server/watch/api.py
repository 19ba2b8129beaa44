"""`/alarms/`: what is wrong with the server, since when."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.scope import for_request
from server.problems import NotAllowed
from server.watch.permissions import can_read_alarms
from server.watch.serializers import AlarmsSerializer
from server.watch.services import standing_alarms


class AlarmsView(APIView):
    @extend_schema(
        operation_id="alarms",
        summary="Alarms that stand: stalled changes, undecided records, silent phones, failed jobs, space",
        responses={200: AlarmsSerializer, **refusals(NotAllowed)},
    )
    def get(self, request: Request) -> Response:
        if not can_read_alarms(for_request(request)):
            raise NotAllowed
        alarms, looked_at = standing_alarms()
        return Response(AlarmsSerializer({"alarms": alarms, "looked_at": looked_at}).data)
