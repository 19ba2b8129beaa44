"""Tells the contract how phones sign their requests."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "server.accounts.authentication.DeviceAuthentication"
    name = "deviceToken"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Token …`, the token that `POST /api/v1/session/` gave",
        }


class LastWordScheme(DeviceScheme):  # type: ignore[no-untyped-call]
    """The same header, of a phone whose sign-in need not be worth anything any more."""

    target_class = "server.accounts.authentication.LastWordAuthentication"
    name = "deviceTokenLastWord"
