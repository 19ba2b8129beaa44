"""Three phones, two workers, one office and a real server, with every fault at random: A–G hold when all is quiet."""

import os
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, currently_in_test_context, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.factories.places import lonlat
from tests.faults.machine.day import Day
from tests.faults.machine.faults import ON_THE_WAY, Exchange, Fault, send_again
from tests.faults.machine.invariants import violations
from tests.faults.machine.mornings import ALL, YEAR
from tests.faults.machine.office import Office
from tests.faults.machine.phone import Phone
from tests.faults.machine.photos import PICTURES
from tests.faults.machine.rest import come_to_rest
from tests.faults.machine.trouble import LongWrite, end_session, in_mid_push
from tests.faults.machine.world import GRIDS, HOMES, PHONES, WORKERS, World
from tests.faults.served import Served
from tests.faults.times import times

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.django_db(transaction=True)]

EXAMPLES = int(os.environ.get("GRIDWALK_MACHINE_EXAMPLES", "0")) or times(200, nightly=2000)
STEPS = 20
VALUES: dict[str, list[Any]] = {
    "name": ["户甲", "户乙", "户丙"],
    "phone": ["13800000001", "13800000002", ""],
    "status": ["lived_in", "vacant", "not_ours"],
    "care": [["disabled"], ["empty_nest", "disabled"], []],
    "birth_year": [1931, 1942, None],
}
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink]
SITES = {"S11": (50, 50), "S12": (150, 50), "S21": (50, 250), "S22": (150, 250), "border": (90, 50)}

TWINS = Fault("twins", 0, 0, stays_dead=False)

phones = st.sampled_from(sorted(PHONES))
workers = st.sampled_from(WORKERS)
codes = st.sampled_from(GRIDS)
picks = st.integers(0, 5)
pictures = st.lists(st.integers(0, len(PICTURES) - 1), max_size=2, unique=True)
faults = st.builds(
    Fault,
    kind=st.sampled_from(sorted(ON_THE_WAY.keys() - {"twins"})),
    nth=st.integers(0, 4),
    share=st.floats(0, 1, exclude_max=True, width=16),
    stays_dead=st.booleans(),
)


class Everything:
    """Of the rules, in every example."""

    def is_enabled(self, _rule: str) -> bool:
        return True


class Machine(RuleBasedStateMachine):
    """`world` is set by the test that runs it.

    No rule has a precondition: which rules there are would then hang on what the server did with eight requests at
    once, and a failure could not be made smaller. A rule that finds nothing to do does nothing.
    """

    world: World
    # The program that can be killed, if there is one.
    machine_room: Served | None = None
    # What was done: how often, and in how many examples.
    tried: Counter[str] = Counter()
    examples: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis would leave out half of the rules in each example, and some faults would hardly ever meet.
        self._rules_strategy.enabled_rules_strategy = st.just(Everything())

    @initialize(kind=st.sampled_from(ALL))
    def morning(self, kind: str) -> None:
        self.phones, past = self.world.begin(kind)
        self.day = Day(self.world, self.phones, Office(self.world, past.model), past)
        self.number = len(past.recorded)
        self.story: list[str] = []
        self.count(f"morning {kind}")
        self.pushes: list[tuple[Phone, Exchange]] = []
        self.writing: LongWrite | None = None

    def count(self, what: str) -> None:
        if currently_in_test_context():
            event(what)
        self.tried[what] += 1
        if what not in self.story:
            self.examples[what] += 1
        self.story.append(what)

    def count_photos(self, taken: tuple[str, ...]) -> None:
        if taken:
            self.count("photos taken")

    def fault(self, name: str) -> None:
        self.day.faults[name] += 1
        self.count(f"fault {name}")

    def say(self) -> str:
        self.number += 1
        return f"note {self.number}"

    # -- the workers

    @rule(phone=phones, pick=picks, outcome=st.sampled_from(["met", "not_home", "phone", "moved"]), shown=pictures)
    def record_visit(self, phone: str, pick: int, outcome: str, shown: list[int]) -> None:
        mine = self.phones[phone]
        homes = mine.households()
        if homes:
            taken = tuple(mine.store.add_photo(PICTURES[number]) for number in shown)
            mine.store.record_visit(
                household_id=homes[pick % len(homes)], outcome=outcome, note=self.say(), photos=taken
            )
            self.day.note_records(mine, taken)
            self.count("visit.record")
            self.count_photos(taken)

    @rule(phone=phones, which=st.integers(0, 20))
    def correct_visit(self, phone: str, which: int) -> None:
        mine = self.phones[phone]
        visits = [(home, visit.id) for home in mine.households() for visit in mine.store.household(home).visits]
        if visits:
            home, first = visits[which % len(visits)]
            mine.store.record_visit(household_id=home, outcome="phone", note=self.say(), corrects=first)
            self.day.note_records(mine)
            self.count("visit.correct")

    @rule(phone=phones, site=st.sampled_from(sorted(SITES)), pick=st.none() | picks, shown=pictures)
    def report_incident(self, phone: str, site: str, pick: int | None, shown: list[int]) -> None:
        mine = self.phones[phone]
        homes = mine.households()
        lon, lat = lonlat(*SITES[site])
        taken = tuple(mine.store.add_photo(PICTURES[number]) for number in shown)
        mine.store.report_incident(
            category="rubbish",
            description=f"{site} {self.say()}",
            lon=lon,
            lat=lat,
            household_id=homes[pick % len(homes)] if homes and pick is not None else None,
            photos=taken,
        )
        self.day.note_records(mine, taken)
        self.count("incident.report")
        self.count_photos(taken)

    @rule(
        phone=phones,
        pick=picks,
        to_state=st.sampled_from(["cancelled", "in_progress", "resolved", "verified", "accepted"]),
    )
    def step_incident(self, phone: str, pick: int, to_state: str) -> None:
        mine = self.phones[phone]
        told = [incident for incident in mine.store.incidents() if incident.number]
        if told:
            mine.store.advance_incident(incident_id=told[pick % len(told)].id, to_state=to_state, note=self.say())
            self.day.note_records(mine)
            self.count("incident.step")

    @rule(phone=phones, pick=picks, field=st.sampled_from(["name", "phone", "status"]), value=picks)
    def amend_household(self, phone: str, pick: int, field: str, value: int) -> None:
        mine = self.phones[phone]
        homes = mine.households()
        if homes:
            mine.store.amend_household(homes[pick % len(homes)], **{field: VALUES[field][value % 3]})
            self.day.note_records(mine)
            self.count("household.amend")

    @rule(phone=phones, pick=picks, who=picks, what=st.sampled_from(["add", "name", "care", "birth_year", "remove"]))
    def residents(self, phone: str, pick: int, who: int, what: str) -> None:
        mine = self.phones[phone]
        homes = mine.households()
        if not homes:
            return
        home = homes[pick % len(homes)]
        people = [one for one in mine.store.household(home).residents if not one.removed]
        if what == "add":
            mine.store.add_resident(household_id=home, name=self.say(), birth_year=1950 + who, care=("lives_alone",))
        elif people:
            resident = people[who % len(people)].id
            if what == "remove":
                mine.store.remove_resident(household_id=home, resident_id=resident, reason="moved")
            else:
                mine.store.amend_resident(household_id=home, resident_id=resident, **{what: VALUES[what][who % 3]})
        self.day.note_records(mine)
        self.count(f"resident.{what if what in ('add', 'remove') else 'amend'}")

    @rule(phone=phones)
    def put_to_rest(self, phone: str) -> None:
        """A worker asks what was decided; all have read what they know of it."""
        self.sync_of(phone)
        for mine in self.phones.values():
            for op_id in mine.heard("dismissed"):
                mine.store.put_to_rest(op_id)
                self.count("put to rest")

    @rule(pick=picks)
    def offer_again(self, pick: int) -> None:
        """A worker sends once more what was refused."""
        refused = [(phone, op_id) for phone in self.phones.values() for op_id in phone.heard("")]
        if refused:
            phone, op_id = refused[pick % len(refused)]
            phone.store.retry(op_id)
            self.count("offered again")

    @rule(phone=phones, kind=st.sampled_from(["verb", "outcome", "household", "nul"]))
    def poison(self, phone: str, kind: str) -> None:
        """What no form makes: each is refused, and nothing else with it."""
        mine = self.phones[phone]
        home = str(self.world.homes["户一"].id)
        body = {"household_id": home, "outcome": "met", "needs": [], "note": self.say(),
                "next_on": None, "fix": None, "photos": [], "form_version": "visit-1"}  # fmt: skip
        if kind == "outcome":
            body["outcome"] = "teleported"
        elif kind == "household":
            body["household_id"] = "no id"
        elif kind == "nul":
            body["note"] = "\x00"
        mine.keep_as_it_is("visit.unheard" if kind == "verb" else "visit.record", body, home)
        self.day.note_records(mine, poison="unreadable" if kind == "nul" else "rejected")
        self.fault("poison")

    @rule(phone=phones, code=codes, what=st.sampled_from(["visit", "add", "name"]))
    def an_hour_elsewhere(self, phone: str, code: str, what: str) -> None:
        """Work in a grid that is theirs no longer when it is sent, and never was by the scope of the day before."""
        mine, office = self.phones[phone], self.day.office
        if code in office.model.scope(mine.person):
            return
        office.give_post(mine.person, code)
        self.sync_of(phone)
        homes = mine.households()
        there = [n for n, home in enumerate(homes) if office.model.homes[home].grid == code]
        for pick in there[:1]:
            if what == "visit":
                self.record_visit(phone, pick, "met", [1])
            else:
                self.residents(phone, pick, 0, what)
        office.end_post(mine.person, code)
        self.fault("worker-moved")

    @rule(name=st.sampled_from(sorted(HOMES)), field=st.sampled_from(["name", "phone", "status"]), value=picks)
    def both_amend(self, name: str, field: str, value: int) -> None:
        """Everybody who knows a household says something else of it."""
        home = str(self.world.homes[name].id)
        for number, mine in enumerate(self.phones.values()):
            if home in mine.households():
                mine.store.amend_household(home, **{field: VALUES[field][(value + number) % 3]})
                self.day.note_records(mine)
                self.count("household.amend")

    @rule(phone=phones, shown=st.integers(0, len(PICTURES) - 1))
    def photo_of_an_open_form(self, phone: str, shown: int) -> None:
        self.phones[phone].store.add_photo(PICTURES[shown])
        self.fault("photo-without-op")

    # -- syncs, with and without a fault

    def sync_of(self, phone: str, fault: Fault | None = None) -> None:
        mine = self.phones[phone]
        items, photos = mine.kept(), mine.photo_files()
        report, way = mine.sync(lambda exchange: self.day.watch(mine, exchange), fault)
        if report and report.photos:
            self.count("photos arrived")
        if report and report.error_code:
            self.count(f"sync stopped: {report.error_code}")
        self.day.check_nothing_vanished(mine, items, photos)
        self.pushes += [(mine, exchange) for exchange in way.pushed]
        self.count("sync" if report else "sync, killed")
        if way.fired:
            self.fault(ON_THE_WAY[way.fired])

    @rule(phone=phones)
    def sync(self, phone: str) -> None:
        self.sync_of(phone)

    @rule(phone=phones, fault=faults)
    def sync_with_a_fault(self, phone: str, fault: Fault) -> None:
        self.sync_of(phone, fault)

    @rule(phone=phones, pick=picks, fault=faults)
    def sync_twice(self, phone: str, pick: int, fault: Fault) -> None:
        """With something to send."""
        self.record_visit(phone, pick, "met", [pick % len(PICTURES)])
        self.sync_of(phone, fault)
        self.sync_of(phone)

    @rule(phone=phones, pick=picks)
    def sync_eight_times_at_once(self, phone: str, pick: int) -> None:
        """The line repeats a push before the server has answered it."""
        self.record_visit(phone, pick, "met", [])
        self.residents(phone, pick, 0, "add")
        self.sync_of(phone, TWINS)

    @rule(pick=st.integers(0, 20))
    def play_again(self, pick: int) -> None:
        """A push that the network has kept, delivered late."""
        if not self.pushes:
            return
        phone, exchange = self.pushes[pick % len(self.pushes)]
        answer = send_again("127.0.0.1", self.world.served.port, exchange.asked)
        self.day.watch(phone, answer)
        self.fault("late-retransmission")

    @rule(phone=phones, pick=picks, killed=st.booleans())
    def server_fails_in_mid_push(self, phone: str, pick: int, killed: bool) -> None:
        """What was pushed is stored and not yet judged when the database goes, or the server itself."""
        mine = self.phones[phone]
        if not self.machine_room:
            return
        self.record_visit(phone, pick, "met", [])
        with in_mid_push(mine.store.device_id, lambda: self.sync_of(phone)) as session:
            if session and killed:
                self.machine_room.kill()
            elif session:
                end_session(session)
        if session:
            self.fault("server-killed" if killed else "database-down")
        if session and killed:
            self.machine_room.start()

    @rule(code=codes)
    def long_write(self, code: str) -> None:
        """Begins while none is under way, and ends the one that is: what it wrote comes late and in the past."""
        if self.writing is None:
            self.writing = LongWrite(self.world, code)
            self.fault("long-write")
        else:
            self.end_long_write()

    def end_long_write(self) -> None:
        if self.writing:
            self.writing.commit()
            self.writing = None

    # -- the phones' misfortunes

    @rule(phone=phones, what=st.sampled_from(["killed", "night", "afresh"]))
    def misfortune(self, phone: str, what: str) -> None:
        mine = self.phones[phone]
        if what == "killed":
            items, photos = mine.kept(), mine.photo_files()
            mine.kill()
            self.day.check_nothing_vanished(mine, items, photos)
            self.fault("phone-killed")
        elif what == "night":
            # What was recorded until now was yesterday.
            mine.clock.passed += timedelta(days=1)
            self.count("night")
        else:
            mine.store.mirror.forget_cursors(list(mine.store.mirror.cursors()))
            self.count("download afresh")

    @rule(phone=phones, minutes=st.sampled_from([-YEAR, -90, 90, YEAR]))
    def clock_jumps(self, phone: str, minutes: int) -> None:
        self.phones[phone].clock.jumped += timedelta(minutes=minutes)
        self.fault("clock-year" if abs(minutes) == YEAR else "clock-jump")

    # -- the office

    @rule(person=workers, code=codes, given=st.booleans())
    def posts(self, person: str, code: str, given: bool) -> None:
        change = self.day.office.give_post if given else self.day.office.end_post
        change(person, code)
        self.fault("worker-moved")

    @rule(name=st.sampled_from(sorted(HOMES)), place=st.none() | st.sampled_from(sorted(SITES)))
    def places(self, name: str, place: str | None) -> None:
        """A household moves, or the border moves over one."""
        if place:
            self.day.office.move(str(self.world.homes[name].id), place)
        else:
            self.day.office.redraw()
        self.fault("household-moved")

    @rule(pick=picks)
    def accept_incident(self, pick: int) -> None:
        if known := list(self.day.model.incidents):
            self.day.office.accept(known[pick % len(known)])
            self.count("office accepts an incident")

    @rule(name=st.sampled_from(sorted(HOMES)), field=st.sampled_from(["name", "phone", "status"]), value=picks)
    def amend_at_the_desk(self, name: str, field: str, value: int) -> None:
        self.day.office.amend(str(self.world.homes[name].id), {field: VALUES[field][value % 3]})
        self.count("office amends")

    def decide(self, pick: int, kind: str) -> None:
        """On the first that can be decided so, from a chosen one on."""
        waiting = self.day.office.inbox()
        for number in range(len(waiting)):
            told = self.day.office.decide(waiting[(pick + number) % len(waiting)], kind, self.day.poison)
            self.count(f"office: {told}")
            if told == kind:
                return

    @rule(pick=st.integers(0, 9))
    def accept(self, pick: int) -> None:
        self.decide(pick, "accepted")

    @rule(pick=st.integers(0, 9))
    def amend(self, pick: int) -> None:
        self.decide(pick, "amended")

    @rule(pick=st.integers(0, 9))
    def dismiss(self, pick: int) -> None:
        self.decide(pick, "dismissed")

    @rule(phone=phones)
    def put_aside(self, phone: str) -> None:
        if "unreadable" not in self.day.poison.values():
            self.poison(phone, "nul")
            self.sync_of(phone)
        if self.day.office.put_aside():
            self.count("office: unreadable put aside")

    @rule(what=st.sampled_from(["lin", "mei", "renew", "forget"]))
    def administration(self, what: str) -> None:
        office = self.day.office
        if what in WORKERS:
            office.end_tokens(what)
            self.fault("token-revoked")
        elif what == "renew":
            office.renew_tokens()
        else:
            office.forget()
            self.fault("long-offline")

    @rule(what=st.sampled_from(["backup", "restore", "fail over"]))
    def life_of_the_database(self, what: str) -> None:
        """Yesterday's database is as the world began, until another backup is taken."""
        # It is copied as a whole: nobody may be writing.
        self.end_long_write()
        if what == "backup":
            self.day.office.keep_backup()
        elif what == "restore":
            self.day.office.restore()
            self.fault("restore")
        else:
            self.day.office.fail_over()
        self.count(what)

    # -- the evening

    def evening(self) -> None:
        try:
            come_to_rest(self.day)
            for verdict in self.day.model.verdicts.values():
                self.count(f"in the evening {verdict.state}")
            found = violations(self.day)
            assert not found, "\n".join(f"{name}: {text}" for name, text in found)
        except AssertionError as error:
            # Also where it does not come again when it is made smaller.
            print("\nA bad day:", *self.story, error, sep="\n  ")
            raise

    def teardown(self) -> None:
        try:
            self.end_long_write()
            if sys.exc_info()[0] is None:
                self.evening()
        finally:
            self.world.end(self.phones)


@pytest.mark.fault(
    "cut-request", "cut-reply", "server-killed", "database-down", "duplicates", "late-retransmission",
    "captive-portal", "bad-gzip", "truncated-json", "phone-killed", "clock-year", "clock-jump", "token-revoked",
    "photo-without-op", "two-devices", "two-workers", "worker-moved", "household-moved", "false-empty-scope",
    "restore", "long-write", "poison", "long-offline",
)  # fmt: skip
def test_whatever_happens_the_invariants_hold(world, trials):
    Machine.world, Machine.machine_room, Machine.tried, Machine.examples = world, world.served, Counter(), Counter()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
            # A change is judged by the days that the change before it was judged by; the nights look for new ones.
            derandomize=times(True, nightly=False),
            print_blob=True,
        ),
    )
    for what, number in sorted(Machine.tried.items()):
        print(f"{number:6} in {Machine.examples[what]:4} examples: {what}")
        if what.startswith("fault "):
            trials.count(what.removeprefix("fault "), times=number)
    trials.count("two-devices", "two-workers", times=EXAMPLES)
