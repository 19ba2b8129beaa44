"""Query parameters of sync. Its messages are JSON Schemas in `server/contract`."""

from typing import Any

from rest_framework import serializers


class SnapshotInput(serializers.Serializer[Any]):
    grid = serializers.UUIDField(help_text="small grid of one's own scope")
    after = serializers.CharField(required=False, help_text="`next` of the page before")
    epoch = serializers.UUIDField(required=False, help_text="epoch that the phone knows")


class ReceiptInput(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="the day as the phone counts it, such as 2026-11-22")


class WipedInput(serializers.Serializer[Any]):
    left = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="sealed files still to come after this")


class ImportedSerializer(serializers.Serializer[Any]):
    device = serializers.UUIDField(source="device.id")
    person = serializers.CharField(source="device.person.display_name")
    statuses = serializers.DictField(child=serializers.IntegerField(), help_text="verdicts on operations, counted")
    photos = serializers.IntegerField(help_text="photos now stored")
    refused = serializers.ListField(child=serializers.CharField(), help_text="hashes of photos that are none")
