"""What of a layer a person may see, as parameters of the tiles' SQL and as part of a tile's version."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from server.accounts.models import Person
from server.grids.scope import for_person
from server.organisations.selectors import organisations_of


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

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "person": self.person_id,
            "street": self.street_id,
            "sees_street": self.sees_street,
            "grids": self.grid_ids,
            "small_grids": self.small_grid_ids,
            "organisations": self.organisation_ids,
            "today": self.today,
        }

    @property
    def digest(self) -> str:
        """Changes exactly when what the person may see does."""
        parts = [self.person_id, self.street_id, self.sees_street, self.grid_ids, self.organisation_ids]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]


def reach_of(person: Person) -> Reach:
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
