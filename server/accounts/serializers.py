"""Shapes of the sign-in."""

from typing import Any

from rest_framework import serializers

from server.accounts.models import Person


class DeviceInput(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="made on the phone; one per person and phone")
    name = serializers.CharField(max_length=80, allow_blank=True, default="")
    platform = serializers.CharField(max_length=40, allow_blank=True, default="")
    app_version = serializers.CharField(max_length=40, allow_blank=True, default="")


class SignInInput(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=64)
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    device = DeviceInput()


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ["id", "username", "display_name", "language"]
        read_only_fields = fields


class SealingSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="names the public key in a bundle")
    public_key = serializers.CharField(help_text="X25519, 32 bytes in base64")
    proof = serializers.CharField(help_text="32 bytes in base64 that only this device and the server know")


class SignInSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="send as `Authorization: Token …`; it is shown this once")
    expiry = serializers.DateTimeField(help_text="slides on with use")
    person = PersonSerializer()
    server_time = serializers.DateTimeField()
    escrow = serializers.CharField(
        help_text="32 bytes in base64, of this device, always the same: opens the phone's own key where its PIN is "
        "forgotten. Not to be kept on the phone"
    )
    sealing = SealingSerializer(help_text="for sealed exports of unsent work")
