"""The people of the tests: a worker, a teammate, a stranger, and office staff at each level."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from server.accounts.models import Person
from server.grids.models import GridPost, GridRole, ServiceGrid
from tests.factories.places import make_street

PASSWORD = "a-long-test-password"


def make_person(username: str) -> Person:
    return Person.objects.create_user(username, PASSWORD, display_name=username)


def appoint(
    person: Person,
    role: GridRole,
    grid: ServiceGrid | None = None,
    *,
    term: tuple[date | None, date | None] = (date(2020, 1, 1), None),
) -> GridPost:
    return GridPost.objects.create(
        person=person, street=grid.street if grid else make_street(), grid=grid, role=role, term=DateRange(*term)
    )


def make_worker(*grids: ServiceGrid, username: str = "worker") -> Person:
    person = make_person(username)
    for grid in grids:
        appoint(person, GridRole.GRID_WORKER, grid)
    return person


def make_community_staff(grid: ServiceGrid, username: str = "community") -> Person:
    person = make_person(username)
    appoint(person, GridRole.COMMUNITY_STAFF, grid)
    return person


def make_street_staff(username: str = "street") -> Person:
    person = make_person(username)
    appoint(person, GridRole.STREET_STAFF)
    return person
