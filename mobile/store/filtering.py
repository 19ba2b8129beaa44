"""Which buildings the map colours, and how: all of them, or only those with doors that the worker looks for."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from mobile.store import office_time
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.finding import HAS_CARE
from mobile.store.states import DOOR_STATE, WORST_FIRST

STATES = ("overdue", "due", "not_home", "never")
CARE, INCIDENT = "care", "incident"
FILTERS = (*STATES, CARE, INCIDENT)
# Nothing is left to do about these.
ENDED = "('resolved', 'verified', 'closed', 'cancelled', 'merged', 'rejected')"
# Told by the server, or recorded here and not taken yet; a report about a home says which.
OPEN_INCIDENT = f"""
    (exists (select 1 from incident where incident.household_id = household.id and state not in {ENDED})
     or exists (select 1 from own_incident join outbox using (op_id)
                where own_incident.household_id = household.id and outbox.state in ('waiting', 'sending', 'blocked')))
"""  # noqa: S608


@dataclass(frozen=True)
class Shown:
    """The state of each building that is coloured, those where somebody in care lives, and how many doors match."""

    states: dict[str, str] = field(default_factory=dict)
    care: frozenset[str] = frozenset()
    doors: int = 0


class OnMap:
    """What the map asks of the store, reached as `store.on_map`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    def shown(self, only: Collection[str] = (), with_incident: Collection[str] = ()) -> Shown:
        """Everything, or only doors that are `due`, `overdue`, `not_home` or `never` visited, with `care`, with an open
        `incident`. `with_incident`: buildings on which the pin of one stands."""
        db = self.database.read()
        return shown(db, today=office_time.today(db, self.clock), only=only, with_incident=with_incident)


def shown(
    db: sqlite3.Connection, *, today: date, only: Collection[str] = (), with_incident: Collection[str] = ()
) -> Shown:
    """States are alternatives (due or overdue); care and incident narrow further, door by door.

    `with_incident` names the buildings on which the pin of an open incident stands: all their doors have one.
    """
    ranks = " ".join(f"when '{state}' then {rank}" for rank, state in enumerate(WORST_FIRST))
    rows = db.execute(
        f"""
        select household.building_id as id, min(case {DOOR_STATE} {ranks} end) as rank, max({HAS_CARE}) as care,
            count(*) as doors
        from household where {" and ".join(conditions(only, with_incident))}
        group by household.building_id
        """,  # noqa: S608
        {"today": today.isoformat()},
    ).fetchall()
    states = {row["id"]: WORST_FIRST[row["rank"]] for row in rows}
    if not only:
        # A building without households has no door that anybody could visit.
        states = dict.fromkeys((row["id"] for row in db.execute("select id from building")), "excluded") | states
    return Shown(states, frozenset(row["id"] for row in rows if row["care"]), sum(row["doors"] for row in rows))


def conditions(only: Collection[str], with_incident: Collection[str]) -> list[str]:
    found = ["true"]
    if only:
        found.append("household.now_status = 'lived_in'")
    if states := [state for state in STATES if state in only]:
        found.append(f"{DOOR_STATE} in ({quoted(states)})")
    if CARE in only:
        found.append(HAS_CARE)
    if INCIDENT in only:
        found.append(f"({OPEN_INCIDENT} or household.building_id in ({quoted(with_incident)}))")
    return found


def quoted(texts: Collection[str]) -> str:
    """As SQL, written out: there may be more than a statement has parameters for."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
