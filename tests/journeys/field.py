"""A small field for journeys: two workers, real grids and households, a category, and phones that sign in over HTTP."""

import io
from pathlib import Path

from PIL import Image

from mobile.store import Store
from mobile.sync import Client, Session, SyncReport, sign_in
from server.incidents.models import IncidentCategory
from tests.factories.places import make_building, make_household, make_tree
from tests.people import PASSWORD, make_worker


class Field:
    """Grids L › M1, M2 › S11 … S22; a building with three doors in S11 and one in S22."""

    def __init__(self) -> None:
        self.grids = make_tree()
        self.building = make_building(self.grids["S11"])
        self.homes = [make_household(self.building, floor=n, room=f"{n}01", name=name) for n, name in NAMES]
        self.far = make_household(make_building(self.grids["S22"], at=(110, 210, 20), name="9号楼"), name="远方")
        self.worker = make_worker(self.grids["S11"])
        self.teammate = make_worker(self.grids["S11"], username="teammate")
        self.stranger = make_worker(self.grids["S22"], username="stranger")
        IncidentCategory.objects.create(
            street=self.grids["L"].street, domain="environment", code="rubbish", name="垃圾", name_en="Rubbish"
        )


# Of every handset: whose key it is makes no difference to a journey.
ACCOUNT_KEY = bytes(range(32))
NAMES = ((1, "王小明"), (2, "李雷"), (3, "韩梅梅"))


class Handset:
    """A phone in somebody's hand: its store and its way to a server."""

    def __init__(self, folder: Path, url: str, username: str) -> None:
        self.store = Store.open(folder, key=ACCOUNT_KEY)
        self.url = url
        self.username = username

    def sign_in(self) -> None:
        sign_in(self.store, self.url, self.username, PASSWORD, language="en")

    def client(self, url: str | None = None, timeout: float = 20) -> Client:
        login = self.store.login()
        assert login
        return Client(url or self.url, login.token, language="en", timeout=timeout)

    def sync(self, url: str | None = None, timeout: float = 20) -> SyncReport:
        return Session().run(self.store, self.client(url, timeout))


def jpeg(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()
