"""Two people on one phone, one person on two phones, and unsent work that leaves a phone by hand."""

import pytest
from django.core.management import CommandError, call_command

from mobile.device.keystore import FileKeystore
from mobile.store.accounts import Accounts
from mobile.store.problems import UnsentWork
from mobile.sync import Client, Session, sign_in_to
from server.photos.models import Photo
from server.sync.models import Operation
from server.visits.models import Visit
from tests.journeys.field import Handset, jpeg
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(field, live_server, tmp_path):
    held = Handset(tmp_path / "phone", live_server.url, "worker")
    held.sign_in()
    held.sync()
    yield held
    held.store.close()


class SharedPhone:
    """One phone that several people sign in on."""

    def __init__(self, folder, url):
        self.accounts = Accounts(folder / "accounts", FileKeystore(folder / "keys"))
        self.url = url

    def sign_in(self, username):
        account = self.accounts.begin(self.url, username)
        return sign_in_to(account, self.url, username, PASSWORD, language="en")

    def sync(self, store):
        return Session().run(store, Client(self.url, store.login().token, language="en"))


@pytest.mark.fault("unsent-account-switch")
def test_another_account_neither_sends_nor_shows_what_the_first_left_unsent(field, live_server, tmp_path, trials):
    phone = SharedPhone(tmp_path, live_server.url)
    mine = phone.sign_in("worker")
    phone.sync(mine)
    visit = mine.record_visit(household_id=str(field.homes[0].id), outcome="met", note="only mine")
    mine.close()
    other = phone.sign_in("stranger")
    phone.sync(other)
    trials.hold("A", not Visit.objects.exists(), "sent by somebody else")
    trials.hold("D", other.outbox() == [] and not other.find("王小明"), "shown to somebody else")
    (left,) = phone.accounts.waiting_for_others(phone.accounts.of(live_server.url, "stranger").folder.name)
    assert (left.username, left.records, left.photos) == ("worker", 1, 0)
    other.close()
    back = phone.sign_in("worker")
    trials.hold("A", phone.sync(back).waiting == 0, "not sent by its owner")
    assert str(Visit.objects.get().id) == visit
    assert Visit.objects.get().visitor.username == "worker"
    back.close()
    trials.count()


@pytest.mark.fault("two-devices")
@pytest.mark.case("R38")
def test_the_second_phone_of_a_worker_does_not_log_out_the_first(field, live_server, tmp_path, trials):
    phones = [Handset(tmp_path / str(n), live_server.url, "worker") for n in range(2)]
    for turn in range(3):
        for phone in phones:
            if turn != 1:
                phone.sign_in()
            phone.sync()
            phone.store.record_visit(household_id=str(field.homes[turn].id), outcome="met")
        for phone in phones:
            report = phone.sync()
            trials.hold("A", report.waiting == 0 and phone.store.login_state() == "active", report.error_code)
    trials.hold("B", Visit.objects.count() == 6, "visits")
    for phone in phones:
        phone.store.close()
    trials.count()


@pytest.mark.fault("unsent-logout")
@pytest.mark.case("R39")
def test_signing_out_with_unsent_work_is_refused_until_a_sealed_export_holds_it(field, phone, tmp_path, trials):
    sha = phone.store.add_photo(jpeg())
    first = phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(sha,))
    with pytest.raises(UnsentWork):
        phone.store.sign_out()
    bundle = tmp_path / "bundle"
    assert phone.store.export_sealed(bundle) == 1
    second = phone.store.record_visit(household_id=str(field.homes[1].id), outcome="met", note="later")
    with pytest.raises(UnsentWork):
        phone.store.sign_out()
    phone.store.export_sealed(bundle)
    phone.store.sign_out()
    trials.hold("A", phone.store.counts().waiting == 2, "dropped")
    assert phone.store.login_state() == "signed_out"
    # Brought in twice, and then the phone sends the same itself: everything is there once.
    for _ in range(2):
        call_command("import_sealed", str(bundle))
        trials.hold("B", {str(visit.id) for visit in Visit.objects.all()} == {first, second}, "after the import")
    assert Photo.objects.get().sha256 == sha
    phone.sign_in()
    trials.hold("A", phone.sync().waiting == 0, "still waits")
    trials.hold("B", Visit.objects.count() == 2, "after the push")
    trials.count()


def test_a_bundle_that_is_not_whole_or_was_altered_is_refused_and_nothing_of_it_kept(field, phone, tmp_path):
    sha = phone.store.add_photo(jpeg())
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(sha,))
    phone.store.export_sealed(tmp_path / "bundle")
    content = (tmp_path / "bundle").read_bytes()
    spoilt = [content[:-1], content[: len(content) // 2], content[:30], b"", b"x" + content, content + b"\0\0\0\0"]
    for at in range(0, len(content), max(1, len(content) // 60)):
        altered = bytearray(content)
        altered[at] ^= 1
        spoilt.append(bytes(altered))
    for each in spoilt:
        (tmp_path / "spoilt").write_bytes(each)
        with pytest.raises(CommandError):
            call_command("import_sealed", str(tmp_path / "spoilt"))
    assert not Operation.objects.exists()
    assert not Photo.objects.exists()
