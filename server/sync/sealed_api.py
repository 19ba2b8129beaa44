"""`/sync/sealed`: the office brings in what a phone could not send."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.schema import refusals
from server.grids.scope import for_request
from server.problems import NotAllowed
from server.sync.permissions import can_decide
from server.sync.problems import BundleDamaged, BundleOfAnother, MessageTooLarge, NotABundle
from server.sync.sealed import import_bundle
from server.sync.serializers import ImportedSerializer

LARGEST = 512 * 1024 * 1024


class SealedParser(BaseParser):
    media_type = "application/octet-stream"


class SealedView(APIView):
    parser_classes = (SealedParser,)

    @extend_schema(
        operation_id="sync_sealed",
        summary="Take in a phone's sealed export",
        description="What is in it is judged as if the phone had sent it; sending it later, or this file again, "
        "changes nothing. A file that is not whole is refused, and nothing of it kept.",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={
            200: ImportedSerializer,
            **refusals(NotABundle, BundleOfAnother, BundleDamaged, MessageTooLarge, NotAllowed),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        if not can_decide(scope):
            raise NotAllowed
        content = request._request.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise MessageTooLarge(limit=LARGEST, unit="bytes")
        return Response(ImportedSerializer(import_bundle(content, scope=scope)).data)
