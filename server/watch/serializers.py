"""Shapes of the alarms' address."""

from typing import Any

from rest_framework import serializers

from server.watch.alarms import KINDS
from server.watch.models import StandingAlarm


class AlarmSerializer(serializers.ModelSerializer[StandingAlarm]):
    message = serializers.SerializerMethodField(help_text="a sentence in the language of the request")
    data = serializers.DictField(help_text="the values that the sentence names, and more")  # type: ignore[assignment]

    class Meta:
        model = StandingAlarm
        fields = ("code", "message", "data", "began_at", "seen_at")

    def get_message(self, alarm: StandingAlarm) -> str:
        return KINDS[alarm.code](**alarm.data).message


class AlarmsSerializer(serializers.Serializer[Any]):
    alarms = AlarmSerializer(many=True, help_text="longest standing first")
    looked_at = serializers.DateTimeField(
        allow_null=True, help_text="when the worker last looked; long ago or never means that the worker does not run"
    )
