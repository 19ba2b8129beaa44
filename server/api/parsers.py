"""JSON bodies, bounded: DRF's own parser reads whatever it is sent."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import JSONParser

from server.api.problems import MalformedBody, TooLarge


class BoundedJSONParser(JSONParser):
    """At most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes; no NaN; a body nested past the parser's depth is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(limit=limit)
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise MalformedBody from error
