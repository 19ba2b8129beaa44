"""A geo file sent by a form: its fields, and what a preview of it answers. Shared by every import."""

from datetime import date
from typing import Any

import shapely
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from rest_framework import serializers

from server.datum import Datum
from server.geofiles import MAX_BYTES, FeatureSet
from server.grids.imports import datum_shares, open_file
from server.grids.imports.boundaries import placed_grids
from server.grids.imports.problems import FileTooLarge, ImportRefused
from server.grids.models import GridLevel, Street

ROWS_SHOWN = 200


class UploadInput(serializers.Serializer[Any]):
    """The file and how to read it. Without `commit` nothing is written."""

    file = serializers.FileField(help_text="GeoJSON, GeoPackage, zipped Shapefile or OpenStreetMap extract")
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=120, help_text="where the file comes from; shown with the data"
    )
    on = serializers.DateField(required=False, help_text="the day from which it holds; today by default")
    commit = serializers.BooleanField(default=False, help_text="write it; without it, only look")
    layer = serializers.CharField(default="", allow_blank=True, max_length=120)
    datum = serializers.ChoiceField(choices=[datum.value for datum in Datum], default=Datum.WGS84.value)
    source_crs = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="only where the file names none, as in EPSG:4547"
    )
    encoding = serializers.CharField(default="", allow_blank=True, max_length=20)


class FaultSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]


class DatumShareSerializer(serializers.Serializer[Any]):
    datum = serializers.ChoiceField(choices=[datum.value for datum in Datum])
    share = serializers.FloatField(help_text="part of the file inside the street if this is its datum, 0 to 1")


class PreviewSerializer(serializers.Serializer[Any]):
    """What an import would do, and everything that keeps it from being done."""

    count = serializers.IntegerField(help_text="rows in the file")
    faults = FaultSerializer(many=True)
    format = serializers.CharField()
    source_crs = serializers.CharField()
    encoding = serializers.CharField()
    layers = serializers.ListField(child=serializers.CharField())
    attributes = serializers.ListField(child=serializers.CharField())
    datum_shares = DatumShareSerializer(many=True, help_text="best first; empty while the street has no large grid")


def read_upload(given: dict[str, Any]) -> FeatureSet:
    """The features of the file that a form brought. Raises ImportRefused."""
    file: UploadedFile[Any] = given["file"]
    if file.size is None or file.size > MAX_BYTES:
        raise FileTooLarge(megabytes=MAX_BYTES // 2**20)
    return open_file(
        file.read(),
        layer=given["layer"],
        datum=Datum(given["datum"]),
        source_crs=given["source_crs"],
        encoding=given["encoding"],
    )


def day_of(given: dict[str, Any]) -> date:
    day: date = given.get("on") or timezone.localdate()
    return day


def preview_of(found: FeatureSet, faults: list[ImportRefused], street: Street, on: date) -> dict[str, Any]:
    """The answer to a form without `commit`."""
    area = shapely.union_all([grid.geom for grid in placed_grids(street, GridLevel.LARGE, on)])
    shares = [] if area.is_empty else datum_shares(found, area)
    return {
        "count": len(found.features),
        "faults": [{"code": fault.code, "message": fault.message, "data": fault.data} for fault in faults],
        "format": found.format,
        "source_crs": found.source_crs,
        "encoding": found.encoding,
        "layers": list(found.layers),
        "attributes": list(found.fields),
        "datum_shares": [{"datum": share.datum.value, "share": share.share} for share in shares],
    }
