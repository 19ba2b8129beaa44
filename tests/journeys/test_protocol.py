"""The real phone store and the real server over a real socket: what is recorded arrives, what changes comes."""

import pytest

from server.households.models import Household
from server.incidents.models import Incident
from server.visits.models import Visit
from tests.journeys.field import Field, Handset, jpeg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def field():
    return Field()


@pytest.fixture
def phone(field, live_server, tmp_path):
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    yield handset
    handset.store.close()


def test_the_day_of_a_worker(field, phone):
    # 1. The first sync brings the grid with everything in it, and nothing of anybody else's.
    report = phone.sync()
    assert (report.error_code, report.complete) == (None, True)
    store = phone.store
    assert [hit.name for hit in store.find("1号楼")] == ["王小明", "李雷", "韩梅梅"]
    assert store.find("远方") == []
    assert store.me().grids[0].complete
    assert store.pack_parts()
    assert {category.code for category in store.categories()} == {"rubbish"}

    # 2. Work without a network.
    home = str(field.homes[0].id)
    photo = store.add_photo(jpeg())
    visit_id = store.record_visit(
        household_id=home, outcome="met", note="都好", fix=(116.3201, 40.0001, 8.0), photos=(photo,)
    )
    incident_id = store.report_incident(
        category="rubbish", description="垃圾桶满了", lon=116.3202, lat=40.0002, source="pin"
    )
    assert store.counts().unsent == 3
    assert store.household(home).visits[0].waiting

    # 3. Sent, acknowledged, and told back.
    report = phone.sync()
    assert (report.error_code, report.pushed, report.photos, report.waiting) == (None, 2, 1, 0)
    visit = Visit.objects.get(id=visit_id)
    assert (visit.note, visit.visitor_id) == ("都好", field.worker.id)
    assert visit.fix.coords == (116.3201, 40.0001)
    [told] = store.household(home).visits
    assert (told.id, told.waiting, told.photo_count, told.photos_stored) == (visit_id, False, 1, 1)
    incident = store.incident(incident_id)
    assert incident.number == Incident.objects.get(id=incident_id).number
    assert store.counts().unsent == 0
    store.sign_out()
    assert store.login() is None


def test_a_teammate_sees_the_visit(field, phone, live_server, tmp_path):
    mate = Handset(tmp_path / "mate", live_server.url, "teammate")
    mate.sign_in()
    mate.sync()
    phone.sync()
    home = str(field.homes[1].id)
    phone.store.record_visit(household_id=home, outcome="not_home")
    phone.sync()
    assert mate.store.household(home).visits == ()
    mate.sync()
    [visit] = mate.store.household(home).visits
    assert (visit.outcome, visit.visitor) == ("not_home", "worker")
    assert mate.store.household(home).state == phone.store.household(home).state
    mate.store.close()


def test_a_household_that_moves_away_and_one_that_goes(field, phone):
    phone.sync()
    moved, gone = field.homes[0], field.homes[1]
    Household.objects.filter(id=moved.id).update(small_grid=field.grids["S22"])
    gone.residents.all().delete()
    gone.placements.all().delete()
    gone.delete()
    phone.sync()
    assert [hit.name for hit in phone.store.find("1号楼")] == ["韩梅梅"]


def test_a_refused_record_is_seen_with_its_reason(field, phone):
    phone.sync()
    home = field.homes[0]
    phone.store.record_visit(household_id=str(home.id), outcome="met")
    phone.store.record_visit(household_id=str(field.homes[1].id), outcome="met")
    Household.objects.filter(id=home.id).update(small_grid=field.grids["S22"])
    home.placements.update(small_grid=field.grids["S22"])
    report = phone.sync()
    assert (report.pushed, report.attention) == (1, 1)
    refused = phone.store.outbox()[0]
    assert (refused.state, refused.code, refused.title) == ("attention", "outside_your_grids", "王小明")
    assert refused.message


@pytest.mark.parametrize("count", [1, 101, 250])
def test_queues_of_any_length_arrive(field, phone, count):
    phone.sync()
    homes = [str(home.id) for home in field.homes]
    for number in range(count):
        phone.store.record_visit(household_id=homes[number % 3], outcome="met")
    assert phone.sync().pushed == count
    assert Visit.objects.count() == count
    assert phone.store.counts().waiting == 0
