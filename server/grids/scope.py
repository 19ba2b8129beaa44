"""What a person may see, from the posts they hold today. Every query of every noun starts from a `Scope`."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from rest_framework.request import Request

from server.accounts.authentication import person_of
from server.accounts.models import Person
from server.grids.models import GridLevel, GridRole, ServiceGrid

OFFICE_ROLES = frozenset({GridRole.COMMUNITY_STAFF.value, GridRole.STREET_STAFF.value})
FIELD_ROLES = frozenset({GridRole.GRID_WORKER.value, GridRole.GRID_LEADER.value})


@dataclass(frozen=True)
class Scope:
    """The grids in a person's reach on one day. An empty scope sees nothing.

    `grid_ids` are the grids of their posts with everything below them; `small_grid_ids` the small ones among these.
    `field_small_grid_ids` are those of them where the person works at the doors, as grid worker or grid leader;
    `office_small_grid_ids` those over which they sit in an office, `office_grid_ids` with the larger ones. Someone may
    be both, in different grids.
    """

    person: Person
    on: date
    street_id: int | None
    roles: frozenset[str]
    grid_ids: frozenset[UUID]
    small_grid_ids: frozenset[UUID]
    field_small_grid_ids: frozenset[UUID] = frozenset()
    office_small_grid_ids: frozenset[UUID] = frozenset()
    office_grid_ids: frozenset[UUID] = frozenset()

    @property
    def sees_street(self) -> bool:
        """Holds a post for the whole street, also for what lies in no grid yet."""
        return GridRole.STREET_STAFF.value in self.roles

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
    field = grids_below([post["grid_id"] for post in posts if post["role"] in FIELD_ROLES])
    office = grids_below([post["grid_id"] for post in posts if post["grid_id"] and post["role"] not in FIELD_ROLES])
    whole_streets = {post["street_id"] for post in posts if post["grid_id"] is None}
    if whole_streets:
        office.update(ServiceGrid.objects.filter(street_id__in=whole_streets).values_list("id", "level"))
    return Scope(
        person=person,
        on=day,
        street_id=posts[0]["street_id"] if posts else None,
        roles=frozenset(post["role"] for post in posts),
        grid_ids=frozenset(field | office),
        small_grid_ids=small_ones(field | office),
        field_small_grid_ids=small_ones(field),
        office_small_grid_ids=small_ones(office),
        office_grid_ids=frozenset(office),
    )


def for_request(request: Request) -> Scope:
    """The scope of whoever sends a request. Raises NotSignedIn."""
    return for_person(person_of(request))


def small_ones(levels: dict[UUID, str]) -> frozenset[UUID]:
    return frozenset(grid_id for grid_id, level in levels.items() if level == GridLevel.SMALL)


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
