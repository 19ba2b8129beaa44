"""Shapes of visits at the API's door."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from server.forms.answers import FilledForm
from server.grids.scope import Scope
from server.identity import new_id
from server.visits.drafts import Fix, Presence, VisitDraft
from server.visits.models import PresenceReason, Visit, VisitNeed, VisitOutcome

REASONS = PresenceReason.values


class FixSerializer(serializers.Serializer[Any]):
    """One position taken on a button press. EPSG:4326, degrees; accuracy is a radius in metres."""

    lon = serializers.FloatField()
    lat = serializers.FloatField()
    accuracy_m = serializers.FloatField()


class PresenceSerializer(serializers.Serializer[Any]):
    """What the phone made of the positions while its form was open; the positions themselves are not sent."""

    grade = serializers.CharField(help_text="A at the building, B near it, C not clear, D elsewhere")
    reasons = serializers.ListField(child=serializers.CharField(), default=list, help_text=", ".join(REASONS))


class FilledFormSerializer(serializers.Serializer[Any]):
    """The answers to one version of a form of the office."""

    code = serializers.CharField(max_length=40)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    answers = serializers.DictField(help_text="by name, nested as in form.schema.json")


class VisitInput(serializers.Serializer[Any]):
    """A visit to be recorded. Texts and codes are judged by the service, so that every door refuses alike."""

    id = serializers.UUIDField(required=False, help_text="UUIDv7 made by the sender; sending it twice records it once")
    household_id = serializers.UUIDField()
    outcome = serializers.CharField(help_text=", ".join(VisitOutcome.values))
    needs = serializers.ListField(child=serializers.CharField(), default=list, help_text=", ".join(VisitNeed.values))
    note = serializers.CharField(default="", allow_blank=True)
    next_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="agreed date, if any")
    visited_at = serializers.DateTimeField(required=False, help_text="now, if left out")
    fix = FixSerializer(required=False, allow_null=True, default=None)
    presence = PresenceSerializer(required=False, allow_null=True, default=None)
    photo_hashes = serializers.ListField(child=serializers.CharField(), default=list, help_text="SHA-256 of each photo")
    form = FilledFormSerializer(required=False, allow_null=True, default=None)
    corrects = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="the visit it corrects")

    def draft(self, scope: Scope) -> VisitDraft:
        """The draft in the signed-in person's name."""
        data = dict(self.validated_data)
        now = timezone.now()
        at = data.pop("visited_at", now)
        fix, presence, form = data.pop("fix"), data.pop("presence"), data.pop("form")
        return VisitDraft(
            id=data.pop("id", None) or new_id(),
            visitor_id=scope.person.id,
            captured_at=at,
            visited_at=min(at, now),
            clock_doubtful=at > now,
            fix=Fix(**fix) if fix else None,
            presence=Presence(presence["grade"], tuple(presence["reasons"])) if presence else None,
            form=FilledForm(**form) if form else None,
            needs=tuple(data.pop("needs")),
            photo_hashes=tuple(data.pop("photo_hashes")),
            **data,
        )


class VisitListInput(serializers.Serializer[Any]):
    household = serializers.UUIDField(required=False, help_text="only visits to this household")
    grid = serializers.UUIDField(required=False, help_text="only visits in this small grid")
    since = serializers.DateField(required=False, help_text="first day, in the district's time zone")
    until = serializers.DateField(required=False, help_text="last day, inclusive")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=500, default=100)


class VisitSerializer(serializers.ModelSerializer[Visit]):
    visitor = serializers.CharField(source="visitor.display_name")
    fix = serializers.SerializerMethodField()
    form = FilledFormSerializer(allow_null=True)

    class Meta:
        model = Visit
        fields = [
            "id",
            "household_id",
            "small_grid_id",
            "visitor",
            "outcome",
            "needs",
            "note",
            "next_on",
            "visited_at",
            "captured_at",
            "received_at",
            "clock_doubtful",
            "fix",
            "presence_grade",
            "presence_reasons",
            "photo_hashes",
            "form",
            "corrects_id",
        ]
        read_only_fields = fields

    def get_fix(self, visit: Visit) -> dict[str, float | None] | None:
        """Position at the door, if the visitor gave one."""
        if visit.fix is None:
            return None
        return {"lon": visit.fix.x, "lat": visit.fix.y, "accuracy_m": visit.fix_accuracy_m}


class VisitListSerializer(serializers.Serializer[Any]):
    results = VisitSerializer(many=True)
