"""Shapes of coverage at the API's door."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from server.coverage.models import PeriodKind
from server.grids.models import GridLevel


class CoverageInput(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=GridLevel.choices, default=GridLevel.SMALL)
    parent = serializers.UUIDField(required=False, help_text="only grids below this one")  # type: ignore[assignment]
    period = serializers.ChoiceField(choices=PeriodKind.choices, default=PeriodKind.MONTH)
    starts_on = serializers.DateField(
        default=timezone.localdate, help_text="any day of the period; today, if left out", initial=None
    )


class CoverageRowSerializer(serializers.Serializer[Any]):
    """Definitions of the counts: `server/coverage/indicators.py`."""

    grid_id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=GridLevel.choices)
    parent_id = serializers.UUIDField(allow_null=True)
    eligible = serializers.IntegerField()
    due = serializers.IntegerField()
    attempted = serializers.IntegerField()
    contacted = serializers.IntegerField()
    not_home = serializers.IntegerField()
    declined = serializers.IntegerField()
    covered = serializers.IntegerField()
    overdue = serializers.IntegerField()
    visits = serializers.IntegerField()
    covered_share = serializers.FloatField(allow_null=True, help_text="covered / due; null where nothing was due")


class SilentPhoneSerializer(serializers.Serializer[Any]):
    """A phone that may hold visits which are not counted yet."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    person = serializers.CharField(source="person.display_name")
    last_seen_at = serializers.DateTimeField(allow_null=True)
    waiting_count = serializers.IntegerField(help_text="records that it said were waiting, when last heard of")


class CoverageSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=GridLevel.choices)
    period = serializers.ChoiceField(choices=PeriodKind.choices, source="period.kind")
    starts_on = serializers.DateField(source="period.starts_on")
    ends_on = serializers.DateField(source="period.ends_on", help_text="the day after the last")
    as_of = serializers.DateField(help_text="visits up to and on this day are counted")
    computed_at = serializers.DateTimeField(allow_null=True)
    rows = CoverageRowSerializer(many=True)
    silent_phones = SilentPhoneSerializer(many=True, source="phones")
