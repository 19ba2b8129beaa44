"""Shapes of notices at the API's door."""

from typing import Any

from rest_framework import serializers

from server.grids.models import GridRole
from server.notices.models import Importance, Notice


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    author = serializers.CharField(source="author.display_name")
    grids: serializers.Field[Any, Any, Any, Any] = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "title", "text", "importance", "grids", "roles", "starts_at", "ends_at", "ended_at", "author"]
        read_only_fields = fields


class NoticeInput(serializers.Serializer[Any]):
    title = serializers.CharField(help_text="at most 80 characters")
    text = serializers.CharField(help_text="at most 4,000 characters")
    grid_ids = serializers.ListField(
        child=serializers.UUIDField(), default=list, help_text="of any level; none for the whole street"
    )
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=GridRole.choices), default=list, help_text="none for everybody there"
    )
    importance = serializers.ChoiceField(choices=Importance.choices, default=Importance.NORMAL)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
