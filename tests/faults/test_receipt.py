"""At the end of the day phone and office show the same count and code, whatever happened to the phone on the way."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mobile.store import Store
from server.grids.scope import for_person
from server.households.services import place_household
from server.photos.models import Photo
from server.sync.models import Operation
from server.sync.receipts import receipts_of_day
from server.visits.models import Visit
from tests.faults.times import times
from tests.journeys.field import jpeg
from tests.people import make_street_staff

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = times(20, nightly=200)
ROOT = Path(__file__).resolve().parents[2]


def office_row(field, day):
    """What the office's page of the day says of the worker's phone."""
    rows = receipts_of_day(for_person(make_street_staff(f"street{Operation.objects.count()}{time.time_ns()}")), day)
    return next(row for row in rows if row.person == field.worker)


def same(store: Store, row) -> bool:
    """Count and code of phone and office, and the office's own as the phone was told it."""
    own, told = store.receipt(), store.office_receipt()
    said = [(each.records, each.photos, each.photos_expected, each.code) for each in (own, row.receipt, told)]
    return told.matches and said[0] == said[1] == said[2]


def test_a_field_day_with_a_refusal_and_a_photo_that_is_missing(field, phone):
    store, homes = phone.store, [str(home.id) for home in field.homes]
    red, blue = store.add_photo(jpeg("red")), store.add_photo(jpeg("blue"))
    store.record_visit(household_id=homes[0], outcome="met", photos=(red,))
    store.record_visit(household_id=homes[1], outcome="not_home", photos=(blue,))
    store.report_incident(category="rubbish", description="满", lon=116.3201, lat=40.0001, photos=(red,))
    # Somebody else's by now, and for days: this one is refused.
    type(field.homes[2]).objects.filter(id=homes[2]).update(small_grid=field.grids["S22"])
    field.homes[2].placements.update(small_grid=field.grids["S22"])
    store.record_visit(household_id=homes[2], outcome="met")
    # One photo is lost with its memory card.
    store.photos.path_of(blue).unlink()
    before = store.receipt()
    assert (before.records, before.waiting, store.office_receipt().records) == (0, 4, 0)
    phone.sync()
    row = office_row(field, store.clock.today())
    assert same(store, row)
    own = store.receipt()
    assert (own.records, own.photos, own.photos_expected, own.refused, own.waiting) == (3, 1, 2, 1, 0)
    assert (row.receipt.refused, row.waiting) == (1, 0)


def test_what_is_missing_on_one_side_shows(field, phone):
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    phone.store.record_visit(household_id=str(field.homes[1].id), outcome="met")
    phone.sync()
    assert phone.store.office_receipt().matches
    Operation.objects.first().delete()
    phone.sync()
    assert not phone.store.office_receipt().matches


def test_an_accepted_record_comes_into_the_receipt_with_its_photo(field, phone):
    from server.sync.decisions import accept

    store, home = phone.store, field.homes[0]
    photo = store.add_photo(jpeg("green"))
    store.record_visit(household_id=str(home.id), outcome="met", photos=(photo,))
    type(home).objects.filter(id=home.id).update(small_grid=field.grids["S22"])
    home.placements.update(small_grid=field.grids["S22"])
    phone.sync()
    assert (store.receipt().records, store.counts().attention, Photo.objects.count()) == (0, 1, 0)
    accept(for_person(make_street_staff()), Operation.objects.get().id, reason="已核实")
    phone.sync()
    [item] = store.outbox()
    assert (item.state, item.decision, item.reason) == ("sent", "accepted", "已核实")
    assert (store.receipt().records, store.receipt().photos, Photo.objects.count()) == (1, 1, 1)
    assert store.office_receipt().matches


def test_a_dismissed_record_is_in_no_receipt_and_its_reason_reaches_the_worker(field, phone):
    from server.sync.decisions import dismiss

    store, home = phone.store, field.homes[0]
    store.record_visit(household_id=str(home.id), outcome="met")
    place_household(household_id=home.id, dwelling=field.far.dwelling)
    type(home).objects.filter(id=home.id).update(small_grid=field.grids["S22"])
    home.placements.all().delete()
    phone.sync()
    dismiss(for_person(make_street_staff()), Operation.objects.get().id, reason="登记在别的户")
    phone.sync()
    [item] = store.outbox()
    assert (item.state, item.reason) == ("dismissed", "登记在别的户")
    assert (store.receipt().records, store.office_receipt().matches) == (0, True)
    store.put_to_rest(item.op_id)
    phone.sync()
    assert (store.outbox(), store.office_receipt().refused) == ([], 0)


class Killed:
    """The phone's process; `kept` are the records that it was told are kept, over all its lives."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.kept: list[str] = []
        self.faults: list[str] = []
        self.synced = 0

    def live(self, seed: int, seconds: float) -> None:
        """Starts it, lets it work for so long once it is open, and kills it with SIGKILL."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killed_day", str(self.folder), self.url, str(seed)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        opened = threading.Event()
        reader = threading.Thread(target=self.listen, args=(process.stdout, opened))
        reader.start()
        try:
            assert opened.wait(30), "the phone did not open"
            time.sleep(seconds)
        finally:
            process.kill()
            process.wait()
            reader.join()

    def listen(self, lines, opened: threading.Event) -> None:
        for line in lines:
            word, *rest = line.split()
            if word == "kept" and rest and len(rest[0]) == 36:
                self.kept.append(rest[0])
            elif word == "fault":
                self.faults.append(" ".join(rest))
            self.synced += word == "synced"
            opened.set()
        opened.set()


@pytest.mark.fault("phone-killed")
def test_a_phone_killed_in_the_middle_of_everything_ends_with_the_receipt_that_the_office_has(
    field, phone, live_server, tmp_path, trials
):
    (tmp_path / "photos.bin").write_bytes(b"--photo--".join(map(jpeg, ("red", "blue", "green", "white", "black"))))
    phone.store.close()
    killed, chance = Killed(tmp_path / "worker", live_server.url), random.Random(1730)
    for turn in range(KILLS):
        # Some at once after opening, in the first save; most in some save, push, photo or pull.
        killed.live(turn, chance.choice((0.0, 0.05, 0.3)) + chance.random() * 0.6)
        trials.count()
    phone.store = Store.open(tmp_path / "worker", key=bytes(range(32)))
    trials.hold("F", not killed.faults, killed.faults[:5])
    trials.hold("F", not phone.store.check(), phone.store.check()[:5])
    report = phone.sync()
    assert (report.error_code, report.waiting, report.attention) == (None, 0, 0), phone.store.outbox()[:3]

    arrived = [str(visit_id) for visit_id in Visit.objects.values_list("id", flat=True)]
    trials.hold("A", set(killed.kept) <= set(arrived), f"lost: {set(killed.kept) - set(arrived)}")
    trials.hold("B", len(arrived) == len(set(arrived)), "doubled")
    row = office_row(field, phone.store.clock.today())
    trials.hold("A", same(phone.store, row), (phone.store.receipt(), row.receipt))
    assert row.receipt.records >= len(killed.kept) > KILLS / 2, "too little was recorded to prove anything"
    assert row.receipt.photos == row.receipt.photos_expected > 0
