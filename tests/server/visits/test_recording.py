"""Recording visits: one answer per draft, the good ones written, the bad ones named."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from server.grids.scope import for_person
from server.visits.drafts import Fix, Presence
from server.visits.models import Visit
from server.visits.problems import AlreadyCorrected, NotTheVisitor, OutsideYourGrids, UnknownOutcome, VisitIdTaken
from server.visits.services import record_visit, record_visits
from tests.factories.places import CENTRE, make_building, make_household, make_tree
from tests.people import make_community_staff, make_worker
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db
HERE = Fix(*CENTRE, accuracy_m=8.0)


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def household(grids):
    return make_household(make_building(grids["S11"]))


@pytest.fixture
def worker(grids):
    return make_worker(grids["S11"])


def test_a_visit_is_stored_as_it_was_written(household, worker):
    draft = draft_for(household, worker.id, needs=("repair",), note="灯坏了", fix=HERE, photo_hashes=("ab" * 32,))
    visit = record_visit(for_person(worker), draft)
    visit.refresh_from_db()
    assert (visit.outcome, visit.needs, visit.note) == ("met", ["repair"], "灯坏了")
    assert (visit.fix.coords, visit.fix_accuracy_m) == (CENTRE, 8.0)
    assert visit.small_grid_id == household.small_grid_id


def test_the_same_visit_twice_is_one_visit(household, worker):
    draft = draft_for(household, worker.id)
    scope = for_person(worker)
    assert record_visit(scope, draft).id == record_visit(scope, draft).id
    assert [visit.id for visit in record_visits(scope, [draft, draft])] == [draft.id, draft.id]
    assert Visit.objects.count() == 1


def test_another_visit_under_a_taken_id_is_refused(household, worker):
    first = record_visit(for_person(worker), draft_for(household, worker.id))
    with pytest.raises(VisitIdTaken):
        record_visit(for_person(worker), draft_for(household, worker.id, id=first.id, outcome="declined"))


def test_a_foreign_household_and_an_unknown_one_get_the_same_answer(grids, worker):
    foreign = make_household(make_building(grids["S22"]))
    draft = draft_for(foreign, worker.id)
    results = record_visits(
        for_person(worker), [draft, draft_for(foreign, worker.id, id=uuid4()), draft_for(foreign, worker.id)]
    )
    foreign.id = uuid4()
    results += record_visits(for_person(worker), [draft_for(foreign, worker.id)])
    assert {type(result) for result in results} == {OutsideYourGrids}
    assert not Visit.objects.exists()


def test_nobody_records_in_anothers_name(grids, household, worker):
    with pytest.raises(NotTheVisitor):
        record_visit(for_person(worker), draft_for(household, make_worker(grids["S11"], username="mate").id))


def test_a_bad_draft_stops_no_other(household, worker):
    drafts = [
        draft_for(household, worker.id),
        draft_for(household, worker.id, outcome="vanished"),
        draft_for(household, worker.id, outcome="phone"),
    ]
    results = record_visits(for_person(worker), drafts)
    assert [getattr(result, "code", "written") for result in results] == ["written", "unknown_outcome", "written"]
    assert isinstance(results[1], UnknownOutcome)
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"fix": Fix(float("nan"), 40.0, 5.0)}, "bad_position"),
        ({"fix": Fix(116.0, float("inf"), 5.0)}, "bad_position"),
        ({"fix": Fix(181.0, 40.0, 5.0)}, "bad_position"),
        ({"fix": Fix(40.0, 116.32, 5.0)}, "axes_swapped"),
        ({"fix": Fix(116.32, 40.0, -1.0)}, "bad_accuracy"),
        ({"fix": Fix(116.32, 40.0, float("nan"))}, "bad_accuracy"),
        ({"needs": ("gold",)}, "unknown_need"),
        ({"presence": Presence("E")}, "unknown_presence"),
        ({"presence": Presence("A", ("trusted",))}, "unknown_presence"),
        ({"note": "x" * 2001}, "text_unusable"),
        ({"note": "a\x00b"}, "text_unusable"),
        ({"photo_hashes": ("nonsense",)}, "bad_photo_hash"),
        ({"photo_hashes": ("ab" * 32,) * 10}, "bad_photo_hash"),
        ({"corrects": uuid4()}, "unknown_visit"),
    ],
)
def test_unusable_values_are_named_and_leave_nothing_behind(household, worker, fields, code):
    (problem,) = record_visits(for_person(worker), [draft_for(household, worker.id, **fields)])
    assert problem.code == code
    assert problem.message
    assert not Visit.objects.exists()


def test_a_position_without_a_fix_is_never_demanded(household, worker):
    assert record_visit(for_person(worker), draft_for(household, worker.id)).fix is None


def test_a_correction_counts_instead_of_the_first(household, worker):
    scope = for_person(worker)
    first = draft_for(household, worker.id, outcome="met")
    second = draft_for(household, worker.id, outcome="not_home", corrects=first.id)
    record_visits(scope, [first, second])
    household.plan.refresh_from_db()
    assert household.plan.last_outcome == "not_home"
    assert household.plan.last_contact_at is None
    with pytest.raises(AlreadyCorrected):
        record_visit(scope, draft_for(household, worker.id, corrects=first.id))


def test_the_office_may_correct_and_a_teammate_may_not(grids, household, worker):
    first = record_visit(for_person(worker), draft_for(household, worker.id))
    mate = make_worker(grids["S11"], username="mate")
    (problem,) = record_visits(for_person(mate), [draft_for(household, mate.id, corrects=first.id)])
    assert problem.code == "not_yours_to_correct"
    office = make_community_staff(grids["L"])
    assert record_visit(for_person(office), draft_for(household, office.id, corrects=first.id)).corrects_id == first.id


def test_a_correction_stays_with_the_household(grids, household, worker):
    other = make_household(make_building(grids["S11"], at=(50, 50, 20)))
    first = record_visit(for_person(worker), draft_for(household, worker.id))
    (problem,) = record_visits(for_person(worker), [draft_for(other, worker.id, corrects=first.id)])
    assert problem.code == "other_household"


def test_last_months_visit_belongs_to_last_months_grid(grids, household, worker):
    today = timezone.localdate()
    moved_on = today - timedelta(days=10)
    placement = household.placements.get()
    placement.valid = type(placement.valid)(placement.valid.lower, moved_on)
    placement.save()
    household.placements.create(small_grid=grids["S12"], valid=type(placement.valid)(moved_on, None))
    household.small_grid = grids["S12"]
    household.save()
    late = draft_for(household, worker.id, at=timezone.now() - timedelta(days=20))
    assert record_visit(for_person(worker), late).small_grid_id == grids["S11"].id
    mate = make_worker(grids["S12"], username="mate")
    assert record_visit(for_person(mate), draft_for(household, mate.id)).small_grid_id == grids["S12"].id


def test_two_hundred_visits_cost_a_handful_of_queries(household, worker, django_assert_max_num_queries):
    scope = for_person(worker)
    drafts = [draft_for(household, worker.id) for _ in range(200)]
    with django_assert_max_num_queries(9):
        record_visits(scope, drafts)
    assert Visit.objects.count() == 200
