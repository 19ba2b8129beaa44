"""Shapes of organisations, and of what a person is: posts, grids, language."""

from typing import Any

from rest_framework import serializers

from server.accounts.models import Language
from server.accounts.serializers import PersonSerializer
from server.grids.models import GridRole
from server.grids.serializers import GridSerializer, GridWithParentSerializer, StreetSerializer
from server.organisations.models import Organisation


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = ["id", "kind", "name"]
        read_only_fields = fields


class PostSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=GridRole.choices)
    grid = GridSerializer(allow_null=True, help_text="none for street staff, whose post is the whole street")


class MeSerializer(serializers.Serializer[Any]):
    person = PersonSerializer()
    posts = PostSerializer(many=True)
    organisations = OrganisationSerializer(many=True)
    scope_version = serializers.CharField(help_text="changes exactly when the set of small grids or of roles does")
    small_grids = GridWithParentSerializer(many=True)
    street = StreetSerializer(allow_null=True)


class MeInput(serializers.Serializer[Any]):
    language = serializers.ChoiceField(choices=Language.choices)
