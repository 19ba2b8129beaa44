"""`/sync/wiped`: a phone that was asked to remove its data says that it has, and hands in what it could not send."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.accounts.authentication import LastWordAuthentication
from server.accounts.wiping import note_wiped
from server.api.asked import query_of
from server.api.schema import refusals
from server.sync.api import device_of
from server.sync.problems import BundleDamaged, BundleOfAnother, MessageTooLarge, NotABundle, PhoneOnly
from server.sync.sealed import import_bundle
from server.sync.sealed_api import SealedParser
from server.sync.serializers import WipedInput

# A file holds all records, or one photo.
LARGEST = 64 * 1024 * 1024


class WipedView(APIView):
    authentication_classes = (LastWordAuthentication,)
    parser_classes = (SealedParser,)

    @extend_schema(
        operation_id="sync_wiped",
        summary="Say that this phone has removed its data",
        description="For a phone that was answered `device_wiped`; an expired or revoked sign-in is enough. The body "
        "is empty, or one sealed file of work that was not sent, which is judged as if it had been. Said again it "
        "changes nothing.",
        parameters=[WipedInput],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={
            204: None,
            **refusals(PhoneOnly, NotABundle, BundleOfAnother, BundleDamaged, MessageTooLarge),
        },
    )
    def post(self, request: Request) -> Response:
        device = device_of(request)
        left: int = query_of(request, WipedInput)["left"]
        content = request._request.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise MessageTooLarge(limit=LARGEST, unit="bytes")
        if content:
            import_bundle(content, scope=None, of=device)
        note_wiped(device=device, files_left=left)
        return Response(status=204)
