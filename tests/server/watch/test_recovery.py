"""`manage after_restore` and `after_promote`: what they do, what they refuse, and that they may be repeated."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from server.packs import cache as packs
from server.photos.models import Photo
from server.sync.lives import current_epoch, note_doubt
from server.sync.models import Epoch, EpochReason
from server.tiles import cache as tiles
from tests.people import make_person

pytestmark = pytest.mark.django_db


def run(name: str, *options: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command(name, *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "reason"), [("after_restore", "restored"), ("after_promote", "promoted")])
def test_a_new_epoch_begins_once(name, reason):
    before = current_epoch().epoch
    said = run(name)
    first = Epoch.objects.get()
    assert (first.epoch != before, first.reason) == (True, reason)
    assert "offer again all records" in said
    assert ("in the office" in said) == (name == "after_restore")
    assert "already" in run(name)
    assert Epoch.objects.get().epoch == first.epoch
    run(name, "--again")
    assert Epoch.objects.get().epoch != first.epoch


def test_what_the_server_noticed_by_itself_needs_no_second_epoch():
    current_epoch()
    Epoch.objects.update(life="elsewhere")
    noticed = current_epoch()
    assert noticed.reason == EpochReason.NOTICED
    assert "already" in run("after_restore")
    assert Epoch.objects.get().epoch == noticed.epoch
    assert Epoch.objects.get().reason == EpochReason.RESTORED


def test_a_doubt_is_answered_by_a_new_epoch():
    run("after_restore")
    before = current_epoch().epoch
    note_doubt()
    run("after_restore")
    assert (Epoch.objects.get().epoch != before, Epoch.objects.get().doubted_at) == (True, None)


def test_what_can_be_made_again_is_thrown_away():
    for folder in (packs.folder(), tiles.folder()):
        (folder / "ab").mkdir(parents=True)
        (folder / "ab" / "cd").write_bytes(b"old")
    run("after_restore")
    assert not packs.folder().exists()
    assert not tiles.folder().exists()


def photo(number: int, *, there: bool) -> Photo:
    name = f"photos/{number:064}.jpg"
    if there:
        default_storage.save(name, ContentFile(b"jpeg"))
    owner = make_person(f"owner{number}")
    return Photo.objects.create(sha256=f"{number:064}", owner=owner, image=name, thumbnail="", width=1, height=1)


def test_a_photo_whose_file_is_gone_is_asked_for_again():
    kept, lost = photo(1, there=True), photo(2, there=False)
    assert "asked for again: 1." in run("after_restore")
    assert list(Photo.objects.values_list("sha256", flat=True)) == [kept.sha256]
    assert not Photo.objects.filter(sha256=lost.sha256).exists()


def test_a_folder_that_is_not_mounted_is_not_taken_for_lost_photos():
    before = current_epoch().epoch
    for number in range(12):
        photo(number, there=False)
    with pytest.raises(CommandError, match="mounted"):
        run("after_restore")
    assert (Photo.objects.count(), Epoch.objects.get().epoch) == (12, before)
    run("after_restore", "--photos-are-lost")
    assert Photo.objects.count() == 0


def test_a_database_that_lacks_migrations_is_refused():
    before = current_epoch().epoch
    MigrationRecorder.Migration.objects.filter(app="sync").delete()
    with pytest.raises(CommandError, match="Run “manage migrate” first"):
        run("after_restore")
    assert Epoch.objects.get().epoch == before


@pytest.mark.parametrize(("replica", "sentence"), [(True, "is a replica"), (False, "does not answer")])
def test_a_database_that_cannot_be_written_to_is_refused(monkeypatch, replica, sentence):
    def refused() -> None:
        raise OperationalError("session is read-only")

    monkeypatch.setattr("server.watch.recovery.connection.ensure_connection", refused)
    monkeypatch.setattr("server.watch.recovery.is_replica", lambda: replica)
    with pytest.raises(CommandError, match=sentence):
        run("after_promote")
