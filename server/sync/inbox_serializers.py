"""Shapes of the office's inbox."""

from typing import Any

from rest_framework import serializers

from server.api.pagination import PageInput, page_shape
from server.sync.decisions import REASON_LENGTH
from server.sync.models import UNDECIDED, DecisionKind, OperationState, Unreadable


class InboxInput(PageInput):
    state = serializers.ChoiceField(choices=[state.value for state in UNDECIDED], required=False)
    kind = serializers.CharField(required=False, max_length=40, help_text="a verb")
    code = serializers.CharField(required=False, max_length=60, help_text="code of the refusal")
    person = serializers.UUIDField(required=False, help_text="who recorded it")


class DecisionSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reason = serializers.CharField()
    by = serializers.CharField(source="by.display_name")
    at = serializers.DateTimeField()


class InboxOperationSerializer(serializers.Serializer[Any]):
    """One operation that waits for a decision; what is personal in `body` and `data` is masked until revealed."""

    id = serializers.UUIDField(source="operation.id")
    state = serializers.ChoiceField(source="operation.state", choices=OperationState.choices)
    kind = serializers.CharField(source="operation.kind")
    entity_id = serializers.UUIDField(source="operation.entity_id", allow_null=True)
    code = serializers.CharField(source="operation.code")
    message = serializers.CharField(source="sentence")
    data = serializers.JSONField()  # type: ignore[assignment]
    body = serializers.JSONField()
    masked = serializers.BooleanField()
    household_id = serializers.UUIDField(allow_null=True)
    household = serializers.CharField()
    address = serializers.CharField()
    person = serializers.CharField(source="operation.person.display_name")
    device = serializers.CharField(source="operation.device.name")
    device_seq = serializers.IntegerField(source="operation.device_seq", allow_null=True)
    received_at = serializers.DateTimeField(source="operation.received_at")
    waiting = serializers.IntegerField(help_text="operations that wait behind this one")
    decision = DecisionSerializer(allow_null=True)


InboxPageSerializer = page_shape(InboxOperationSerializer)


class InboxCountsSerializer(serializers.Serializer[Any]):
    rejected = serializers.IntegerField()
    conflict = serializers.IntegerField()
    blocked = serializers.IntegerField(help_text="waits for something else in the inbox")
    unreadable = serializers.IntegerField()
    to_decide = serializers.IntegerField()


class AcceptInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, default="")


class DismissInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LENGTH, help_text="the worker reads it")


class AmendInput(DismissInput):
    changes = serializers.DictField(help_text="values of the body that are replaced; an object is merged into")


class UnreadableInput(serializers.Serializer[Any]):
    after = serializers.IntegerField(required=False, min_value=0, default=0)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=500, default=100)


class UnreadableSerializer(serializers.ModelSerializer[Unreadable]):
    person = serializers.CharField(source="person.display_name")
    device = serializers.CharField(source="device.name", default="")
    size = serializers.SerializerMethodField(help_text="characters")

    class Meta:
        model = Unreadable
        fields = ["id", "op_id", "person", "device", "code", "received_at", "size"]

    def get_size(self, message: Unreadable) -> int:
        return len(message.content)


class UnreadablePageSerializer(serializers.Serializer[Any]):
    results = UnreadableSerializer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="`after` of the next page")


class ContentSerializer(serializers.Serializer[Any]):
    content = serializers.CharField(help_text="the message as it came")
