"""`/session/`: phones sign in and out."""

import base64

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from server.accounts import services
from server.accounts.authentication import DeviceAuthentication
from server.accounts.models import Device, DeviceToken
from server.accounts.problems import DeviceOfAnother, DeviceRevoked, DeviceWiped, TokenExpired, TooManyTries, WrongLogin
from server.accounts.sealing import current_key, escrow_of, proof_of, public_key
from server.accounts.serializers import SignInInput, SignInSerializer
from server.api.asked import body_of
from server.api.problems import NotSignedIn, TooManyRequests
from server.api.schema import refusals
from server.problems import BadInput


class SessionView(APIView):
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "sign_in"

    def get_authenticators(self) -> list[BaseAuthentication]:
        # Whoever signs in may carry an old token; it must not stand in the way.
        return [] if self.request and self.request.method == "POST" else [DeviceAuthentication()]

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.request and self.request.method == "POST" else IsAuthenticated()]

    @extend_schema(
        operation_id="session_begin",
        summary="Sign in on a phone",
        request=SignInInput,
        responses={
            200: SignInSerializer,
            **refusals(
                BadInput, WrongLogin, DeviceRevoked, DeviceWiped, DeviceOfAnother, TooManyTries, TooManyRequests
            ),
        },
        auth=[],
    )
    def post(self, request: Request) -> Response:
        given = body_of(request, SignInInput)
        signed_in = services.sign_in(
            request._request,
            username=given["username"],
            password=given["password"],
            device=services.DeviceInfo(**given["device"]),
        )
        answer = {
            "token": signed_in.token,
            "expiry": signed_in.expiry,
            "person": signed_in.person,
            "server_time": timezone.now(),
            "escrow": in_base64(escrow_of(signed_in.device)),
            "sealing": sealing_message(signed_in.device),
        }
        return Response(SignInSerializer(answer).data)

    @extend_schema(
        operation_id="session_end",
        summary="Sign out on this phone",
        request=None,
        responses={204: None, **refusals(NotSignedIn, TokenExpired, DeviceRevoked, DeviceWiped)},
    )
    def delete(self, request: Request) -> Response:
        if not isinstance(request.auth, DeviceToken):
            raise NotSignedIn
        services.sign_out(request._request, token=request.auth)
        return Response(status=204)


def sealing_message(device: Device) -> dict[str, str]:
    key = current_key()
    return {"key": str(key.id), "public_key": in_base64(public_key(key)), "proof": in_base64(proof_of(device))}


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
