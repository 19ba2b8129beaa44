"""A person's scope follows their posts: the grid, everything below it, and only for the term."""

from datetime import date

import pytest

from server.grids.models import GridRole
from server.grids.scope import for_person
from tests.factories.places import make_tree
from tests.people import appoint, make_community_staff, make_person, make_street_staff, make_worker

pytestmark = pytest.mark.django_db


def test_a_worker_sees_their_small_grid_only():
    grids = make_tree()
    scope = for_person(make_worker(grids["S11"]))
    assert scope.small_grid_ids == {grids["S11"].id}
    assert scope.grid_ids == {grids["S11"].id}
    assert not scope.is_office


def test_community_staff_see_their_subtree():
    grids = make_tree()
    scope = for_person(make_community_staff(grids["M1"]))
    assert scope.small_grid_ids == {grids["S11"].id, grids["S12"].id}
    assert scope.is_office


def test_the_street_office_sees_everything():
    grids = make_tree()
    scope = for_person(make_street_staff())
    assert scope.grid_ids == {grid.id for grid in grids.values()}


def test_access_ends_with_the_term():
    grids = make_tree()
    person = make_person("former")
    appoint(person, GridRole.GRID_WORKER, grids["S11"], term=(date(2024, 1, 1), date(2025, 1, 1)))
    assert for_person(person, on=date(2024, 12, 31)).small_grid_ids == {grids["S11"].id}
    assert for_person(person, on=date(2025, 1, 1)).small_grid_ids == frozenset()


def test_the_version_changes_with_the_grids():
    grids = make_tree()
    person = make_worker(grids["S11"])
    before = for_person(person).version
    appoint(person, GridRole.GRID_WORKER, grids["S12"])
    assert for_person(person).version != before
