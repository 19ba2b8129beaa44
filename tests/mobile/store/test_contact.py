"""Fourteen days without the office: what it told of people goes by itself, whatever the clock says; own work stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mobile.store import Store, contact
from mobile.store.contact import Away
from mobile.store.problems import NotInStore
from mobile.wire import Change, Section
from tests.mobile.store.test_mirror import pulled
from tests.mobile.store.town import KEY, NOON, StoppedClock, building, household, incident_row, open_town, page

SECRET = "金丝雀"
JPEG = b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9"


class Phone:
    """A phone that is switched off and on, and whose owner may set its wall clock."""

    def __init__(self, folder) -> None:
        self.clock = StoppedClock()
        self.boot = "boot-1"
        self.clock.boot = lambda: self.boot
        self.place = building()
        self.homes = [household(self.place, door, name=f"{SECRET}{door}") for door in range(3)]
        self.incident = Change(
            "incident",
            "0192f4c2-0000-7000-8000-0000000000cc",
            1,
            self.place.grid,
            False,
            incident_row(description=f"{SECRET}说"),
        )
        self.store = open_town(folder, self.place, *self.homes, self.incident, clock=self.clock)
        self.hear()

    def hear(self) -> None:
        notices = Section("t1", ({"id": "1", "title": f"{SECRET}通知"},))
        self.store.mirror.apply_pull(replace(pulled(), sections={"notices": notices}))

    def start_anew(self, *, off: timedelta = timedelta(0), wall: timedelta | None = None) -> None:
        """`wall`: what the wall clock says has passed, where that is not the truth."""
        folder = self.store.folder
        self.store.close()
        self.boot += "+"
        self.clock.ms = 60_000
        self.clock.at += off if wall is None else wall
        self.store = Store.open(folder, key=KEY, clock=self.clock)

    def away(self) -> Away:
        return self.store.contact.look()

    def knows_people(self) -> bool:
        return bool(self.store.find(SECRET))


@pytest.fixture
def phone(tmp_path):
    made = Phone(tmp_path / "account")
    yield made
    made.store.close()


def test_a_warning_from_the_eleventh_day_and_the_end_on_the_fourteenth(phone):
    said = {}
    for day in range(1, 16):
        phone.clock.forward(days=1)
        said[day] = phone.away()
    assert said[10] == Away()
    assert [said[day].days_left for day in (11, 12, 13)] == [3, 2, 1]
    assert said[14] == said[15] == Away(expired=True)
    assert not phone.knows_people()


def test_every_answer_of_the_office_begins_anew(phone):
    for _ in range(5):
        phone.clock.forward(days=10)
        assert phone.away() == Away()
        phone.hear()
    assert phone.knows_people()


def test_switched_off_in_a_drawer_it_counts_by_the_wall_clock_which_is_believed_after_another_day(phone):
    phone.start_anew(off=timedelta(days=15))
    assert phone.away() == Away(days_left=0)
    for _ in range(2):
        phone.clock.forward(hours=11)
        assert phone.away() == Away(days_left=0)
        assert phone.knows_people()
    phone.start_anew(off=timedelta(hours=1))
    phone.clock.forward(hours=3)
    assert phone.away().expired
    assert not phone.knows_people()


@pytest.mark.parametrize("years", [1, -1, 40])
def test_a_clock_that_is_years_off_at_a_start_takes_nothing_before_it_is_put_right(phone, years):
    phone.start_anew(off=timedelta(minutes=5), wall=timedelta(days=365 * years))
    phone.clock.forward(hours=8)
    phone.away()
    assert phone.knows_people(), "a day's work with a wrong clock"
    phone.hear()
    assert phone.away() == Away()


def test_a_clock_set_back_at_every_start_does_not_keep_the_data(phone):
    days = 0
    while phone.knows_people():
        days += 1
        assert days < 20, "kept for ever"
        phone.start_anew(off=timedelta(hours=1), wall=timedelta(days=-400))
        for _ in range(23):
            phone.clock.ms += 3_600_000
            phone.away()
    assert days in (14, 15)


def test_a_clock_set_forward_while_the_phone_runs_takes_nothing(phone):
    phone.clock.at += timedelta(days=4000)
    assert phone.away() == Away()
    assert phone.knows_people()


def test_opened_many_times_a_day_it_counts_the_same(phone):
    for _ in range(13 * 24 * 2):
        phone.clock.forward(minutes=30)
        phone.away()
    assert phone.away().days_left == 1


def test_unsent_work_stays_can_be_read_and_is_sent(phone):
    photo = phone.store.add_photo(JPEG)
    visit = phone.store.record_visit(household_id=phone.homes[0].id, outcome="met", note="自己写的", photos=(photo,))
    phone.clock.forward(days=15)
    assert phone.away().expired
    assert phone.store.counts().waiting == 1
    (sent,) = phone.store.outgoing.take_batch(10)
    assert (sent.entity_id, sent.body["note"]) == (visit, "自己写的")
    assert phone.store.photo_bytes(photo) is not None
    with pytest.raises(NotInStore):
        phone.store.household(phone.homes[0].id)


def test_the_map_stays_and_everything_comes_back_with_the_next_sync(phone):
    phone.store.record_visit(household_id=phone.homes[0].id, outcome="met")
    phone.clock.forward(days=20)
    assert phone.away().expired
    assert phone.store.building(phone.place.id).name == "3号楼"
    assert [grid.complete for grid in phone.store.grids()] == [False]
    phone.store.mirror.apply_pull(pulled())
    assert phone.away().expired, "the office has answered, but nothing is here yet"
    phone.store.mirror.apply_page(page(phone.place, *phone.homes, phone.incident), None)
    phone.store.mirror.apply_pull(pulled())
    assert phone.away() == Away()
    assert len(phone.store.find(SECRET)) == 3
    assert phone.store.household(phone.homes[0].id).visits[0].outcome == "met", "the own visit counts at its door again"


def test_nothing_that_was_told_of_people_is_left_in_any_table(phone):
    """Over all tables that there are: whoever adds one has to let go of it too."""
    phone.clock.forward(days=15)
    phone.away()
    db = phone.store.database.read()
    tables = [row["name"] for row in db.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        for row in db.execute(f"select * from {table}"):
            assert SECRET not in str(tuple(row)), table


def test_what_was_sent_before_goes_too(phone):
    from mobile.wire import OpResult

    phone.store.record_visit(household_id=phone.homes[0].id, outcome="met", note=SECRET)
    (op,) = phone.store.outgoing.take_batch(10)
    phone.store.outgoing.settle([OpResult(op.op_id, "applied")], NOON.isoformat())
    phone.clock.forward(days=15)
    phone.away()
    assert phone.store.outbox() == []
    assert list(phone.store.journal.read()) == []


def test_a_phone_filled_before_it_counted_begins_today(phone):
    from mobile.store import meta

    with phone.store.database.write() as db:
        meta.put(db, contact.KEY, None)
    phone.clock.forward(days=30)
    assert phone.away() == Away()
    phone.clock.forward(days=12)
    assert phone.away().days_left == 2


def test_a_phone_that_was_never_filled_has_nothing_to_count(tmp_path):
    store = Store.open(tmp_path / "new", key=KEY, clock=StoppedClock())
    assert store.contact.look() == Away()
    store.close()
