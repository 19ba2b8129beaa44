"""The map comes in parts of a grid's size, each made by itself and each going on where it was cut."""

from collections.abc import Iterator

import pytest

from mobile.sync.packing import fetch_packs
from mobile.sync.problems import SyncProblem
from tests.factories.places import make_building
from tests.faults.ledger import Trials
from tests.faults.proxy import Proxy, Weather
from tests.faults.served import Served
from tests.journeys.field import Field, Handset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.case("R32")]
# A break after so many bytes of each connection, beyond the list of parts: headers are some 700 of them.
EVERY = 2000


@pytest.fixture
def phone(real_passwords, tmp_path) -> Iterator[Handset]:
    field = Field()
    for n in range(60):
        make_building(field.grids["S11"], at=(2 + 9 * (n % 10), 2 + 9 * (n // 10), 6), name=f"{n}号楼", number=str(n))
    with Served(tmp_path / "server", threads=2) as server:
        handset = Handset(tmp_path / "worker", server.url, "worker")
        handset.sign_in()
        yield handset
        handset.store.close()


@pytest.mark.fault("cut-reply")
def test_a_map_that_is_cut_again_and_again_goes_on_where_it_was(phone: Handset, trials: Trials) -> None:
    port = int(phone.url.rpartition(":")[2])
    with Proxy(port) as line:
        # The list of parts comes whole; what is cut is the map itself.
        whole = phone.client(line.url).get("packs/")
        listed = len(line.passed[-1].reply)
        size = sum(part["bytes"] for part in whole["parts"])
        assert size > 2 * EVERY
        held = 0
        for _ in range(200):
            line.weather = Weather(cut_reply=listed + EVERY)
            client = phone.client(line.url, timeout=10)
            try:
                fetch_packs(phone.store, client, lambda done, of: None)
                break
            except SyncProblem:
                trials.count("cut-reply")
                # The map of yesterday (here: none) stays in use until the new one is whole.
                trials.hold("F", not phone.store.pack_parts(), "a part of a map in use")
            finally:
                client.close()
            now = sum(path.stat().st_size for path in (phone.store.folder / "packs").iterdir())
            trials.hold("A", now >= held, f"{held} bytes became {now}")
            held = now
        else:
            pytest.fail("the map never came whole")
    parts = phone.store.pack_parts()
    assert len(parts) == len(whole["parts"])
    assert sum(part.path.stat().st_size for part in parts) == size
