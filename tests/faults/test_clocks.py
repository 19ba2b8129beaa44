"""Phones whose clocks are a year off or jump: nothing refused, nothing let go of early, and dates come out right."""

from datetime import UTC, datetime, timedelta

import pytest

from mobile.store import Store
from mobile.store.clock import Clock
from server.accounts.models import Device
from server.sync.models import Operation
from server.visits.models import Visit
from tests.journeys.field import ACCOUNT_KEY, Field, Handset, jpeg

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = timedelta(days=365)
MINUTE = 60_000


class WildClock(Clock):
    """The real time, moved by what a test says. `steady` counts on whatever the wall clock does."""

    def __init__(self) -> None:
        self.off = timedelta(0)
        self.passed = 0
        self.boot_number = 1
        super().__init__(
            wall=lambda: datetime.now(UTC) + self.off,
            steady=lambda: 1_000_000 + self.passed,
            boot=lambda: f"boot-{self.boot_number}",
        )

    def restart(self) -> None:
        """The phone is switched off and on."""
        self.boot_number += 1


@pytest.fixture
def clock():
    return WildClock()


@pytest.fixture
def phone(field, live_server, tmp_path, clock):
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.store.close()
    handset.store = Store.open(tmp_path / "worker", key=ACCOUNT_KEY, clock=clock)
    handset.sign_in()
    # Signed in long ago: no estimate is before that.
    Device.objects.update(registered_at=datetime.now(UTC) - timedelta(days=3))
    assert handset.sync().complete
    yield handset
    handset.store.close()


def reopen(phone: Handset, clock: Clock) -> None:
    folder = phone.store.folder
    phone.store.close()
    phone.store = Store.open(folder, key=ACCOUNT_KEY, clock=clock)


def home_of(field: Field, number: int = 0) -> str:
    return str(field.homes[number].id)


@pytest.mark.fault("clock-year")
@pytest.mark.case("R33")
@pytest.mark.parametrize("off", [YEAR, -YEAR, 40 * YEAR, -40 * YEAR])
def test_a_visit_by_a_phone_a_year_off_is_taken_flagged_and_due_at_the_right_day(field, phone, clock, off):
    clock.off = off
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    report = phone.sync()
    assert (report.error_code, report.pushed, report.attention) == (None, 1, 0)
    visit = Visit.objects.get()
    assert abs(visit.visited_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert visit.clock_doubtful
    # On the phone too: from the server's plan, by the server's day.
    seen = phone.store.household(home_of(field))
    assert seen.due_on == datetime.now().astimezone().date() + timedelta(days=seen.interval_days)
    assert seen.state == "contacted"


@pytest.mark.fault("clock-year")
@pytest.mark.case("R33")
@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_after_a_restart_the_year_is_told_by_how_far_the_clock_is_off_when_it_sends(field, phone, clock, off):
    clock.off = off
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    clock.restart()
    assert phone.sync().pushed == 1
    assert abs(Visit.objects.get().visited_at - datetime.now(UTC)) < timedelta(minutes=6)


@pytest.mark.fault("clock-year")
@pytest.mark.case("R33")
def test_doors_are_due_by_the_offices_day_although_the_phone_is_a_year_ahead(field, phone, clock):
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    phone.sync()
    right = phone.store.household(home_of(field)).state
    assert right == "contacted"
    clock.off = YEAR
    assert phone.store.household(home_of(field)).state == right


@pytest.mark.fault("clock-jump")
@pytest.mark.parametrize("jump", [YEAR, -YEAR, timedelta(hours=3)])
def test_a_clock_that_jumps_between_visit_and_sync_changes_no_moment(field, phone, clock, jump):
    """The steady clock says how long ago it was, as long as the phone was not switched off."""
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    clock.off, clock.passed = jump, 30 * MINUTE
    assert phone.sync().pushed == 1
    ago = datetime.now(UTC) - Visit.objects.get().visited_at
    assert abs(ago - timedelta(minutes=30)) < timedelta(minutes=1)


@pytest.mark.fault("clock-jump")
def test_a_clock_that_jumps_while_a_form_is_open_keeps_the_form_and_its_photo(field, phone, clock):
    begun = clock.wall()
    photo = phone.store.add_photo(jpeg())
    clock.off = YEAR
    visit = phone.store.record_visit(household_id=home_of(field), outcome="met", photos=(photo,), captured_at=begun)
    reopen(phone, clock)
    report = phone.sync()
    assert (report.error_code, report.pushed, report.photos) == (None, 1, 1)
    assert str(Visit.objects.get().id) == visit


@pytest.mark.fault("clock-jump")
@pytest.mark.case("R18")
def test_a_clock_set_back_between_two_saves_does_not_turn_their_order(field, phone, clock):
    order = []
    for hours in (0, -5, -9, 3, -YEAR.days * 24):
        clock.off = timedelta(hours=hours)
        order.append(phone.store.record_visit(household_id=home_of(field), outcome="met", note=str(hours)))
    assert [op.entity_id for op in phone.store.outgoing.take_batch(9)] == order
    phone.store.outgoing.put_back()
    assert phone.sync().pushed == 5
    assert [str(op.entity_id) for op in Operation.objects.order_by("device_seq")] == order


@pytest.mark.fault("clock-year", "clock-jump")
@pytest.mark.case("R08")
@pytest.mark.parametrize("off", [YEAR, -YEAR, timedelta(days=15)])
def test_no_clock_makes_the_phone_forget_early(trials, field, phone, clock, off):
    """Acknowledged work is kept 14 days by the server's time: it is what repairs a restored server."""
    visit = phone.store.record_visit(household_id=home_of(field), outcome="met")
    assert phone.sync().complete
    for wild in (off, -off, timedelta(0), off):
        clock.off = wild
        clock.restart()
        reopen(phone, clock)
        phone.sync()
        reopen(phone, clock)
        kept = [entry["op"]["entity_id"] for entry in phone.store.journal.read()]
        trials.hold("F", kept == [visit], f"clock off by {wild}: {kept}")
        trials.hold("F", [item.entity_id for item in phone.store.outbox()] == [visit], f"clock off by {wild}")
        trials.count()


@pytest.mark.fault("clock-year")
def test_what_was_settled_by_a_wrong_clock_goes_when_its_fourteen_days_are_over(field, phone, clock):
    clock.off = -YEAR
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    assert phone.sync().complete
    clock.passed = 13 * 24 * 60 * MINUTE
    reopen(phone, clock)
    assert len(phone.store.outbox()) == 1
    clock.passed = 15 * 24 * 60 * MINUTE
    reopen(phone, clock)
    assert phone.store.outbox() == []
    assert list(phone.store.journal.read()) == []


@pytest.mark.fault("clock-year")
@pytest.mark.case("R33")
@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_the_receipt_of_a_day_is_of_the_day_that_the_phone_wrote_down(field, phone, clock, off):
    clock.off = off
    phone.store.record_visit(household_id=home_of(field), outcome="met")
    day = clock.today()
    assert phone.sync().complete
    receipt = phone.store.receipt(day)
    assert (receipt.records, receipt.waiting) == (1, 0)
    clock.off = timedelta(0)
    assert phone.store.receipt(day).code == receipt.code
