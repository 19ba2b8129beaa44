"""What a request asks, read through its serializer; what cannot be read is refused by the name of the field."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def body_of(request: Request, shape: type[Serializer[Any]]) -> dict[str, Any]:
    """The body's fields. Raises DRF's ValidationError, which is answered as `bad_input`."""
    return read(shape(data=request.data))


def query_of(request: Request, shape: type[Serializer[Any]]) -> dict[str, Any]:
    """The address's parameters. Raises DRF's ValidationError, which is answered as `bad_input`."""
    return read(shape(data=request.query_params))


def read(asked: Serializer[Any]) -> dict[str, Any]:
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
