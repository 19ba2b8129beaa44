"""What must be true, told a second time and as simply as possible: people, posts, households, records, verdicts.

The machine tells it what the office does and which pushes reached the server, in their order. Nothing here reads the
product; where the two differ, one of them is wrong.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DISTRICT = ZoneInfo("Asia/Shanghai")
DOUBTFUL = timedelta(minutes=5)
DAY = timedelta(days=1)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# Of what could not be read: once the office has put it aside.
PUT_ASIDE = "unreadable, put aside"
FINAL = {"applied", "merged", "conflict", "rejected", "dismissed", "unreadable", PUT_ASIDE}
REPORTER, WORKER, OFFICE = "reporter", "worker", "office"
# Every step to a state that the machine's phones ask for, and who may take it.
STEPS = {
    ("reported", "cancelled"): {REPORTER},
    ("returned", "cancelled"): {REPORTER},
    ("accepted", "in_progress"): {WORKER, OFFICE},
    ("assigned", "in_progress"): {OFFICE},
    ("resolved", "in_progress"): {WORKER, OFFICE},
    ("in_progress", "resolved"): {WORKER, OFFICE},
    ("resolved", "verified"): {WORKER, OFFICE},
    ("reported", "accepted"): {OFFICE},
    ("assigned", "accepted"): {OFFICE},
    ("in_progress", "accepted"): {OFFICE},
    ("reopened", "accepted"): {OFFICE},
}


def today() -> date:
    return datetime.now(DISTRICT).date()


@dataclass
class Term:
    """A post, or a placement, on the days from `since` until before `until`."""

    who: str
    grid: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class Entry:
    """What the register says of a household or a resident. `authors` are those of its versions, the first one left
    out; `gone` once taken off."""

    values: dict[str, Any]
    version: int = 1
    authors: list[tuple[int, str]] = field(default_factory=list)
    gone: bool = False

    def write(self, changes: dict[str, Any], author: str) -> None:
        if changes:
            self.version += 1
            self.values |= changes
            self.authors.append((self.version, author))

    def changed_by_others(self, person: str, since: int) -> bool:
        return any(version > since and author != person for version, author in self.authors)


@dataclass
class Home:
    name: str
    grid: str
    placements: list[Term]
    entry: Entry = field(default_factory=lambda: Entry({}))
    residents: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Visit:
    household: str
    visitor: str
    outcome: str
    note: str
    corrects: str | None
    photos: list[str]
    at: datetime


@dataclass
class Incident:
    grid: str | None
    reporter: str
    state: str = "reported"
    version: int = 1


@dataclass
class Verdict:
    """Of one operation: its state, and what it was about."""

    state: str
    device: str
    seq: int
    entity: str
    why: str = ""
    # Who sent it, when it happened, and what it says: for when it is judged once more.
    person: str = ""
    at: datetime = NEVER
    op: dict[str, Any] = field(default_factory=dict)
    # Fields of the register that have two authors.
    disputed: tuple[str, ...] = ()


@dataclass
class Server:
    """All that a backup holds."""

    posts: list[Term] = field(default_factory=list)
    homes: dict[str, Home] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    # Where a place on the border between two grids belongs.
    border: str = "S11"
    # Every scope that a phone was ever told, by its version.
    told: dict[str, frozenset[str]] = field(default_factory=dict)

    def scope_at(self, person: str, day: date, version: str) -> tuple[set[str], date]:
        """What somebody could reach who recorded something that day and knew this scope. Who did not know yet of a
        change of the same day still had the scope of the day before."""
        now, before = self.scope(person, day), self.scope(person, day - DAY)
        known = self.told.get(version)
        return (before, day - DAY) if known is not None and known != now and known == before else (now, day)

    def places(self, home: Home, day: date) -> set[str]:
        """Where a household was counted on a day, on the day before, and now."""
        counted = {place.grid for place in home.placements for on in (day, day - DAY) if place.holds(on)}
        return counted | {home.grid}

    def scope(self, person: str, day: date | None = None) -> set[str]:
        return {post.grid for post in self.posts if post.who == person and post.holds(day or today())}

    # -- the office

    def give_post(self, person: str, grid: str) -> None:
        self.posts.append(Term(person, grid, today()))

    def end_post(self, person: str, grid: str) -> None:
        for post in [p for p in self.posts if p.who == person and p.grid == grid and p.holds(today())]:
            post.until = today()

    def move(self, home_id: str, grid: str) -> None:
        home = self.homes[home_id]
        if home.grid != grid:
            home.placements[-1].until = today()
            home.placements.append(Term(home_id, grid, today()))
            home.grid = grid

    # -- a push that has reached the server

    def judge(self, person: str, message: dict[str, Any], poison: Mapping[str, str]) -> None:
        """Gives the operations of a push their verdicts, in the device's order."""
        received = datetime.now(UTC)
        for op in sorted(message["ops"], key=lambda op: op["device_seq"]):
            known = self.verdicts.get(op["op_id"])
            if known and known.state in FINAL:
                continue
            at = estimate(op, message, received)
            self.give(person, op, at, message["device"], poison)

    def give(self, person: str, op: dict[str, Any], at: datetime, device: str, poison: Mapping[str, str]) -> None:
        state, why = self.verdict(person, op, at, device, poison)
        disputed = tuple(why.split()) if state == "conflict" and op["kind"].endswith(".amend") else ()
        self.verdicts[op["op_id"]] = Verdict(
            state, device, op["device_seq"], op["entity_id"], why, person, at, op, disputed
        )

    def release(self, device: str, poison: Mapping[str, str]) -> None:
        """After a decision, those behind it get their turn."""
        blocked = [v for v in self.verdicts.values() if v.device == device and v.state == "blocked"]
        for verdict in sorted(blocked, key=lambda v: v.seq):
            self.give(verdict.person, verdict.op, verdict.at, device, poison)

    def verdict(
        self, person: str, op: dict[str, Any], at: datetime, device: str, poison: Mapping[str, str]
    ) -> tuple[str, str]:
        if op["op_id"] in poison:
            return poison[op["op_id"]], "poison"
        refers_to = {op["entity_id"], op["body"].get("corrects")}
        for verdict in self.verdicts.values():
            earlier = verdict.device == device and verdict.seq < op["device_seq"]
            if earlier and verdict.state in ("rejected", "blocked") and verdict.entity in refers_to:
                return "blocked", verdict.entity
        take = {
            "visit.record": self.take_visit,
            "visit.correct": self.take_visit,
            "incident.report": self.take_report,
            "incident.step": self.take_step,
            "household.amend": self.take_amendment,
            "resident.add": self.take_resident,
            "resident.amend": self.take_amendment,
            "resident.remove": self.take_removal,
        }[op["kind"]]
        return take(person, op, at)

    def take_visit(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        body, day = op["body"], at.astimezone(DISTRICT).date()
        scope, _ = self.scope_at(person, day, op["scope_version"])
        if not self.places(self.homes[body["household_id"]], day) & scope:
            return "rejected", "outside"
        first_id = body.get("corrects")
        if first_id:
            first = self.visits.get(first_id)
            if first is None or first.visitor != person:
                return "rejected", "unknown or another's visit"
            if any(visit.corrects == first_id for visit in self.visits.values()):
                return "conflict", "corrected already"
        self.visits[op["entity_id"]] = Visit(
            body["household_id"], person, body["outcome"], body["note"], first_id, body["photos"], at
        )
        return "applied", ""

    def take_report(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        body, day = op["body"], at.astimezone(DISTRICT).date()
        scope, _ = self.scope_at(person, day, op["scope_version"])
        if not scope:
            return "rejected", "no post"
        if body["household_id"] and self.homes[body["household_id"]].grid not in scope:
            return "rejected", "unknown household"
        # The machine's reports say where they are.
        place = body["description"].split()[0]
        self.incidents[op["entity_id"]] = Incident(self.border if place == "border" else place, person)
        return "applied", ""

    def take_step(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        incident, day = self.incidents.get(op["entity_id"]), at.astimezone(DISTRICT).date()
        scope, _ = self.scope_at(person, day, op["scope_version"])
        if incident is None or not (incident.grid in scope or incident.reporter == person):
            return "rejected", "not seen"
        if incident.version != op["base_version"]:
            return "conflict", "stale"
        actors = STEPS.get((incident.state, op["body"]["to_state"]))
        if actors is None:
            return "conflict", "not legal"
        mine = ({REPORTER} if incident.reporter == person else set()) | ({WORKER} if incident.grid in scope else set())
        if not actors & mine:
            return "rejected", "not yours"
        self.advance(op["entity_id"], op["body"]["to_state"])
        return "applied", ""

    # -- the register

    def home_of(self, resident_id: str) -> Home | None:
        return next((home for home in self.homes.values() if resident_id in home.residents), None)

    def may_amend(self, person: str, home: Home, op: dict[str, Any], at: datetime) -> bool:
        scope, day = self.scope_at(person, at.astimezone(DISTRICT).date(), op["scope_version"])
        return bool(self.places(home, day) & scope)

    def entry_of(self, op: dict[str, Any]) -> tuple[Home | None, Entry | None]:
        if op["kind"] == "household.amend":
            home = self.homes[op["entity_id"]]
            return home, home.entry
        found = self.home_of(op["entity_id"])
        return found, found.residents[op["entity_id"]] if found else None

    def take_amendment(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        home, entry = self.entry_of(op)
        if home is None or entry is None or not self.may_amend(person, home, op, at):
            return "rejected", "not at your door"
        changes, seen = op["body"]["changes"], op["body"]["seen"]
        if entry.gone:
            return "conflict", " ".join(changes)
        others = entry.changed_by_others(person, op["base_version"])
        disputed = [f for f, mine in changes.items() if entry.values[f] not in (mine, seen[f]) and mine != seen[f]]
        clear = {f: mine for f, mine in changes.items() if entry.values[f] == seen[f] and mine != seen[f]}
        entry.write(clear, person)
        if disputed:
            return "conflict", " ".join(disputed)
        return ("merged" if others else "applied"), ""

    def take_resident(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        body = op["body"]
        home = self.homes[body["household_id"]]
        if not self.may_amend(person, home, op, at):
            return "rejected", "not at your door"
        home.residents[op["entity_id"]] = Entry({name: body[name] for name in ("name", "birth_year", "care", "phone")})
        return "applied", ""

    def take_removal(self, person: str, op: dict[str, Any], at: datetime) -> tuple[str, str]:
        home, entry = self.entry_of(op)
        if home is None or entry is None or not self.may_amend(person, home, op, at):
            return "rejected", "unknown resident"
        if not entry.gone:
            if entry.changed_by_others(person, op["base_version"]):
                return "conflict", "changed meanwhile"
            self.take_off(entry, person)
        return "applied", ""

    def take_off(self, entry: Entry, person: str) -> None:
        entry.gone, entry.version = True, entry.version + 1
        entry.authors.append((entry.version, person))

    # -- decisions

    def accept(self, op_id: str, poison: Mapping[str, str], changes: Mapping[str, Any]) -> None:
        """The office has found that an operation can be applied, with its own `changes` of the body: what the phone
        says wins over what is on the register, and what the office says over that."""
        verdict = self.verdicts[op_id]
        op = verdict.op = {**verdict.op, "body": corrected(verdict.op["body"], changes)}
        person = verdict.person
        if op["kind"].startswith("visit."):
            body = op["body"]
            self.visits[op["entity_id"]] = Visit(
                body["household_id"], person, body["outcome"], body["note"], body.get("corrects"), body["photos"],
                verdict.at,
            )  # fmt: skip
        elif op["kind"] == "incident.report":
            place = op["body"]["description"].split()[0]
            self.incidents[op["entity_id"]] = Incident(self.border if place == "border" else place, person)
        elif op["kind"] == "incident.step":
            self.advance(op["entity_id"], op["body"]["to_state"])
        elif op["kind"] == "resident.add":
            body = op["body"]
            fields = {name: body[name] for name in ("name", "birth_year", "care", "phone")}
            self.homes[body["household_id"]].residents[op["entity_id"]] = Entry(fields)
        else:
            self.insist(verdict)
        verdict.state = "applied"
        self.release(verdict.device, poison)

    def insist(self, verdict: Verdict) -> None:
        _, entry = self.entry_of(verdict.op)
        assert entry
        if verdict.op["kind"] == "resident.remove":
            if not entry.gone:
                self.take_off(entry, verdict.person)
            return
        if entry.gone:
            entry.gone, entry.version = False, entry.version + 1
            entry.authors.append((entry.version, verdict.person))
        changes = verdict.op["body"]["changes"]
        wanted = {f: mine for f, mine in changes.items() if not verdict.disputed or f in verdict.disputed}
        entry.write({f: mine for f, mine in wanted.items() if entry.values[f] != mine}, verdict.person)

    def dismiss(self, op_id: str, poison: Mapping[str, str]) -> None:
        verdict = self.verdicts[op_id]
        verdict.state = "dismissed"
        self.release(verdict.device, poison)

    def advance(self, incident_id: str, to_state: str) -> None:
        incident = self.incidents[incident_id]
        incident.state, incident.version = to_state, incident.version + 1

    def copy(self) -> "Server":
        return deepcopy(self)


def corrected(body: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Amendments of the register are corrected field by field, everything else is replaced."""
    if "changes" in body and "changes" in changes:
        return {**body, "changes": {**body["changes"], **changes["changes"]}}
    return {**body, **changes}


def estimate(op: dict[str, Any], message: dict[str, Any], received: datetime) -> datetime:
    """When it happened: by the steady clock where the phone was not restarted in between, else by how far its wall
    clock is off; never in the future."""
    captured, sent = datetime.fromisoformat(op["captured_at"]), datetime.fromisoformat(message["sent_at"])
    if op["boot_id"] == message["boot_id"]:
        return min(received - timedelta(milliseconds=message["elapsed_ms"] - op["elapsed_ms"]), received)
    off = received - sent
    return min(captured + off if abs(off) > DOUBTFUL else captured, received)
