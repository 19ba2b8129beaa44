"""What of a layer a person may see, as parameters of the tiles' SQL and as part of a tile's version."""

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

from django.utils import timezone

from server.accounts.models import Person
from server.grids.scope import for_person
from server.organisations.selectors import organisations_of
from server.tiles.models import ChangeSource
from server.tiles.versions import Notes


@dataclass(frozen=True)
class Reach:
    """The same question that every other door asks, once per request."""

    person_id: UUID
    street_id: int | None
    sees_street: bool
    grid_ids: list[UUID]
    small_grid_ids: list[UUID]
    organisation_ids: list[UUID]
    today: date

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Lists as PostgreSQL writes arrays: turning hundreds of ids into one takes longer than a tile of zoom 17."""
        return {
            "person": self.person_id,
            "street": self.street_id,
            "sees_street": self.sees_street,
            "grids": array_of(self.grid_ids),
            "small_grids": array_of(self.small_grid_ids),
            "organisations": array_of(self.organisation_ids),
            "today": self.today,
        }

    @cached_property
    def digest(self) -> str:
        """Changes exactly when what the person may see does."""
        parts = [self.person_id, self.street_id, self.sees_street, self.grid_ids, self.organisation_ids]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]


def array_of(ids: list[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


# Some hundred people look at maps through one process; a street has some thousand grids.
KEPT = 64
_kept: OrderedDict[tuple[Any, ...], Reach] = OrderedDict()
_lock = Lock()


def reach_of(person: Person, notes: Notes) -> Reach:
    """The person's reach, worked out anew when posts, the tree of grids or the day have changed since the last time.

    Working it out takes five queries, more than a tile of zoom 16; `notes` tell in one whether it is still right.
    """
    key = (person.id, timezone.localdate(), notes.of(ChangeSource.POSTS), notes.of(ChangeSource.GRIDS))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    reach = work_out(person)
    with _lock:
        _kept[key] = reach
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return reach


def work_out(person: Person) -> Reach:
    scope = for_person(person)
    return Reach(
        person_id=person.id,
        street_id=scope.street_id,
        sees_street=scope.sees_street,
        grid_ids=sorted(scope.grid_ids),
        small_grid_ids=sorted(scope.small_grid_ids),
        organisation_ids=sorted(organisations_of(person)),
        today=scope.on,
    )
