"""Two hundred days without a network: what was recorded is taken, and what was forgotten meanwhile comes afresh."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from django.utils import timezone

from mobile.store.clock import boot_id
from server.accounts.models import Device, DeviceToken
from server.households.models import Household
from server.sync.models import Change, Operation
from server.sync.services import forget_tombstones
from server.visits.models import Visit
from tests.faults.clusters import Postgres, django_on
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.phones import set_clock
from tests.faults.served import Served

pytestmark = pytest.mark.xdist_group("clusters")
AWAY = timedelta(days=200)


@pytest.mark.fault("long-offline")
@pytest.mark.case("R19", "R21", "R22")
def test_two_hundred_days_of_work_arrive_and_the_deleted_household_stays_deleted(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    gone, kept = clusters_field.homes[0], clusters_field.homes[1]
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        crew.sign_in("worker")
        (phone,) = crew.phones
        epoch, cursors = phone.store.mirror.epoch(), phone.store.mirror.cursors()
        # 1. The phone goes where there is no network, 200 days ago; a visit each ten days, the last ones today.
        days = range(200, -1, -10)
        visits = {}
        for day in days:
            # The phone was started anew since: its steady clock of then says nothing about now.
            set_clock(phone.store, steady=False, days=-day)
            phone.store.clock.boot = lambda day=day: f"start {day}"
            visits[phone.store.record_visit(household_id=str(kept.id), outcome="met", note=f"{day}")] = day
        to_gone = phone.store.record_visit(household_id=str(gone.id), outcome="met")
        set_clock(phone.store, steady=False, days=0)
        phone.store.clock.boot = boot_id
        with django_on(primary):
            # 2. Meanwhile: a household leaves, the server forgets that it did, the token expires.
            Household.objects.get(id=gone.id).delete()
            Change.objects.filter(gone=True).update(changed_at=timezone.now() - timedelta(days=190))
            assert forget_tombstones(before=timezone.now() - timedelta(days=180)) == 1
            Device.objects.update(registered_at=timezone.now() - timedelta(days=300))
            DeviceToken.objects.update(expiry=timezone.now() - timedelta(days=170))
        # 3. Back in the network: first "sign in again", and everything stays.
        report = phone.sync()
        assert report.error_code == "token_expired"
        trials.hold("A", report.waiting == len(visits) + 1, report)
        phone.sign_in()
        # 4. Everything recorded is taken; the grid is downloaded afresh.
        report = phone.sync()
        trials.count("long-offline")
        assert (report.error_code, report.waiting) == (None, 0), report
        assert phone.store.mirror.epoch() == epoch
        assert phone.store.mirror.cursors() != cursors
        with django_on(primary):
            there = {str(v.id): v for v in Visit.objects.all()}
            trials.hold("A", there.keys() == visits.keys(), "visits on the server")
            trials.hold("B", Operation.objects.count() == len(visits) + 1, "operations")
            for visit_id, visit in there.items():
                told = datetime.now(UTC) - timedelta(days=visits[visit_id])
                trials.hold("A", abs(visit.captured_at - told) < timedelta(hours=1), (visit_id, visit.captured_at))
                trials.hold("A", abs(visit.visited_at - told) < timedelta(hours=1), (visit_id, visit.visited_at))
                trials.hold("A", visit.note == str(visits[visit_id]), visit.note)
        # 5. Deleted stays deleted; the visit to it is not swept away but shown, to the worker and to the office.
        trials.hold("D", phone.store.find(gone.name) == [], "the household that left")
        item = next(item for item in phone.store.outbox() if item.entity_id == to_gone)
        trials.hold("G", item.state == "attention" and item.message, item)
        with django_on(primary):
            trials.hold("G", Operation.objects.filter(state="rejected").count() == 1, "the office's inbox")
        trials.hold("C", crew.agrees(phone), "after all")
        assert phone.sync().complete


@pytest.mark.fault("long-offline")
def test_an_old_cursor_is_answered_410_and_not_with_a_gap(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        crew.sign_in("teammate")
        (phone,) = crew.phones
        cursors = phone.store.mirror.cursors()
        with django_on(primary):
            Household.objects.get(id=clusters_field.homes[2].id).delete()
            Change.objects.filter(gone=True).update(changed_at=timezone.now() - AWAY)
            forget_tombstones(before=timezone.now() - timedelta(days=180))
        about = {"protocol": 1, "device": phone.store.device_id, "epoch": phone.store.mirror.epoch()}
        body = orjson.dumps({**about, "cursors": cursors})
        answer = phone.client().request("POST", "/api/v1/sync/pull", body, {"Content-Type": "application/json"})
        trials.count("long-offline")
        assert answer.status == 410
        assert phone.sync().complete
        trials.hold("C", crew.agrees(phone), "after the new snapshot")
        trials.hold("D", phone.store.find(clusters_field.homes[2].name) == [], "the household that left")
