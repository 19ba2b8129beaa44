"""The past of the register: writing it with every change, and reading it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from server.accounts.models import Person
from server.households.models import Household, RegisterChange, Resident, ResidentRemoval
from server.households.past import Act, RecordKind
from server.households.writing import update_rows


class Log:
    """Collects what one piece of work changes, and saves rows and history together, in a statement each."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self.entries: list[RegisterChange] = []
        self.touched: dict[UUID, Household | Resident] = {}

    def note(
        self,
        kind: RecordKind,
        row: Household | Resident,
        household_id: UUID,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        act: Act,
        operation_id: UUID | None,
    ) -> None:
        """Notes each field of `after`, which is written into the row already."""
        self.touched[row.id] = row
        self.entries += [
            RegisterChange(
                kind=kind,
                record_id=row.id,
                household_id=household_id,
                act=act,
                field=field,
                old=before.get(field),
                new=value,
                version=row.version,
                person=self.person,
                operation_id=operation_id,
            )
            for field, value in after.items()
        ]

    def save(self) -> None:
        update_rows(self.touched.values())
        self.keep()

    def keep(self) -> None:
        """Saves the history alone."""
        RegisterChange.objects.bulk_create(self.entries)

    def ids_with(self, fields: set[str]) -> set[UUID]:
        """The records of which one of these fields has changed."""
        return {entry.record_id for entry in self.entries if entry.field in fields}


def changed_by_others(person: Person, seen: Mapping[UUID, int]) -> set[UUID]:
    """The records that somebody else has changed since the version seen. A phone that was offline for a day builds on
    its own changes, which are nobody else's."""
    entries = RegisterChange.objects.filter(record_id__in=list(seen)).exclude(person=person)
    return {record for record, version in entries.values_list("record_id", "version") if version > seen[record]}


def history_of(record_id: UUID) -> QuerySet[RegisterChange]:
    """All that was ever changed of a record, oldest first; of a resident also what was changed of the entries that
    were merged into this one."""
    return RegisterChange.objects.filter(record_id__in=merged_entries(record_id)).order_by("at", "id")


def merged_entries(record_id: UUID) -> set[UUID]:
    """A record and all that were merged into it, however far back."""
    found, latest = {record_id}, {record_id}
    while latest:
        rows = ResidentRemoval.objects.filter(merged_into__in=latest)
        latest = set(rows.values_list("resident_id", flat=True)) - found
        found |= latest
    return found
