"""Where the worker stood is never a gate: a visit counts wherever its one fix lies, and nobody is called absent."""

import pytest

from server.grids.scope import for_person
from server.visits.drafts import Fix, Presence
from server.visits.serializers import VisitSerializer
from server.visits.services import record_visit
from tests.factories.places import lonlat, make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.visits.drafts import draft_for

pytestmark = [pytest.mark.django_db, pytest.mark.case("R26")]


@pytest.fixture
def grids():
    return make_tree()


@pytest.mark.parametrize(
    "fix",
    [None, Fix(*lonlat(20, 20), accuracy_m=9.0), Fix(*lonlat(20, 20), accuracy_m=900.0), Fix(*lonlat(390, 390), 5.0)],
    ids=["no fix", "nine metres", "nearly a kilometre", "another building"],
)
def test_a_visit_counts_wherever_the_fix_lies(grids, fix):
    worker = make_worker(grids["S11"])
    household = make_household(make_building(grids["S11"]))
    visit = record_visit(for_person(worker), draft_for(household, worker.id, fix=fix))
    household.plan.refresh_from_db()
    assert household.plan.last_contact_at == visit.visited_at
    assert visit.small_grid_id == household.small_grid_id
    told = VisitSerializer(visit).data
    # Whoever reads the visit sees what the worker chose to give, and no verdict about it.
    assert not {"on_site", "present", "distance", "distance_m"} & told.keys()
    assert (told["fix"] is None) == (fix is None)


def test_the_grade_is_kept_with_its_reasons_and_changes_nothing_else(grids):
    household, worker = make_household(make_building(grids["S11"])), make_worker(grids["S11"])
    scope = for_person(worker)
    told = Presence("D", ("away", "mock", "away"))
    visit = record_visit(scope, draft_for(household, worker.id, outcome="met", presence=told))
    visit.refresh_from_db()
    assert (visit.presence_grade, visit.presence_reasons, visit.fix) == ("D", ["away", "mock"], None)
    household.plan.refresh_from_db()
    assert household.plan.last_contact_at == visit.visited_at


def test_without_a_grade_there_is_none(grids):
    household, worker = make_household(make_building(grids["S11"])), make_worker(grids["S11"])
    visit = record_visit(for_person(worker), draft_for(household, worker.id))
    visit.refresh_from_db()
    assert (visit.presence_grade, visit.presence_reasons) == ("", [])
