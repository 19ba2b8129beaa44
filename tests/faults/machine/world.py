"""The machine's world: four small grids, six households, two workers with three phones, one office, one real server.

It is made once. Each example begins with one of a few mornings: a database and three disks, put back by copying.
"""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.db import connection

from mobile.store import Store
from mobile.sync import Client, Session, sign_in
from server.accounts.models import Device, DeviceToken
from server.grids.models import GridPost, ServiceGrid
from server.grids.scope import for_person
from server.households.models import Building, Household
from server.incidents.models import IncidentCategory
from tests.factories.places import LONG_AGO, make_building, make_household, make_tree
from tests.faults.machine.clocks import HeldClock
from tests.faults.machine.model import Entry, Home, Server, Term
from tests.faults.machine.phone import Phone, copy_folder
from tests.faults.machine.tables import Tables
from tests.journeys.field import ACCOUNT_KEY
from tests.people import PASSWORD, make_community_staff, make_worker

GRIDS = ("S11", "S12", "S21", "S22")
WORKERS = ("lin", "mei")
# Phone → whose it is. Two phones of one worker, and one of another in the next grid.
PHONES = {"a": "lin", "b": "lin", "c": "mei"}
POSTS = (("lin", "S11"), ("lin", "S12"), ("mei", "S12"), ("mei", "S21"))
# Household → its building's grid; `border` stands where the line between S11 and S12 may be drawn anew.
HOMES = {"户一": "S11", "户二": "S11", "户三": "border", "户四": "S12", "户五": "S21", "户六": "S22"}
# In metres: lower left corner and size.
BUILDINGS = {
    "S11": (10.0, 10.0, 20.0),
    "border": (85.0, 10.0, 10.0),
    "S12": (110.0, 10.0, 20.0),
    "S21": (10.0, 210.0, 20.0),
    "S22": (110.0, 210.0, 20.0),
}
PLAIN, BACKUP = "plain", "machine_backup"


class Serves(Protocol):
    """A running server: the real program, or a thread of the test's own."""

    url: str

    @property
    def port(self) -> int: ...


@dataclass(frozen=True)
class Recorded:
    """An operation that a store has told its worker was kept."""

    phone: str
    kind: str
    entity: str
    photos: tuple[str, ...]


@dataclass
class Past:
    """What has happened so far: what was recorded, served and refused."""

    model: Server
    recorded: dict[str, Recorded] = field(default_factory=dict)
    # Operation → the verdict that it must get, whoever sends it: "rejected", or "unreadable" for what is none at all.
    poison: dict[str, str] = field(default_factory=dict)
    # Operation → the message in which it was first sent.
    sent: dict[str, dict[str, object]] = field(default_factory=dict)
    # Phone → how far its clocks were moved: both of them, and the wall clock alone.
    clocks: dict[str, tuple[timedelta, timedelta]] = field(default_factory=dict)


class World:
    def __init__(self, disks: Path, served: Serves) -> None:
        self.disks, self.served = disks, served
        self.grids: dict[str, ServiceGrid] = make_tree()
        self.grid_ids = [grid.id for grid in self.grids.values()]
        self.code_of = {str(grid.id): code for code, grid in self.grids.items()}
        self.people = {name: make_worker(username=name) for name in WORKERS}
        self.office = make_community_staff(self.grids["L"], username="office")
        self.buildings: dict[str, Building] = {}
        self.homes: dict[str, Household] = {}
        self.start = Server()
        self.mornings = {PLAIN: Past(self.start)}
        self.furnish()
        self.tables = Tables()

    def furnish(self) -> None:
        for number, (place, at) in enumerate(BUILDINGS.items(), start=1):
            grid = self.grids["S11" if place == "border" else place]
            self.buildings[place] = make_building(grid, at=at, name=f"{number}号楼", number=str(number))
        # Nobody lives there: only a long write goes in.
        self.parks = {
            code: make_building(self.grids[code], at=(60.0 + x, 60.0 + y, 10.0), name="公园", number="")
            for code, x, y in (("S11", 0, 0), ("S12", 100, 0), ("S21", 0, 200), ("S22", 100, 200))
        }
        for number, (name, place) in enumerate(HOMES.items(), start=1):
            home = make_household(self.buildings[place], floor=number, room=f"{number}01", name=name)
            grid = "S11" if place == "border" else place
            self.homes[name] = home
            told = {"name": name, "phone": home.phone, "status": home.status}
            people = {
                str(one.id): Entry({"name": one.name, "birth_year": one.birth_year, "care": [], "phone": one.phone})
                for one in home.residents.all()
            }
            self.start.homes[str(home.id)] = Home(name, grid, [Term(str(home.id), grid, LONG_AGO)], Entry(told), people)
        for person, code in POSTS:
            grid = self.grids[code]
            GridPost.objects.create(
                person=self.people[person], street=grid.street, grid=grid, role="grid_worker", term=(LONG_AGO, None)
            )
            self.start.posts.append(Term(person, code, LONG_AGO))
        IncidentCategory.objects.create(
            street=self.grids["L"].street, domain="environment", code="rubbish", name="垃圾", name_en="Rubbish"
        )

    def first_sync(self) -> None:
        """Signs the phones in and downloads everything, and keeps all of it as every example's beginning."""
        for name, person in PHONES.items():
            store = Store.open(self.disks / PLAIN / name, key=ACCOUNT_KEY)
            sign_in(store, self.served.url, person, PASSWORD, language="en")
            login = store.login()
            assert login
            report = Session().run(store, Client(login.base_url, login.token, language="en"))
            assert report.error_code is None, report
            store.close()
        # No estimate of a time is cut off at the day of the sign-in.
        Device.objects.update(registered_at=datetime(2020, 1, 1, tzinfo=UTC))
        DeviceToken.objects.update(expiry=datetime(2100, 1, 1, tzinfo=UTC))
        for name, person in self.people.items():
            self.start.told[for_person(person).version] = frozenset(self.start.scope(name))
        for copy in (copy_of(PLAIN), BACKUP):
            self.tables.prepare(copy)
        self.tables.save(copy_of(PLAIN))

    def begin(self, morning: str) -> tuple[dict[str, Phone], Past]:
        """One of the mornings once more: the database, phones with disks of their own, and what is known of before."""
        self.tables.put_back(copy_of(morning), sequences=True)
        past, place = deepcopy(self.mornings[morning]), self.disks / uuid.uuid4().hex[:12]
        phones = {}
        for name, person in PHONES.items():
            copy_folder(self.disks / morning / name, place / name)
            passed, jumped = past.clocks.get(name, (timedelta(), timedelta()))
            phones[name] = Phone(name, person, place / name, HeldClock(passed, jumped))
        return phones, past

    def keep(self, morning: str, phones: dict[str, Phone], past: Past) -> None:
        """Makes a morning of how things stand now; it ends the day that led there."""
        past.clocks = {name: (phone.clock.passed, phone.clock.jumped) for name, phone in phones.items()}
        self.tables.prepare(copy_of(morning))
        self.tables.save(copy_of(morning))
        for name, phone in phones.items():
            phone.close()
            copy_folder(phone.folder, self.disks / morning / name)
        self.mornings[morning] = past
        self.end(phones)

    def end(self, phones: dict[str, Phone]) -> None:
        for phone in phones.values():
            phone.close()
            shutil.rmtree(phone.folder, ignore_errors=True)
        shutil.rmtree(phone.folder.parent, ignore_errors=True)

    def close(self) -> None:
        for copy in (*map(copy_of, self.mornings), BACKUP):
            self.tables.drop(copy)


def copy_of(morning: str) -> str:
    return f"machine_{morning}"


@contextmanager
def made(disks: Path, served: Serves) -> Iterator[World]:
    world = World(disks, served)
    try:
        world.first_sync()
        yield world
    finally:
        world.close()


def await_quiet() -> None:
    """Until no transaction of this database is under way: a cursor never goes past one."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                " and backend_xid is not null"
            )
            if cursor.fetchone() == (0,):
                return
            cursor.execute("select pg_sleep(0.02)")
