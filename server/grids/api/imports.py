"""`/grids/import/`: boundaries of one level from a file, looked at first and then written whole or not at all."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import body_of
from server.api.schema import refusals
from server.grids.imports import BoundaryMapping, import_boundaries, preview_boundaries
from server.grids.imports.problems import FileTooLarge, ImportRefused
from server.grids.models import GridLevel, Street
from server.grids.permissions import can_import
from server.grids.scope import Scope, for_request
from server.grids.uploads import ROWS_SHOWN, PreviewSerializer, UploadInput, day_of, preview_of, read_upload
from server.problems import BadInput, NotAllowed


class BoundaryUploadInput(UploadInput):
    level = serializers.ChoiceField(choices=GridLevel.choices)
    code = serializers.CharField(default="code", max_length=80, help_text="attribute that holds the grid's code")
    name = serializers.CharField(default="name", max_length=80, help_text="attribute that holds its name")
    parent = serializers.CharField(  # type: ignore[assignment]
        default="parent", max_length=80, help_text="attribute that holds the code of the grid above"
    )


class BoundaryRowSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    parent_code = serializers.CharField()


class BoundaryPreviewSerializer(PreviewSerializer):
    rows = BoundaryRowSerializer(many=True, help_text=f"the first {ROWS_SHOWN}")


class BoundaryImportSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()


class GridImportView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="grids_import",
        summary="Import boundaries of one level from a file",
        request={"multipart/form-data": BoundaryUploadInput},
        responses={
            200: BoundaryPreviewSerializer,
            201: BoundaryImportSerializer,
            **refusals(BadInput, NotAllowed, FileTooLarge, ImportRefused),
        },
    )
    def post(self, request: Request) -> Response:
        street = street_of(for_request(request))
        given = body_of(request, BoundaryUploadInput)
        mapping = BoundaryMapping(code=given["code"], name=given["name"], parent=given["parent"])
        level, day = GridLevel(given["level"]), day_of(given)
        found = read_upload(given)
        if given["commit"]:
            grids = import_boundaries(
                street=street, level=level, found=found, source=given["source"], valid_from=day, mapping=mapping
            )
            return Response({"created": len(grids)}, status=201)
        preview = preview_boundaries(street=street, level=level, found=found, valid_from=day, mapping=mapping)
        rows = BoundaryRowSerializer(preview.rows[:ROWS_SHOWN], many=True).data
        return Response({**preview_of(found, preview.faults, street, day), "rows": rows})


def street_of(scope: Scope) -> Street:
    """The street whose office this person works in. Raises NotAllowed."""
    if scope.street_id is None or not can_import(scope):
        raise NotAllowed
    return Street.objects.get(id=scope.street_id)
