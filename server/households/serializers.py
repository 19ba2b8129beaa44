"""Shapes of buildings and households."""

from typing import Any

from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from server.api.pagination import PageInput, page_shape
from server.households.models import Building, CareCategory, HouseholdStatus


class BuildingFeatureSerializer(GeoFeatureModelSerializer):  # type: ignore[misc]
    """A building as a GeoJSON feature; geometry in EPSG:4326."""

    small_grid_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Building
        geo_field = "geom"
        id_field = "id"
        fields = [
            "id",
            "small_grid_id",
            "name",
            "number",
            "address",
            "use",
            "floors",
            "source",
            "source_crs",
            "version",
        ]


class BuildingPageSerializer(serializers.Serializer[Any]):
    """A GeoJSON FeatureCollection with one more member."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = serializers.ListField(child=BuildingFeatureSerializer())
    next = serializers.UUIDField(allow_null=True, help_text="`after` of the next page")


class BuildingListInput(PageInput):
    small_grid = serializers.UUIDField(required=False)
    q = serializers.CharField(required=False, max_length=80, help_text="part of a name, number or address")


class HouseholdListInput(PageInput):
    q = serializers.CharField(
        required=False, max_length=80, help_text="a name, pinyin, initials or an address such as 3号楼2单元501"
    )
    small_grid = serializers.UUIDField(required=False)
    building = serializers.UUIDField(required=False)


class ResidentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True, help_text="left out when masked")
    care_categories = serializers.ListField(
        child=serializers.ChoiceField(choices=CareCategory.choices), help_text="left out when masked"
    )


class DoorHouseholdSerializer(serializers.Serializer[Any]):
    """A household on a board: who is behind the door, as far as one may know."""

    id = serializers.UUIDField(source="household.id")
    name = serializers.CharField()
    masked = serializers.BooleanField()
    status = serializers.ChoiceField(source="household.status", choices=HouseholdStatus.choices)
    has_care = serializers.BooleanField()


class HouseholdSerializer(DoorHouseholdSerializer):
    phone = serializers.CharField()
    small_grid_id = serializers.UUIDField(source="household.small_grid_id")
    building_id = serializers.UUIDField(source="household.dwelling.unit.building_id")
    building = serializers.CharField(source="household.dwelling.unit.building")
    address = serializers.CharField(source="household.dwelling.unit.building.address")
    unit = serializers.IntegerField(source="household.dwelling.unit.number")
    floor = serializers.IntegerField(source="household.dwelling.floor")
    room = serializers.CharField(source="household.dwelling.number")
    registered_on = serializers.DateField(source="household.registered_on")
    version = serializers.IntegerField(source="household.version")


class HouseholdDetailSerializer(HouseholdSerializer):
    residents = ResidentSerializer(many=True)


class DoorSerializer(serializers.Serializer[Any]):
    dwelling_id = serializers.UUIDField(source="dwelling.id")
    room = serializers.CharField(source="dwelling.number")
    households = DoorHouseholdSerializer(many=True)


class FloorSerializer(serializers.Serializer[Any]):
    floor = serializers.IntegerField()
    doors = DoorSerializer(many=True)


class UnitColumnSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    floors = FloorSerializer(many=True, help_text="from the top down")


class BoardSerializer(serializers.Serializer[Any]):
    building_id = serializers.UUIDField()
    units = UnitColumnSerializer(many=True)


class ResidentInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=64)
    birth_year = serializers.IntegerField(min_value=1900, max_value=2100, allow_null=True, default=None)
    phone = serializers.CharField(max_length=20, allow_blank=True, default="")
    care_categories = serializers.ListField(
        child=serializers.ChoiceField(choices=CareCategory.choices), default=list, max_length=len(CareCategory)
    )


class DoorInput(serializers.Serializer[Any]):
    building = serializers.UUIDField()
    unit = serializers.IntegerField(min_value=1, max_value=99)
    floor = serializers.IntegerField(min_value=-9, max_value=199)
    room = serializers.CharField(max_length=12)


class HouseholdInput(serializers.Serializer[Any]):
    door = DoorInput()
    name = serializers.CharField(max_length=64)
    phone = serializers.CharField(max_length=20, allow_blank=True, default="")
    status = serializers.ChoiceField(choices=HouseholdStatus.choices, default=HouseholdStatus.LIVED_IN.value)
    residents = ResidentInput(many=True, default=list)


class HouseholdChange(serializers.Serializer[Any]):
    """`base_version` is the version that was seen; without any other value nothing changes."""

    base_version = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=64, required=False)
    phone = serializers.CharField(max_length=20, allow_blank=True, required=False)
    status = serializers.ChoiceField(choices=HouseholdStatus.choices, required=False)


class MoveInput(serializers.Serializer[Any]):
    door = DoorInput()
    on = serializers.DateField(required=False, help_text="the first day at the new door; today by default")


class RevealInput(serializers.Serializer[Any]):
    reason = serializers.CharField(min_length=2, max_length=200, help_text="why it is needed; it is logged")


HouseholdPageSerializer = page_shape(HouseholdSerializer)
