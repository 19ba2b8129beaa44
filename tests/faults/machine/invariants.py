"""The invariants A–G, each asked of phones, database and model after everything has come to rest.

Every function gives what is violated, in words; nothing is good.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

from mobile.store.mirror import digest_of
from server.grids.scope import for_person
from server.households.models import Building, Household
from server.incidents.models import Incident, IncidentEvent
from server.photos.models import Photo
from server.sync.inbox import inbox
from server.sync.models import Operation
from server.sync.selectors import digests
from server.visits.models import Visit
from tests.faults.machine.day import DONE, Day
from tests.faults.machine.model import PUT_ASIDE
from tests.faults.machine.phone import Phone


def acknowledged_is_kept(day: Day) -> Iterator[str]:
    """A: what was recorded is on the server or still on its phone; what a phone holds for sent, the server has done."""
    states = {str(key): state for key, state in Operation.objects.values_list("id", "state")}
    for phone in day.phones.values():
        items, kept = phone.items(), phone.kept()
        for op_id, recorded in day.recorded.items():
            if recorded.phone == phone.name and op_id not in kept and op_id not in states:
                yield f"{recorded.kind} {op_id} is neither on {phone.name} nor on the server"
        for op_id, item in items.items():
            if item.state == "sent" and states.get(op_id) not in DONE:
                yield f"{item.kind} {op_id} is sent for {phone.name} and {states.get(op_id)} on the server"


def applied_once(day: Day) -> Iterator[str]:
    """B: the database holds exactly the records that the model has, each once and as it was said."""
    visits = {str(visit.id): visit for visit in Visit.objects.select_related("visitor")}
    yield from differ("visits", visits.keys(), day.model.visits.keys())
    for key, expected in day.model.visits.items():
        visit = visits.get(key)
        said = (expected.household, expected.visitor, expected.outcome, expected.note, expected.corrects)
        if visit and said != (
            str(visit.household_id), visit.visitor.username, visit.outcome, visit.note,
            str(visit.corrects_id) if visit.corrects_id else None,
        ):  # fmt: skip
            yield f"visit {key} says something else than {said}"
        if visit and abs((visit.visited_at - expected.at).total_seconds()) > 60:
            yield f"visit {key} is of {visit.visited_at}, not of {expected.at}"
    events = Counter(str(key) for key in IncidentEvent.objects.values_list("incident_id", flat=True))
    yield from register_differs(day)
    incidents = {str(incident.id): incident for incident in Incident.objects.all()}
    yield from differ("incidents", incidents.keys(), day.model.incidents.keys())
    for key, report in day.model.incidents.items():
        if key in incidents:
            found = (incidents[key].state, incidents[key].version, place_of(day, incidents[key].small_grid_id))
            if found != (report.state, report.version, report.grid):
                yield f"incident {key} is {found}, not {report}"
            if events[key] != report.version:
                yield f"incident {key} has {events[key]} events at version {report.version}"
    for op_id, message in Operation.objects.values_list("id", "message"):
        if message != day.sent.get(str(op_id)):
            yield f"operation {op_id} is not kept as it came"


def register_differs(day: Day) -> Iterator[str]:
    """Households and residents against the model's."""
    for home in Household.objects.prefetch_related("residents"):
        expected = day.model.homes[str(home.id)]
        found = {"name": home.name, "phone": home.phone, "status": home.status}
        if found != expected.entry.values:
            yield f"{expected.name} is {found} on the register, not {expected.entry.values}"
        people = {
            (str(r.id), r.name, r.birth_year, r.phone, frozenset(r.care_categories)) for r in home.residents.all()
        }
        should = {
            (key, one.values["name"], one.values["birth_year"], one.values["phone"], frozenset(one.values["care"]))
            for key, one in expected.residents.items()
            if not one.gone
        }
        yield from differ(f"residents of {expected.name}", people, should)


def mirror_equals_server(day: Day) -> Iterator[str]:
    """C: the digests agree, and the rows themselves say what the database says."""
    told = {day.world.code_of[str(key)]: digest for key, digest in digests(list(day.world.grid_ids)).items()}
    register = Register()
    for phone in day.phones.values():
        scope, db = day.model.scope(phone.person), phone.store.database.read()
        for code in scope & told.keys():
            mine = digest_of(db, str(day.world.grids[code].id))
            if (mine.count, mine.sum) != (told[code]["count"], told[code]["sum"]):
                yield f"{phone.name}: digest of {code} is {mine}, the server's {told[code]}"
        expected = {key for key, home in day.model.homes.items() if home.grid in scope}
        found = set(phone.households())
        yield from differ(f"{phone.name}: households", found, expected)
        for key in expected & found:
            yield from household_differs(phone, register, key)
        named = {key: name for key, (grid, name) in register.buildings.items() if day.world.code_of[grid] in scope}
        yield from differ(f"{phone.name}: buildings", buildings_of(phone), named.items())
        yield from incidents_differ(day, phone, scope)


class Register:
    """What the database holds of households, read at once."""

    def __init__(self) -> None:
        homes = Household.objects.select_related("plan").prefetch_related("residents")
        self.homes = {str(home.id): home for home in homes}
        rows = Building.objects.values_list("id", "small_grid_id", "name")
        self.buildings = {str(key): (str(grid), name) for key, grid, name in rows}
        self.stored = set(Photo.objects.values_list("sha256", flat=True))
        self.visits: dict[str, list[Visit]] = defaultdict(list)
        for visit in Visit.objects.order_by("-visited_at", "-id"):
            self.visits[str(visit.household_id)].append(visit)

    def last_visits(self, key: str) -> dict[str, Visit]:
        corrected = {visit.corrects_id for visit in self.visits[key]}
        return {str(v.id): v for v in [v for v in self.visits[key] if v.id not in corrected][:5]}


def buildings_of(phone: Phone) -> set[tuple[str, str]]:
    keys = [row[0] for row in phone.store.database.read().execute("select id from building")]
    return {(key, phone.store.building(key).name) for key in keys}


def household_differs(phone: Phone, register: Register, key: str) -> Iterator[str]:
    home, shown = register.homes[key], phone.store.household(key)
    open_here = [
        item for item in phone.items().values() if item.household_id == key and item.state in ("waiting", "blocked")
    ]
    facts = {
        "name": (shown.name, home.name),
        "phone": (shown.phone, home.phone),
        "status": (shown.status, home.status),
        "residents": (
            {(r.id, r.name, r.birth_year, frozenset(r.care)) for r in shown.residents if not r.removed},
            {(str(r.id), r.name, r.birth_year, frozenset(r.care_categories)) for r in home.residents.all()},
        ),
        "interval": (shown.interval_days, home.plan.interval_days),
        "due": (shown.due_on, home.plan.due_on),
    }
    # What still waits for the office, behind a refused operation, the phone counts in.
    for name, (mine, theirs) in facts.items() if not open_here else ():
        if mine != theirs:
            yield f"{phone.name}: {name} of {home.name} is {mine}, on the server {theirs}"
    told = {visit.id: visit for visit in shown.visits if not visit.waiting and not visit.attention}
    rows = register.last_visits(key)
    hidden = {visit.corrects_id for visit in register.visits[key]} | own_corrections(phone)
    yield from differ(f"{phone.name}: visits to {home.name}", told.keys() - hidden, rows.keys() - hidden)
    for visit_id in told.keys() & rows.keys():
        visit, row = told[visit_id], rows[visit_id]
        stored = len(register.stored.intersection(row.photo_hashes))
        if (visit.outcome, visit.note, visit.photo_count) != (row.outcome, row.note, len(row.photo_hashes)):
            yield f"{phone.name}: the visit {row.id} to {home.name} says something else"
        if visit.photos_stored != stored:
            yield f"{phone.name}: photos {visit.photos_stored}/{visit.photo_count} of visit {row.id}, stored {stored}"


def own_corrections(phone: Phone) -> set[str]:
    rows = phone.store.database.read().execute(
        "select corrects from own_visit join outbox using (op_id) where corrects is not null and state = 'blocked'"
    )
    return {row[0] for row in rows}


def incidents_differ(day: Day, phone: Phone, scope: set[str]) -> Iterator[str]:
    told = {incident.id: incident for incident in phone.store.incidents() if incident.number}
    expected = {
        key: one for key, one in day.model.incidents.items() if one.grid in scope or one.reporter == phone.person
    }
    if not scope:
        # Without a post nothing is served, own reports least of all.
        expected = {key: one for key, one in expected.items() if key in told}
    yield from differ(f"{phone.name}: incidents", told.keys(), expected.keys())
    for key in told.keys() & expected.keys():
        found, report = told[key], expected[key]
        if (found.state, found.version) != (report.state, report.version):
            yield f"{phone.name}: incident {key} is {found.state} {found.version}, on the server {report}"


def nothing_outside_the_scope(day: Day) -> Iterator[str]:
    """D: what was served on the way was within the scope, and a phone keeps nothing of the grids it has left."""
    for phone in day.phones.values():
        scope, db = day.model.scope(phone.person), phone.store.database.read()
        for (grid,) in db.execute("select id from grid union select grid from record where grid is not null"):
            if day.world.code_of[grid] not in scope:
                yield f"{phone.name} keeps records of {day.world.code_of[grid]}"
        for table in ("household", "building", "incident"):
            (loose,) = db.execute(f"select count(*) from {table} where id not in (select id from record)").fetchone()
            if loose:
                yield f"{phone.name} keeps {loose} rows of {table} that belong to no record"
        mine = {key for key, home in day.model.homes.items() if home.grid in scope}
        for (key,) in db.execute("select id from household"):
            if key not in mine:
                yield f"{phone.name} keeps {day.model.homes[key].name}"


def only_the_bad_item_waits(day: Day) -> Iterator[str]:
    """E: every operation has the verdict that the model gives it, and none is left without one."""
    states = {str(key): (state, code) for key, state, code in Operation.objects.values_list("id", "state", "code")}
    judged = {op_id for op_id, verdict in day.model.verdicts.items() if not verdict.state.startswith("unreadable")}
    yield from differ("operations on the server", states.keys(), judged)
    for op_id in judged & states.keys():
        verdict = day.model.verdicts[op_id]
        if states[op_id][0] != verdict.state:
            yield f"{day.recorded[op_id].kind} {op_id} is {states[op_id]}, should be {verdict.state} ({verdict.why})"
    for phone in day.phones.values():
        for op_id, item in phone.items().items():
            if item.state not in ("sent", "attention", "blocked", "dismissed"):
                yield f"{item.kind} {op_id} still is {item.state} on {phone.name}"


def nothing_goes_without_proof(day: Day) -> Iterator[str]:
    """F: what vanished on the way had its proof (seen then); every photo of accepted work has arrived in the end."""
    stored = set(Photo.objects.values_list("sha256", flat=True))
    for op_id, recorded in day.recorded.items():
        verdict = day.model.verdicts.get(op_id)
        if verdict and verdict.state in DONE:
            for sha256 in set(recorded.photos) - stored:
                here = (day.phones[recorded.phone].store.photos.folder / f"{sha256}.jpg").exists()
                yield f"photo {sha256[:8]} of {op_id} is not stored" + ("" if here else " and gone from the phone")


def refusals_are_seen(day: Day) -> Iterator[str]:
    """G: whatever was not applied is shown to its worker with a code and a sentence, and lies in the office's inbox."""
    waiting = {str(key) for key in inbox(for_person(day.world.office)).values_list("id", flat=True)}
    yield from differ("the office's inbox", waiting, day.office.inbox())
    states = {str(key): (state, code) for key, state, code in Operation.objects.values_list("id", "state", "code")}
    for phone in day.phones.values():
        for op_id, item in phone.items().items():
            state, code = states.get(op_id, ("", ""))
            if item.state in ("attention", "blocked", "dismissed") and not (item.code and item.message):
                yield f"{item.kind} {op_id} is {item.state} on {phone.name} without a reason"
            if item.state == "attention" and state not in ("rejected", "conflict") and not day.is_unreadable(op_id):
                yield f"the office does not have {item.kind} {op_id}, refused on {phone.name}: {item.code} ({state})"
            put_aside = op_id in day.model.verdicts and day.model.verdicts[op_id].state == PUT_ASIDE
            dismissed = state == "dismissed" or put_aside
            if dismissed != (item.state == "dismissed") or (dismissed and not item.reason):
                yield f"{item.kind} {op_id} is {state} on the server and {item.state} on {phone.name}: {item.reason}"
            if state in ("rejected", "conflict") and (item.state, item.code) != ("attention", code):
                yield f"{item.kind} {op_id} is {state} ({code}) for the office and {item.state} on {phone.name}"


def differ(what: str, found: object, expected: object) -> Iterator[str]:
    mine, theirs = set(found), set(expected)  # type: ignore[call-overload]
    if mine - theirs:
        yield f"{what}: too many: {sorted(map(str, mine - theirs))}"
    if theirs - mine:
        yield f"{what}: missing: {sorted(map(str, theirs - mine))}"


def place_of(day: Day, grid_id: UUID | None) -> str | None:
    return day.world.code_of[str(grid_id)] if grid_id else None


CHECKS: dict[str, Callable[[Day], Iterator[str]]] = {
    "A": acknowledged_is_kept,
    "B": applied_once,
    "C": mirror_equals_server,
    "D": nothing_outside_the_scope,
    "E": only_the_bad_item_waits,
    "F": nothing_goes_without_proof,
    "G": refusals_are_seen,
}


def violations(day: Day) -> list[tuple[str, str]]:
    """All that does not hold now, and what was seen on the way."""
    return day.seen + [(name, text) for name, check in CHECKS.items() for text in check(day)]
