"""Shapes of service grids: plain, and as GeoJSON features."""

from typing import Any

from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from server.grids.models import GridBoundary, GridLevel, ServiceGrid, Street


class StreetSerializer(serializers.ModelSerializer[Street]):
    centre = serializers.SerializerMethodField(help_text="[longitude, latitude] in EPSG:4326 degrees")

    class Meta:
        model = Street
        fields = ["id", "code", "name", "centre", "is_demo"]
        read_only_fields = fields

    def get_centre(self, street: Street) -> list[float]:
        return [street.centre.x, street.centre.y]


class GridSerializer(serializers.ModelSerializer[ServiceGrid]):
    class Meta:
        model = ServiceGrid
        fields = ["id", "code", "name", "level"]
        read_only_fields = fields


class GridWithParentSerializer(serializers.ModelSerializer[ServiceGrid]):
    parent_id = serializers.UUIDField(allow_null=True, read_only=True)
    parent_name = serializers.CharField(source="parent.name", default="", read_only=True)

    class Meta:
        model = ServiceGrid
        fields = ["id", "code", "name", "level", "parent_id", "parent_name"]
        read_only_fields = fields


class GridFeatureSerializer(GeoFeatureModelSerializer):  # type: ignore[misc]
    """One grid with the boundary that was valid on the day asked for. The feature's id is the grid's."""

    id = serializers.UUIDField(source="grid.id")
    code = serializers.CharField(source="grid.code")
    name = serializers.CharField(source="grid.name")
    level = serializers.ChoiceField(source="grid.level", choices=GridLevel.choices)
    parent_id = serializers.UUIDField(source="grid.parent_id", allow_null=True)
    valid_from = serializers.DateField(source="valid.lower", allow_null=True)
    valid_to = serializers.DateField(source="valid.upper", allow_null=True, help_text="the first day it no longer held")

    class Meta:
        model = GridBoundary
        geo_field = "geom"
        id_field = "id"
        fields = ["id", "code", "name", "level", "parent_id", "valid_from", "valid_to", "source", "source_crs"]


class GridListInput(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=GridLevel.choices, required=False)
    parent = serializers.UUIDField(  # type: ignore[assignment]
        required=False, help_text="only the grids directly below this one"
    )
    on = serializers.DateField(required=False, help_text="boundaries as they were on this day; today by default")
