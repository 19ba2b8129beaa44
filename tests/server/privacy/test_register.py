"""No field of ours may hold something of a person without purpose, basis, sensitivity and retention."""

from collections import Counter
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.contrib.gis.db.models.fields import BaseSpatialField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import RangeField
from django.db import models

from server.privacy import not_personal
from server.privacy.register import REGISTER

COULD_BE_PERSONAL = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
    models.JSONField,
    models.GeneratedField,
    ArrayField,
    BaseSpatialField,
    RangeField,
)


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("server.")]


def label(field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def unregistered(found: Iterable[type[models.Model]]) -> set[str]:
    """The fields that could be personal and are neither in the register nor excused."""
    fields = [field for model in found for field in model._meta.local_fields]
    could_be = {label(field) for field in fields if isinstance(field, COULD_BE_PERSONAL)}
    return could_be - registered() - not_personal.names()


def registered() -> set[str]:
    return set().union(*(entry.names for entry in REGISTER))


def test_every_field_is_registered_or_excused():
    assert unregistered(our_models()) == set()


@pytest.mark.parametrize("kind", [models.CharField(max_length=18), models.JSONField(), models.DateField()])
def test_a_planted_field_is_named(kind):
    class Planted(models.Model):  # noqa: DJ008
        id_number = kind

        class Meta:
            app_label = "planted"
            managed = False

    apps.all_models.pop("planted")
    assert unregistered([*our_models(), Planted]) == {"planted.Planted.id_number"}


def test_what_is_registered_exists():
    exists = {label(field) for model in our_models() for field in model._meta.local_fields}
    assert registered() - exists == set()
    assert not_personal.names() - exists == set()


def test_nothing_is_registered_twice():
    entries = Counter(name for entry in REGISTER for name in entry.names)
    assert [name for name, times in entries.items() if times > 1] == []
    assert registered() & not_personal.names() == set()


def test_there_is_no_field_for_what_is_never_kept():
    never = ("id_number", "religion", "ethnic", "political", "petition", "diagnosis", "score", "rank_of", "points")
    names = {field.name for model in our_models() for field in model._meta.local_fields}
    assert [name for name in names if any(word in name for word in never)] == []
