"""An exchange cut at every byte, of the request and of the reply: what was acknowledged is there, and there once.

Through the phone's own store and client and a real server. Every byte of a push and of a pull: the phone connects again
at once, to be cut again, and at every sixteenth byte to a good line. Of the longer exchanges every 53rd byte.
In the nightly run every byte of all of them, and a good line after each.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator

import pytest

from mobile.sync import Client, sign_in
from mobile.sync.photographs import send_photos
from mobile.sync.problems import Offline, SyncProblem
from mobile.sync.pulling import pull_all, pull_changes
from mobile.sync.pushing import push_all
from server.accounts.models import Device
from server.households.models import Household
from server.photos.models import Photo
from server.sync.models import Operation
from server.visits.models import Visit
from tests.faults.ledger import Trials
from tests.faults.proxy import Proxy, Weather
from tests.faults.served import Served
from tests.faults.times import times
from tests.journeys.field import Field, Handset, jpeg
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
# Bytes from one cut to the next in the longer exchanges, and tries of the short ones from one good line to the next.
STEP, MENDED = times(53, nightly=1), times(16, nightly=1)
# Two exchanges of one kind differ by a few bytes (a time, a compressed id): the last tries cut nothing off.
SLACK = 8


@pytest.fixture
def field(real_passwords):
    return Field()


@pytest.fixture
def served(field, tmp_path) -> Iterator[Served]:
    with Served(tmp_path / "server", threads=2) as server:
        yield server


@pytest.fixture
def phone(field, served, tmp_path) -> Iterator[Handset]:
    handset = Handset(tmp_path / "worker", served.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    yield handset
    handset.store.close()


@pytest.fixture
def proxy(served) -> Iterator[Proxy]:
    with Proxy(served.port) as line:
        yield line


def through(handset: Handset, url: str, work: Callable[[Client], object]) -> SyncProblem | None:
    """Does a part of a sync over a connection of its own; the problem that ended it early."""
    client = handset.client(url, timeout=10)
    try:
        work(client)
    except SyncProblem as problem:
        return problem
    finally:
        client.close()
    return None


def cuts(length: int, which: str, step: int) -> Iterator[tuple[int, Weather]]:
    """A weather for each byte; by turns a reset and an orderly end."""
    assert length > 100
    for at in range(0, length + SLACK, step):
        yield at, Weather(**{which: at}, orderly=bool(at // step % 2))


@pytest.mark.fault("cut-request", "cut-reply")
@pytest.mark.case("R11")
@pytest.mark.parametrize("which", ["cut_request", "cut_reply"])
def test_a_push_cut_at_any_byte_leaves_every_visit_on_the_server_once(field, phone, proxy, trials, which):
    def push(url: str) -> SyncProblem | None:
        return through(phone, url, lambda client: push_all(phone.store, client, lambda _: None))

    visits = [record(phone, field)]
    assert push(proxy.url) is None
    for at, weather in cuts(length_of(proxy, which), which, 1):
        if state_of(phone, visits[-1]) == "sent":
            visits.append(record(phone, field))
        proxy.next(weather)
        problem = push(proxy.url)
        state = state_of(phone, visits[-1])
        there = Visit.objects.filter(id=visits[-1]).exists()
        told = f"{which} {at}: {problem!r}, {state} on the phone, {'' if there else 'not '}on the server"
        trials.count(which.replace("_", "-"))
        trials.hold("A", there or state == "waiting", told)
        trials.hold("F", state == ("sent" if problem is None else "waiting"), told)
        hold_honest(trials, problem, told)
        if at % MENDED == 0:
            # The line is back.
            trials.hold("A", push(phone.url) is None and state_of(phone, visits[-1]) == "sent", told)
            trials.hold("B", Operation.objects.count() == Visit.objects.count() == len(visits), told)
    assert phone.sync().complete
    trials.hold("A", {str(one) for one in Visit.objects.values_list("id", flat=True)} == set(visits), "all visits")
    trials.hold("B", Operation.objects.count() == len(visits), "one row each")
    trials.hold("F", len(phone.store.outbox()) == len(visits), "kept on the phone")


@pytest.mark.fault("cut-request", "cut-reply")
@pytest.mark.parametrize("which", ["cut_request", "cut_reply"])
def test_a_pull_cut_at_any_byte_takes_in_all_of_it_or_nothing(field, phone, proxy, trials, which):
    home, notes = field.homes[0], 0

    def pull(url: str) -> SyncProblem | None:
        return through(phone, url, lambda client: pull_changes(phone.store, client))

    def rename() -> str:
        nonlocal notes
        notes += 1
        Household.objects.filter(id=home.id).update(name=f"王{notes:04}")
        return f"王{notes:04}"

    rename()
    assert pull(proxy.url) is None
    before = phone.store.household(str(home.id)).name
    now = rename()
    for at, weather in cuts(length_of(proxy, which), which, 1):
        if before == now:
            now = rename()
        cursors = phone.store.mirror.cursors()
        proxy.next(weather)
        problem = pull(proxy.url)
        name = phone.store.household(str(home.id)).name
        told = f"{which} {at}: {problem!r}, {name} between {before} and {now}"
        trials.count(which.replace("_", "-"))
        trials.hold("A", name == (now if problem is None else before), told)
        trials.hold("C", (phone.store.mirror.cursors() == cursors) == (problem is not None), told)
        hold_honest(trials, problem, told)
        if at % MENDED == 0:
            trials.hold("C", pull(phone.url) is None and phone.store.household(str(home.id)).name == now, told)
        before = phone.store.household(str(home.id)).name
    # The digest of every grid is compared on the way: a difference would fetch the grid afresh.
    assert phone.sync().complete
    trials.hold("C", phone.store.household(str(home.id)).name == now, "at the end")


@pytest.mark.fault("cut-reply")
def test_a_first_download_cut_at_any_byte_goes_on(field, served, proxy, trials, tmp_path):
    handset = Handset(tmp_path / "new", served.url, "worker")
    handset.sign_in()
    template = handset.store.folder
    handset.store.close()

    def fresh(number: int) -> Handset:
        shutil.copytree(template, tmp_path / f"copy{number}")
        return Handset(tmp_path / f"copy{number}", served.url, "worker")

    whole = fresh(-1)
    assert through(whole, proxy.url, lambda client: pull_all(whole.store, client, lambda *_: None)) is None
    told = households(whole)
    assert len(told) == 3
    for at, weather in cuts(length_of(proxy, "cut_reply"), "cut_reply", STEP):
        cut = fresh(at)
        proxy.next(weather)
        problem = through(cut, proxy.url, lambda client, cut=cut: pull_all(cut.store, client, lambda *_: None))
        trials.count("cut-reply")
        hold_honest(trials, problem, f"byte {at}: {problem!r}")
        trials.hold("C", cut.store.grids() == [] or households(cut) in ([], told), f"byte {at}: half a page")
        trials.hold("C", cut.sync().complete and households(cut) == told, f"byte {at}: not whole afterwards")
        cut.store.close()
    whole.store.close()


@pytest.mark.fault("cut-request", "cut-reply", "photo-half")
@pytest.mark.parametrize("which", ["cut_request", "cut_reply"])
def test_a_photo_cut_at_any_byte_arrives_once_and_stays_on_the_phone_until_then(field, phone, proxy, trials, which):
    def send(url: str) -> SyncProblem | None:
        return through(phone, url, lambda client: send_photos(phone.store, client, lambda *_: None))

    def photograph() -> str:
        sha256 = phone.store.add_photo(jpeg(f"#{next(numbers) * 40503 % 0x1000000:06x}"))
        phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(sha256,))
        assert through(phone, phone.url, lambda client: push_all(phone.store, client, lambda _: None)) is None
        return sha256

    numbers = itertools.count(1000)
    sha256s = [photograph()]
    assert send(proxy.url) is None
    for at, weather in cuts(length_of(proxy, which), which, STEP):
        sha256s.append(photograph())
        proxy.next(weather)
        problem = send(proxy.url)
        waits = sha256s[-1] in phone.store.outgoing.photos_to_send()
        there = Photo.objects.filter(sha256=sha256s[-1]).exists()
        told = f"{which} {at}: {problem!r}, {'waits' if waits else 'done'}, {'' if there else 'not '}on the server"
        trials.count(which.replace("_", "-"), "photo-half")
        trials.hold("F", waits or there, told)
        trials.hold("F", phone.store.photo_bytes(sha256s[-1]) is not None, told)
        hold_honest(trials, problem, told)
        trials.hold("A", send(phone.url) is None and Photo.objects.filter(sha256=sha256s[-1]).exists(), told)
    trials.hold("B", Photo.objects.count() == len(set(sha256s)), "one photo each")
    trials.hold("B", Visit.objects.count() == len(sha256s), "one visit each")


@pytest.mark.fault("cut-request", "cut-reply", "login-reply-lost")
@pytest.mark.case("R23")
def test_a_sign_in_cut_at_any_byte_strands_nobody(field, served, proxy, trials, tmp_path):
    handset = Handset(tmp_path / "worker", served.url, "worker")
    sign_in(handset.store, proxy.url, "worker", PASSWORD)
    for which in ("cut_request", "cut_reply"):
        # A sign-in hashes a password, which is slow on purpose.
        for at, weather in cuts(length_of(proxy, which), which, STEP * 5):
            proxy.next(weather)
            problem = None
            try:
                sign_in(handset.store, proxy.url, "worker", PASSWORD)
            except SyncProblem as error:
                problem = error
            trials.count(which.replace("_", "-"), "login-reply-lost")
            hold_honest(trials, problem, f"{which} {at}: {problem!r}")
    handset.sign_in()
    assert handset.sync().complete
    trials.hold("B", Device.objects.count() == 1, "one phone is one device")


def length_of(proxy: Proxy, which: str) -> int:
    """How long the first connection's request or reply was: the exchange that went through whole."""
    return len(proxy.passed[0].request if which == "cut_request" else proxy.passed[0].reply)


def record(phone: Handset, field: Field) -> str:
    return phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")


def hold_honest(trials: Trials, problem: SyncProblem | None, told: str) -> None:
    """A cut line reads "no connection", never "wrong password" or "another network's page"."""
    trials.hold("G", problem is None or isinstance(problem, Offline), told)


def state_of(phone: Handset, visit_id: str) -> str:
    """Where the phone has a visit's operation: `waiting`, `sent`, …"""
    row = phone.store.database.read().execute("select state from outbox where entity_id = ?", (visit_id,)).fetchone()
    return str(row["state"]) if row else "gone"


def households(phone: Handset) -> list[str]:
    return sorted(hit.name for hit in phone.store.find("1号楼"))
