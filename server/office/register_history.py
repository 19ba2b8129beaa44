"""The past of a household on the register, as its page tells it: who changed what, when, from what to what, masked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from server.households.history import merged_entries
from server.households.models import Household, RegisterChange, ResidentRemoval
from server.households.past import Act, RecordKind, RemovalReason
from server.office.inbox.words import field_words, value_words
from server.privacy.masking import masked_name
from server.sync.office_view import masked

SHOWN = 100


@dataclass(frozen=True)
class Written:
    """One field: from what to what, masked."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Past:
    """What one person did to one record at one time. `of` is the resident, masked; empty for the household itself."""

    at: datetime
    by: str
    act: str
    act_label: str
    of: str
    why: str
    fields: list[Written] = field(default_factory=list)


def past_of(household: Household) -> list[Past]:
    """The newest first. Also what was changed of entries elsewhere that were merged into residents of it."""
    merged = {id_ for resident in household.residents.all() for id_ in merged_entries(resident.id)}
    rows = RegisterChange.objects.filter(Q(household_id=household.id) | Q(record_id__in=merged))
    newest = list(rows.select_related("person").order_by("-at", "-version", "record_id", "id")[:SHOWN])
    names = names_of(household, newest)
    reasons = dict(
        ResidentRemoval.objects.filter(resident_id__in={row.record_id for row in newest}).values_list(
            "resident_id", "reason"
        )
    )
    groups = groupby(newest, key=lambda row: (row.at, row.record_id, row.version, row.act))
    return [past_from(list(rows), names, reasons) for _key, rows in groups]


def past_from(rows: list[RegisterChange], names: dict[UUID, str], reasons: dict[UUID, str]) -> Past:
    first = rows[0]
    gone = first.act in (Act.REMOVED, Act.MERGED) and all(row.new is None for row in rows)
    reason = reasons.get(first.record_id, "") if gone else ""
    return Past(
        at=first.at,
        by=first.person.display_name if first.person else "–",
        act=first.act,
        act_label=str(Act(first.act).label),
        of=names.get(first.record_id, "") if first.kind == RecordKind.RESIDENT else "",
        why=str(dict(RemovalReason.choices).get(reason, "")),
        fields=[] if gone else written(rows),
    )


def written(rows: Iterable[RegisterChange]) -> list[Written]:
    found = [Written(field_words(row.field), shown(row.field, row.old), shown(row.field, row.new)) for row in rows]
    return sorted(found, key=lambda one: one.label)


def shown(name: str, value: object) -> str:
    return value_words(name, masked(value, name))


def names_of(household: Household, rows: list[RegisterChange]) -> dict[UUID, str]:
    """Residents by their present name, or by the last that the register had of them; masked."""
    removals = ResidentRemoval.objects.filter(resident_id__in={row.record_id for row in rows}).order_by("at")
    names = {removal.resident_id: masked_name(str(removal.was.get("name", ""))) for removal in removals}
    return names | {resident.id: masked_name(resident.name) for resident in household.residents.all()}
