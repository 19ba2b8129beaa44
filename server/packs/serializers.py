"""The shape of a pack's manifest, for the contract."""

from typing import Any

from rest_framework import serializers


class PackStreetSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    is_demo = serializers.BooleanField(help_text="whether everything here is made up")


class PackPartSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["basemap", "grid"])
    id = serializers.CharField(help_text="of the small grid, or column:row of the square of base map")
    name = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField(help_text="of the file; a phone keeps a part as long as its hash is in the manifest")
    bytes = serializers.IntegerField()
    url = serializers.CharField(help_text="path on this server")


class PackFaultSerializer(serializers.Serializer[Any]):
    """A geometry that was mended or left out when a part was built."""

    part = serializers.CharField()
    kind = serializers.CharField()
    id = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    drawn = serializers.BooleanField(help_text="mended and drawn, or left out")
    message = serializers.CharField()


class PackManifestSerializer(serializers.Serializer[Any]):
    format = serializers.IntegerField(help_text="of the parts; see `server/contract/pack.md`")
    street = PackStreetSerializer()
    centre = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, help_text="longitude, latitude: 0, 0 of the parts"
    )
    scope_version = serializers.CharField()
    attribution = serializers.CharField(allow_blank=True, help_text="to be shown on the map")
    parts = PackPartSerializer(many=True)
    faults = PackFaultSerializer(many=True)
