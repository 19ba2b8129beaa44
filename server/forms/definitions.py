"""Definitions by version. A version never changes, so each process reads it once and keeps the newest few dozen."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from server.forms.models import FormVersion

KEPT = 64

_known: dict[UUID, Mapping[str, Any]] = {}


def definitions(version_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """By version id, in one query for those that are not known yet, and in none if all are."""
    found = {version_id: known for version_id in version_ids if (known := _known.get(version_id)) is not None}
    missing = set(version_ids) - found.keys()
    if missing:
        rows = dict(FormVersion.objects.filter(id__in=missing).values_list("id", "definition"))
        found.update(rows)
        keep(rows)
    return found


def keep(rows: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Threads share this: each step is one that Python does as a whole, and to lose an entry only costs a query."""
    _known.update(rows)
    for version_id in list(_known)[: max(0, len(_known) - KEPT)]:
        _known.pop(version_id, None)
