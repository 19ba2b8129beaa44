"""Shapes of call-outs at the API's door."""

from typing import Any

from rest_framework import serializers

from server.organisations.models import Answer, CallOut, CallOutAnswer


class OwnAnswerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=Answer.choices)
    note = serializers.CharField()
    answered_at = serializers.DateTimeField()


class AskedSerializer(serializers.Serializer[Any]):
    """A call-out as it asks one person: with their own answer, and how many come."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField()
    place = serializers.CharField()
    contact = serializers.CharField()
    team = serializers.CharField()
    needed = serializers.IntegerField()
    coming = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    ended = serializers.BooleanField(help_text="the office has ended it early")
    answer_by = serializers.DateTimeField()
    answer = OwnAnswerSerializer(allow_null=True)


class CallOutSerializer(serializers.ModelSerializer[CallOut]):
    author = serializers.CharField(source="author.display_name")
    grids: serializers.Field[Any, Any, Any, Any] = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = CallOut
        fields = [
            "id",
            "title",
            "text",
            "place",
            "contact",
            "needed",
            "grids",
            "organisation",
            "starts_at",
            "ends_at",
            "answer_by",
            "ended_at",
            "author",
        ]
        read_only_fields = fields


class CallOutInput(serializers.Serializer[Any]):
    title = serializers.CharField(help_text="at most 80 characters")
    text = serializers.CharField(default="", allow_blank=True, help_text="at most 2,000 characters")
    place = serializers.CharField(default="", allow_blank=True)
    contact = serializers.CharField(default="", allow_blank=True, help_text="a public number of the office, no person")
    needed = serializers.IntegerField(min_value=1, help_text="how many people")
    grid_ids = serializers.ListField(child=serializers.UUIDField(), default=list, help_text="of any level")
    organisation_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()


class AnswerSerializer(serializers.ModelSerializer[CallOutAnswer]):
    """Who answered what: for the office that asked."""

    person = serializers.CharField(source="person.display_name")

    class Meta:
        model = CallOutAnswer
        fields = ["id", "person", "answer", "note", "answered_at"]
        read_only_fields = fields


class AnswerInput(serializers.Serializer[Any]):
    """Judged by the service, so that every door refuses alike."""

    id = serializers.UUIDField(required=False, help_text="UUIDv7 made by the sender; sending it twice answers once")
    answer = serializers.CharField(help_text="accepted, declined or done")
    note = serializers.CharField(default="", allow_blank=True)
