"""The first download, broken off after any page: it says that it is incomplete, and goes on where it was."""

import pytest

from mobile.store import Store
from mobile.sync import Client, Session
from mobile.sync.problems import Offline
from server.sync import selectors
from server.sync.selectors import digests
from tests.factories.places import make_building, make_household
from tests.faults.phones import own_digests
from tests.journeys.field import ACCOUNT_KEY, Field, Handset

pytestmark = pytest.mark.django_db(transaction=True)


class BreaksOff(Client):
    """The line goes after so many pages."""

    pages = 0

    def request(self, method, path, body=None, headers=None):
        if "sync/snapshot" in path:
            if self.pages == 0:
                self.close()
                raise Offline
            self.pages -= 1
        return super().request(method, path, body, headers)


@pytest.mark.fault("phone-killed")
@pytest.mark.parametrize("pages", [0, 1, 2])
def test_a_first_sync_is_incomplete_until_it_is_not_and_no_page_comes_twice(
    live_server, tmp_path, monkeypatch, trials, pages
):
    field = Field()
    for number in range(12):
        make_household(make_building(field.grids["S11"], at=(60, 60, 5)), room=f"{number}", name=f"户{number:02}")
    monkeypatch.setattr(selectors, "BYTES", 1500)
    phone = Handset(tmp_path / "worker", live_server.url, "worker")
    phone.sign_in()
    rounds, served, whole = 0, [], selectors.snapshot_page
    monkeypatch.setattr(
        selectors, "snapshot_page", lambda *args, **asked: served.append(asked) or whole(*args, **asked)
    )
    while True:
        login = phone.store.login()
        client = BreaksOff(login.base_url, login.token, language="en")
        client.pages = pages + 1 if rounds else pages
        report = Session().run(phone.store, client)
        trials.count()
        if report.error_code is None:
            break
        assert report.error_code == "offline"
        assert not phone.store.me().grids[0].complete, "shown as whole before it was"
        # Killed between two pages: opened again by another process.
        phone.store.close()
        phone.store = Store.open(tmp_path / "worker", key=ACCOUNT_KEY)
        rounds += 1
        assert rounds < 60
    assert phone.store.me().grids[0].complete
    assert rounds
    trials.hold("F", len(served) == len({str(asked) for asked in served}), "a page was fetched twice")
    ours = own_digests(phone.store)
    trials.hold("C", ours == {str(grid): digest for grid, digest in digests(list(ours)).items()})
    assert len(phone.store.find("户", limit=99)) == 12
    phone.store.close()
