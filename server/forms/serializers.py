"""Shapes of forms at the API's door."""

from typing import Any

from rest_framework import serializers

from server.forms.models import Form, FormVersion


class FormUploadInput(serializers.Serializer[Any]):
    """The workbook. Without `commit` nothing is written."""

    file = serializers.FileField(help_text="XLSForm as .xlsx, at most 1 MB")
    commit = serializers.BooleanField(default=False, help_text="put it in use; without it, only look")


class FormVersionSerializer(serializers.ModelSerializer[FormVersion]):
    version = serializers.IntegerField(source="number")
    title: serializers.Field[Any, Any, Any, Any] = serializers.DictField(source="definition.title")
    outcomes = serializers.ListField(
        source="definition.outcomes",
        allow_null=True,
        child=serializers.CharField(),
        help_text="null: after every outcome",
    )
    languages = serializers.ListField(source="definition.languages", child=serializers.CharField())
    uploaded_by = serializers.CharField(source="uploaded_by.display_name")

    class Meta:
        model = FormVersion
        fields = ["version", "title", "outcomes", "languages", "file_name", "uploaded_by", "uploaded_at"]
        read_only_fields = fields


class FormSerializer(serializers.ModelSerializer[Form]):
    versions = FormVersionSerializer(many=True, help_text="the newest first")

    class Meta:
        model = Form
        fields = ["id", "code", "purpose", "retired_at", "versions"]
        read_only_fields = fields


class FormPreviewSerializer(serializers.Serializer[Any]):
    definition = serializers.DictField(help_text="as in form.schema.json, without its version")


class FormUploadedSerializer(serializers.Serializer[Any]):
    form_id = serializers.UUIDField()
    code = serializers.CharField()
    version = serializers.IntegerField()
