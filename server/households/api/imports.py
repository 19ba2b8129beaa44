"""`/buildings/import/`: footprints from a file, looked at first and then written whole or not at all."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import body_of
from server.api.schema import refusals
from server.grids.api.imports import street_of
from server.grids.imports.problems import FileTooLarge, ImportRefused
from server.grids.scope import for_request
from server.grids.uploads import PreviewSerializer, UploadInput, day_of, preview_of, read_upload
from server.households.imports import BuildingMapping, import_buildings, osm_mapping, preview_buildings
from server.problems import BadInput, NotAllowed


class BuildingUploadInput(UploadInput):
    osm_tags = serializers.BooleanField(default=False, help_text="the attributes are OpenStreetMap's own tags")
    name = serializers.CharField(default="name", max_length=80, help_text="attribute that holds the name")
    number = serializers.CharField(default="number", max_length=80, help_text="attribute that holds the number")
    address = serializers.CharField(default="address", max_length=80, help_text="attribute that holds the address")
    floors = serializers.CharField(default="floors", max_length=80, help_text="attribute that holds the floors")
    source_id = serializers.CharField(
        default="", allow_blank=True, max_length=80, help_text="attribute that holds the source's own id"
    )


class BuildingImportSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    outside = serializers.IntegerField(help_text="buildings that lie in no small grid")


class BuildingImportView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="buildings_import",
        summary="Import building footprints from a file; known ones are brought up to date",
        request={"multipart/form-data": BuildingUploadInput},
        responses={
            200: PreviewSerializer,
            201: BuildingImportSerializer,
            **refusals(BadInput, NotAllowed, FileTooLarge, ImportRefused),
        },
    )
    def post(self, request: Request) -> Response:
        street = street_of(for_request(request))
        given = body_of(request, BuildingUploadInput)
        mapping, day, found = mapping_of(given), day_of(given), read_upload(given)
        if not given["commit"]:
            return Response(preview_of(found, preview_buildings(found=found, mapping=mapping), street, day))
        done = import_buildings(street=street, found=found, source=given["source"], on=day, mapping=mapping)
        counts = {
            "created": len(done.created),
            "updated": len(done.updated),
            "unchanged": done.unchanged,
            "outside": len(done.outside),
        }
        return Response(counts, status=201)


def mapping_of(given: dict[str, Any]) -> BuildingMapping:
    if given["osm_tags"]:
        return osm_mapping()
    names = ("name", "number", "address", "floors", "source_id")
    return BuildingMapping(**{name: given[name] for name in names})
