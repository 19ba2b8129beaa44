"""What a person may see, from the posts they hold today. Every query of every noun starts from a `Scope`."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from server.accounts.models import Person
from server.grids.models import GridLevel, GridRole, ServiceGrid

OFFICE_ROLES = frozenset({GridRole.COMMUNITY_STAFF.value, GridRole.STREET_STAFF.value})


@dataclass(frozen=True)
class Scope:
    """The grids in a person's reach on one day. An empty scope sees nothing.

    `grid_ids` are the grids of their posts with everything below them; `small_grid_ids` the small ones among these.
    """

    person: Person
    on: date
    street_id: int | None
    roles: frozenset[str]
    grid_ids: frozenset[UUID]
    small_grid_ids: frozenset[UUID]

    @property
    def is_office(self) -> bool:
        """Community or street office: hands incidents on and reads coverage."""
        return bool(self.roles & OFFICE_ROLES)

    @property
    def version(self) -> str:
        """A short digest that changes exactly when the set of small grids or of roles does."""
        parts = sorted(str(grid_id) for grid_id in self.small_grid_ids) + sorted(self.roles)
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def for_person(person: Person, *, on: date | None = None) -> Scope:
    """The person's scope on a day (today by default), by posts whose term contains it."""
    day = on or timezone.localdate()
    posts = list(person.grid_posts.filter(term__contains=day).values("street_id", "grid_id", "role"))
    grids = grids_below([post["grid_id"] for post in posts if post["grid_id"]])
    for street_id in {post["street_id"] for post in posts if post["grid_id"] is None}:
        grids.update(ServiceGrid.objects.filter(street_id=street_id).values_list("id", "level"))
    return Scope(
        person=person,
        on=day,
        street_id=posts[0]["street_id"] if posts else None,
        roles=frozenset(post["role"] for post in posts),
        grid_ids=frozenset(grids),
        small_grid_ids=frozenset(grid_id for grid_id, level in grids.items() if level == GridLevel.SMALL),
    )


def grids_below(grid_ids: list[UUID]) -> dict[UUID, str]:
    """The given grids and all their descendants, with their levels."""
    if not grid_ids:
        return {}
    sql = """
        with recursive
        -- the posts' own grids, then level by level what hangs below them
        reach as (
            select id, level from grids_servicegrid where id = any(%s)
            union
            select child.id, child.level from grids_servicegrid child join reach on child.parent_id = reach.id
        )
        select id, level from reach
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [grid_ids])
        return dict(cursor.fetchall())
