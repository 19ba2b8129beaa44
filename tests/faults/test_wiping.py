"""A phone that the office asks to remove its data: nothing unsent is lost, nothing of the account stays, wherever it is
cut off."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mobile.store import Store, leaving
from mobile.store.problems import DiskFull
from mobile.sync.farewell import say_farewell
from mobile.sync.problems import Offline
from server.accounts.models import Device
from server.accounts.wiping import ask_to_wipe
from server.photos.models import Photo
from server.visits.models import Visit
from tests.faults.small_disk import with_quota
from tests.journeys.field import Handset, jpeg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "leaving"


@pytest.fixture
def asked(phone: Handset, field) -> Handset:
    """With a visit and its photo that were not sent, and an order to remove everything."""
    phone.visit = phone.store.record_visit(  # type: ignore[attr-defined]
        household_id=str(field.homes[0].id), outcome="met", note="canary-note", photos=(phone.store.add_photo(jpeg()),)
    )
    ask_to_wipe(device=Device.objects.get(id=phone.store.device_id), by=field.teammate, reason="丢失")
    return phone


def device(phone: Handset) -> Device:
    return Device.objects.get(id=phone.store.device_id)


def leave(phone: Handset, root: Path) -> leaving.Farewell:
    farewell = leaving.seal(phone.store, root)
    phone.store.close()
    leaving.remove(phone.store.folder)
    return farewell


def test_the_order_is_heard_and_everything_unsent_arrives(asked, root):
    report = asked.sync()
    assert (report.error_code, report.waiting) == ("device_wiped", 1)
    assert asked.store.login_state() == "revoked"
    farewell = leave(asked, root)
    assert not asked.store.folder.exists()
    assert device(asked).wiped_at is None
    assert say_farewell(farewell) == 2
    assert str(Visit.objects.get().id) == asked.visit
    assert Photo.objects.count() == 1
    assert (device(asked).wiped_at is not None, device(asked).wipe_files_left) == (True, 0)
    assert not farewell.folder.exists()


def test_nothing_that_stays_can_be_read(asked, root):
    farewell = leave(asked, root)
    for path in root.rglob("*"):
        if path.is_file():
            assert b"canary" not in path.read_bytes(), path
            assert "王小明".encode() not in path.read_bytes(), path
    assert {path.suffix for path in farewell.folder.iterdir()} == {".json", ".sealed"}


def test_a_line_that_breaks_costs_one_file_and_the_next_start_goes_on(asked, root, field):
    asked.store.record_visit(
        household_id=str(field.homes[1].id), outcome="met", photos=(asked.store.add_photo(jpeg("blue")),)
    )
    farewell = leave(asked, root)
    away = replace(farewell, order=replace(farewell.order, server="http://127.0.0.1:9"))
    with pytest.raises(Offline):
        say_farewell(away)
    assert len(farewell.files()) == 3
    (again,) = leaving.farewells(root)
    assert say_farewell(again) == 3
    assert (Visit.objects.count(), Photo.objects.count()) == (2, 2)
    assert list(leaving.farewells(root)) == []


def test_cut_off_in_the_middle_of_the_removal_the_next_start_ends_it_without_a_key(asked, root):
    folder = asked.store.folder
    leaving.seal(asked.store, root)
    asked.store.close()
    (folder / "store.db").unlink()
    (found,) = leaving.farewells(root)
    leaving.finish(folder.parent, found)
    assert not folder.exists()


def test_cut_off_while_sealing_the_account_is_still_whole(asked, root, monkeypatch):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(leaving, "write_order", cut)
    with pytest.raises(KeyboardInterrupt):
        leaving.seal(asked.store, root)
    asked.store.close()
    assert list(leaving.farewells(root)) == []
    assert list(root.iterdir()) == []
    opened = Store.open(asked.store.folder, key=bytes(range(32)))
    assert opened.counts().waiting == 1
    opened.close()


def test_on_a_full_disk_nothing_goes_before_it_is_sealed(asked, root):
    folder = asked.store.folder
    # So far below nothing that what the map and the reserve give back is not enough.
    with with_quota(folder.parent, -100_000_000), pytest.raises(DiskFull):
        leaving.seal(asked.store, root)
    assert asked.store.counts().waiting == 1
    assert say_farewell(leave(asked, root)) == 2


def test_another_persons_account_stays(asked, root, field, tmp_path):
    other = Handset(asked.store.folder.parent / "other", asked.url, "teammate")
    other.sign_in()
    farewell = leave(asked, root)
    leaving.finish(asked.store.folder.parent, farewell)
    assert other.sync().complete
    other.store.close()


def test_an_account_begun_since_is_not_removed_by_an_old_order(asked, root):
    farewell = leave(asked, root)
    fresh = Handset(asked.store.folder, asked.url, "worker")
    fresh.sign_in()
    assert fresh.store.device_id != farewell.order.device
    leaving.finish(asked.store.folder.parent, farewell)
    assert fresh.sync().complete
    fresh.store.close()


def test_a_damaged_file_is_kept_and_the_others_arrive(asked, root):
    farewell = leave(asked, root)
    _records, photo = farewell.files()
    photo.write_bytes(photo.read_bytes()[:-1] + b"x")
    say_farewell(farewell)
    assert Visit.objects.count() == 1
    assert [path.suffix for path in farewell.folder.glob("1.*")] == [".refused"]
    shutil.rmtree(root)
