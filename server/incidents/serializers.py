"""Shapes of incidents at the API's door."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from server.grids.scope import Scope
from server.identity import new_id
from server.incidents.drafts import IncidentDraft
from server.incidents.models import (
    Incident,
    IncidentCategory,
    IncidentEvent,
    IncidentJoin,
    IncidentState,
    LocationSource,
    WorkDomain,
)
from server.incidents.workflow import Step


class CategorySerializer(serializers.ModelSerializer[IncidentCategory]):
    name = serializers.SerializerMethodField()

    class Meta:
        model = IncidentCategory
        fields = ["code", "domain", "name"]
        read_only_fields = fields

    def get_name(self, category: IncidentCategory) -> str:
        """In the language of the request, where the office gave an English name."""
        return category.shown_name


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class PersonNameSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(source="display_name")


class MergedIntoSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    """One incident. A department learns what to do and where, not who reported it nor at whose door."""

    category = CategorySerializer()
    state_label = serializers.CharField(source="get_state_display")
    lon = serializers.FloatField(source="point.x")
    lat = serializers.FloatField(source="point.y")
    grid = NamedSerializer(source="small_grid", allow_null=True)
    household_id = serializers.SerializerMethodField()
    reporter = serializers.SerializerMethodField()
    organisation = NamedSerializer(allow_null=True)
    handler = PersonNameSerializer(allow_null=True)
    merged_into = MergedIntoSerializer(allow_null=True)

    class Meta:
        model = Incident
        fields = [
            "id",
            "number",
            "state",
            "state_label",
            "version",
            "solved_on_spot",
            "category",
            "description",
            "lon",
            "lat",
            "accuracy_m",
            "location_source",
            "grid",
            "household_id",
            "photo_hashes",
            "photos_after",
            "reporter",
            "organisation",
            "handler",
            "merged_into",
            "due_at",
            "captured_at",
            "reported_at",
            "updated_at",
        ]
        read_only_fields = fields

    def is_theirs(self, incident: Incident) -> bool:
        scope: Scope = self.context["scope"]
        return scope.street_id == incident.street_id or incident.reporter_id == scope.person.id

    def get_household_id(self, incident: Incident) -> str | None:
        """The household concerned; hidden from departments."""
        return str(incident.household_id) if incident.household_id and self.is_theirs(incident) else None

    def get_reporter(self, incident: Incident) -> dict[str, str] | None:
        """Who reported it; hidden from departments."""
        if not self.is_theirs(incident):
            return None
        return {"id": str(incident.reporter_id), "name": incident.reporter.display_name}


class EventSerializer(serializers.ModelSerializer[IncidentEvent]):
    to_state_label = serializers.CharField(source="get_to_state_display")
    person = serializers.CharField(source="person.display_name")
    organisation = NamedSerializer(allow_null=True)

    class Meta:
        model = IncidentEvent
        fields = [
            "version",
            "from_state",
            "to_state",
            "to_state_label",
            "person",
            "organisation",
            "note",
            "photo_hashes",
            "at",
        ]
        read_only_fields = fields


class JoinSerializer(serializers.ModelSerializer[IncidentJoin]):
    person = serializers.CharField(source="person.display_name")

    class Meta:
        model = IncidentJoin
        fields = ["id", "person", "note", "photo_hashes", "at"]
        read_only_fields = fields


class NextStepSerializer(serializers.Serializer[Step]):
    to_state = serializers.ChoiceField(choices=IncidentState.choices)
    label = serializers.CharField(source="to_state.label")  # type: ignore[assignment]
    needs = serializers.SerializerMethodField()

    def get_needs(self, step: Step) -> list[str]:
        """What the step must bring along: note, organisation, merged_into."""
        return sorted(step.needs)


class IncidentDetailSerializer(IncidentSerializer):
    events = EventSerializer(many=True)
    joins = serializers.SerializerMethodField()
    next_steps = serializers.SerializerMethodField()

    class Meta(IncidentSerializer.Meta):
        fields = [*IncidentSerializer.Meta.fields, "events", "joins", "next_steps"]
        read_only_fields = fields

    @extend_schema_field(JoinSerializer(many=True))
    def get_joins(self, incident: Incident) -> list[dict[str, Any]]:
        """Who else has seen it; hidden from departments."""
        return list(JoinSerializer(incident.joins.all(), many=True).data) if self.is_theirs(incident) else []

    def get_next_steps(self, _incident: Incident) -> list[dict[str, Any]]:
        """The steps that this person may take now; [{to_state, label, needs}]."""
        return list(NextStepSerializer(self.context["next_steps"], many=True).data)


class IncidentPageSerializer(serializers.Serializer[Any]):
    results = IncidentSerializer(many=True)
    next = serializers.UUIDField(allow_null=True, help_text="`after` of the next page, null on the last")


class IncidentListInput(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=IncidentState.choices, required=False)
    domain = serializers.ChoiceField(choices=WorkDomain.choices, required=False)
    category = serializers.SlugField(required=False)
    grid = serializers.UUIDField(required=False, help_text="a grid of any level; everything below it is meant")
    organisation = serializers.UUIDField(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="still to be dealt with")
    since = serializers.DateField(required=False, help_text="first day of reporting, in the district's time zone")
    until = serializers.DateField(required=False, help_text="last day, inclusive")
    search = serializers.CharField(required=False, max_length=80, help_text="in number and description")
    after = serializers.UUIDField(required=False, help_text="`next` of the page before")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=500, default=100)


class IncidentInput(serializers.Serializer[Any]):
    """A report. Texts and codes are judged by the service, so that every door refuses alike."""

    id = serializers.UUIDField(required=False, help_text="UUIDv7 made by the sender; sending it twice reports it once")
    category = serializers.CharField(help_text="code of a category of one's street")
    description = serializers.CharField(allow_blank=True, default="")
    lon = serializers.FloatField(help_text="EPSG:4326, degrees")
    lat = serializers.FloatField(help_text="EPSG:4326, degrees")
    accuracy_m = serializers.FloatField(required=False, allow_null=True, default=None)
    location_source = serializers.CharField(default="pin", help_text=", ".join(LocationSource.values))
    household_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    photo_hashes = serializers.ListField(child=serializers.CharField(), default=list)

    def draft(self, scope: Scope) -> IncidentDraft:
        """The draft in the signed-in person's name."""
        data = dict(self.validated_data)
        now = timezone.now()
        return IncidentDraft(
            id=data.pop("id", None) or new_id(),
            reporter_id=scope.person.id,
            category_code=data.pop("category"),
            photo_hashes=tuple(data.pop("photo_hashes")),
            captured_at=now,
            reported_at=now,
            **data,
        )


class StepInput(serializers.Serializer[Any]):
    to_state = serializers.CharField(help_text="one of the incident's `next_steps`")
    base_version = serializers.IntegerField(help_text="the version that the person saw")
    note = serializers.CharField(default="", allow_blank=True)
    organisation_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    handler_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    merged_into_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    due_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
