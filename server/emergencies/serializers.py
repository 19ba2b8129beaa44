"""Shapes of emergencies at the API's door."""

from typing import Any

from rest_framework import serializers

from server.emergencies.drafts import CheckDraft, EmergencyDraft, PlaceDraft, area_of
from server.emergencies.models import CheckState, Emergency, EmergencyPlace
from server.emergencies.selectors import DoorCheck
from server.grids.scope import Scope
from server.identity import new_id


class PlaceSerializer(serializers.ModelSerializer[EmergencyPlace]):
    lon = serializers.FloatField(source="point.x")
    lat = serializers.FloatField(source="point.y")

    class Meta:
        model = EmergencyPlace
        fields = ["kind", "name", "lon", "lat"]


class EmergencySerializer(serializers.ModelSerializer[Emergency]):
    kind_label = serializers.CharField(source="get_kind_display")
    level_label = serializers.CharField(source="get_level_display")
    started_by = serializers.CharField(source="started_by.display_name")
    area = serializers.SerializerMethodField()
    places = PlaceSerializer(many=True)

    class Meta:
        model = Emergency
        fields = [
            "id",
            "kind",
            "kind_label",
            "level",
            "level_label",
            "title",
            "text",
            "all_households",
            "is_exercise",
            "started_at",
            "started_by",
            "ended_at",
            "end_note",
            "area",
            "places",
        ]
        read_only_fields = fields

    def get_area(self, emergency: Emergency) -> dict[str, Any]:
        """GeoJSON MultiPolygon, EPSG:4326."""
        return {"type": "MultiPolygon", "coordinates": emergency.area.coords}


class HeadcountSerializer(serializers.Serializer[Any]):
    grid_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    doors = serializers.IntegerField()
    checked = serializers.IntegerField()
    people = serializers.IntegerField(help_text="on the register")
    found = serializers.IntegerField(help_text="as counted at the doors")
    states = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(CheckState.values))


class EmergencyDetailSerializer(EmergencySerializer):
    headcount = HeadcountSerializer(source="whole")
    grids = HeadcountSerializer(many=True, source="by_grid")

    class Meta(EmergencySerializer.Meta):
        fields = [*EmergencySerializer.Meta.fields, "headcount", "grids"]
        read_only_fields = fields


class DoorCheckSerializer(serializers.Serializer[DoorCheck]):
    """A door of the checklist, without a name: where it is and how it was found."""

    household_id = serializers.UUIDField()
    grid_name = serializers.CharField()
    building = serializers.CharField()
    unit = serializers.IntegerField()
    floor = serializers.IntegerField()
    room = serializers.CharField()
    people = serializers.IntegerField()
    has_care = serializers.BooleanField()
    state = serializers.ChoiceField(choices=CheckState.choices)
    headcount = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    checked_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField()


class PlaceInput(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="shelter, supply")
    name = serializers.CharField()
    lon = serializers.FloatField()
    lat = serializers.FloatField()


class EmergencyInput(serializers.Serializer[Any]):
    """Codes and texts are judged by the service, so that every door refuses alike."""

    kind = serializers.CharField()
    level = serializers.IntegerField(help_text="1 (gravest) to 4")
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True, default="")
    area = serializers.JSONField(required=False, allow_null=True, default=None, help_text="GeoJSON; else `grid_ids`")
    grid_ids = serializers.ListField(child=serializers.UUIDField(), default=list)
    all_households = serializers.BooleanField(default=False)
    is_exercise = serializers.BooleanField(default=False)
    places = PlaceInput(many=True, default=list)

    def draft(self) -> EmergencyDraft:
        data = dict(self.validated_data)
        drawn = data.pop("area")
        return EmergencyDraft(
            drawn=area_of(drawn) if drawn is not None else None,
            grid_ids=tuple(data.pop("grid_ids")),
            places=tuple(PlaceDraft(**place) for place in data.pop("places")),
            **data,
        )


class EndInput(serializers.Serializer[Any]):
    note = serializers.CharField(allow_blank=True, default="")


class CheckInput(serializers.Serializer[Any]):
    """A door that the office has checked by telephone."""

    id = serializers.UUIDField(required=False, help_text="UUIDv7 made by the sender; sending it twice records it once")
    household_id = serializers.UUIDField()
    state = serializers.CharField(help_text=", ".join(CheckState.values))
    headcount = serializers.IntegerField(required=False, allow_null=True, default=None)
    note = serializers.CharField(allow_blank=True, default="")

    def draft(self, scope: Scope, emergency_id: Any, now: Any) -> CheckDraft:
        data = dict(self.validated_data)
        return CheckDraft(
            id=data.pop("id", None) or new_id(),
            emergency_id=emergency_id,
            person_id=scope.person.id,
            captured_at=now,
            checked_at=now,
            **data,
        )
