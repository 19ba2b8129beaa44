"""A worker with a home in their grid, and another worker elsewhere, each with a phone."""

import pytest

from server.incidents.models import IncidentCategory
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.sync.phone import Phone, make_phone


@pytest.fixture
def grids(db):
    return make_tree()


@pytest.fixture
def home(grids):
    return make_household(make_building(grids["S11"]), care=("lives_alone",), phone="13800001234")


@pytest.fixture
def phone(grids) -> Phone:
    return make_phone(make_worker(grids["S11"]))


@pytest.fixture
def other(grids) -> Phone:
    """A worker of another grid."""
    return make_phone(make_worker(grids["S22"], username="other"))


@pytest.fixture
def category(grids):
    return IncidentCategory.objects.create(
        street=grids["L"].street, domain="environment", code="rubbish", name="垃圾清运", name_en="Rubbish"
    )
