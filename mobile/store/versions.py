"""Versions of the store's file: one function per upgrade. A released function is never changed; add the next one.

The mirror's tables have no foreign keys among each other: changes arrive in the order of the server's log, a household
perhaps before its building. What the phone itself recorded has them.

The SQLite that Android packages may be from 2021 and without JSON functions: no STRICT tables, no json_….
"""

import sqlite3
from collections.abc import Callable

from mobile.store import finding
from mobile.store.problems import StoreTooNew


def version_1(db: sqlite3.Connection) -> None:
    """The mirror of the server's records, the phone's own records, and the outbox."""
    for statement in MIRROR_1 + OWN_1:
        db.execute(statement)


MIRROR_1 = (
    # A small grid of the scope. `cursor` is set once its first download is complete; until then `after` and
    # `snapshot_cursor` say where that download is. `round` tells the rows of one download from those of the last.
    """create table grid (
        id text primary key, code text not null, name text not null, parent_name text not null,
        cursor text, snapshot_cursor text, after text, round integer not null default 0,
        total integer not null default 0, checked_at text
    )""",
    """create table record (
        id text primary key, kind text not null, grid text, version integer not null, round integer not null default 0
    )""",
    "create index record_grid on record (grid, kind)",
    """create table building (
        id text primary key, name text not null, number text not null, address text not null, use text not null,
        floors integer not null, lon real not null, lat real not null, number_key text not null
    )""",
    "create index building_number on building (number_key)",
    """create table building_key (
        key text not null, building_id text not null, primary key (key, building_id)
    ) without rowid""",
    "create index building_key_building on building_key (building_id)",
    """create table door (
        id text primary key, building_id text not null, unit integer not null, floor integer not null,
        room text not null
    )""",
    "create index door_building on door (building_id, unit, floor, room)",
    "create index door_room on door (room, unit)",
    # `due_on` … are the server's; `now_…` the same with this phone's own visits counted in.
    """create table household (
        id text primary key, dwelling_id text not null, building_id text not null, name text not null,
        phone text not null, status text not null, registered_on text not null, version integer not null,
        interval_days integer, due_on text, last_contact_at text, last_visit_at text, last_outcome text not null,
        has_care integer not null, residents text not null, visits text not null,
        now_due_on text, now_contact_at text, now_visit_at text, now_outcome text not null default ''
    )""",
    "create index household_dwelling on household (dwelling_id)",
    "create index household_building on household (building_id)",
    "create index household_due on household (now_due_on)",
    """create table household_key (
        key text not null, household_id text not null, primary key (key, household_id)
    ) without rowid""",
    "create index household_key_household on household_key (household_id)",
    """create table incident (
        id text primary key, number text not null, category text not null, description text not null,
        lon real not null, lat real not null, accuracy_m real, source text not null, household_id text,
        state text not null, version integer not null, reported_at text not null, due_at text,
        reporter text not null, reporter_id text not null, photos integer not null, photos_stored integer not null
    )""",
    """create table category (
        code text primary key, domain text not null, name text not null, name_en text not null
    )""",
)

OWN_1 = (
    "create table meta (key text primary key, value text not null) without rowid",
    # What is still to be sent, and for 14 days what was.
    """create table outbox (
        op_id text primary key, device_seq integer not null unique, kind text not null, schema_version integer not null,
        entity_id text not null, base_version integer, body text not null, captured_at text not null,
        boot_id text not null, elapsed_ms integer not null, scope_version text not null,
        state text not null default 'waiting'
            check (state in ('waiting', 'sending', 'sent', 'attention', 'blocked')),
        status text not null default '', code text not null default '', message text not null default '',
        title text not null default '', household_id text, settled_at text
    )""",
    "create index outbox_state on outbox (state, device_seq)",
    "create index outbox_entity on outbox (entity_id)",
    """create table own_visit (
        id text primary key, op_id text not null references outbox (op_id) on delete cascade,
        household_id text not null, outcome text not null, needs text not null, note text not null, next_on text,
        visited_at text not null, photos text not null, corrects text
    )""",
    "create index own_visit_household on own_visit (household_id)",
    "create index own_visit_op on own_visit (op_id)",
    """create table own_incident (
        id text primary key, op_id text not null references outbox (op_id) on delete cascade,
        category text not null, description text not null, lon real not null, lat real not null, accuracy_m real,
        source text not null, household_id text, reported_at text not null, photos text not null
    )""",
    "create index own_incident_op on own_incident (op_id)",
    # A photo by content. `stored`: 0 waits, 1 only on the server's own word for this hash, 2 refused for good.
    """create table photo (
        sha256 text primary key, bytes integer not null, added_at text not null, stored integer not null default 0
    ) without rowid""",
    """create table op_photo (
        op_id text not null references outbox (op_id) on delete cascade,
        sha256 text not null references photo (sha256), primary key (op_id, sha256)
    ) without rowid""",
    "create index op_photo_photo on op_photo (sha256)",
    """create table pack_part (
        sha256 text primary key, kind text not null, id text not null, name text not null, bytes integer not null,
        position integer not null, current integer not null default 1, ready integer not null default 0
    ) without rowid""",
)

# In `meta`: an upgrade found content in plain; the journal, the photos and free pages may still have it.
PLAIN_LEFT = "plain_left"
PERSONAL_2 = {
    "household": ("name", "phone", "residents", "visits", "found_by"),
    "incident": ("description", "reporter"),
    "outbox": ("title", "body", "message"),
    "own_visit": ("needs", "note"),
    "own_incident": ("description",),
    "meta": ("value",),
}


def version_2(db: sqlite3.Connection) -> None:
    """Personal content is sealed, and by what households are found is kept in memory only."""
    (found,) = db.execute("select exists (select 1 from meta union all select 1 from outbox)").fetchone()
    db.execute("alter table household add column found_by text not null default ''")
    texts = []
    for row in db.execute("select id, name, has_care from household"):
        keys = [key for (key,) in db.execute("select key from household_key where household_id = ?", (row["id"],))]
        texts.append((finding.text(keys, name=row["name"], has_care=bool(row["has_care"])), row["id"]))
    db.executemany("update household set found_by = ? where id = ?", texts)
    db.execute("drop table main.household_key")
    db.execute("alter table household drop column has_care")
    for table, columns in PERSONAL_2.items():
        db.execute(f"update {table} set " + ", ".join(f"{name} = sealed({name})" for name in columns))  # noqa: S608
        guard(db, table, *columns)
    if found:
        db.execute("insert into meta (key, value) values (?, sealed('true'))", (PLAIN_LEFT,))


def guard(db: sqlite3.Connection, table: str, *columns: str) -> None:
    """The database itself refuses personal content that is not sealed."""
    plain = " or ".join(f"typeof(new.{name}) = 'text' and new.{name} not in ('', '[]', '{{}}')" for name in columns)
    for event in ("insert", f"update of {', '.join(columns)}"):
        db.execute(
            f"create trigger {table}_{columns[0]}_{event.split()[0]} before {event} on {table} when {plain}"
            f" begin select raise(abort, '{table}: personal content is to be sealed'); end"
        )


def version_3(db: sqlite3.Connection) -> None:
    """What the office decided, amendments of the register that still wait, and households hidden with their grid."""
    for statement in DECIDED_3 + REGISTER_3:
        db.execute(statement)
    guard(db, "outbox", "data", "reason")
    guard(db, "hidden_household", *PERSONAL_2["household"])


DECIDED_3 = (
    # `data` is the server's, of a conflict with both values. `decision` is empty until the office has decided;
    # `rested_at` is when the worker put a decided row to rest. The state stays `attention` where nothing was applied.
    "alter table outbox add column data text not null default '{}'",
    "alter table outbox add column decision text not null default ''",
    "alter table outbox add column reason text not null default ''",
    "alter table outbox add column decided_at text",
    "alter table outbox add column rested_at text",
    # The version that the mirror had of the household when the server took the operation: a later one has it in it.
    "alter table outbox add column seen_version integer",
    "create index outbox_household on outbox (household_id)",
)

REGISTER_3 = (
    "alter table household add column now_status text not null default ''",
    "update household set now_status = status",
    "create table hidden_household as select * from household where 0",
    "create unique index hidden_household_id on hidden_household (id)",
    # Stored by the server, and taken off the phone with the household that it is of.
    "alter table photo add column gone integer not null default 0",
    # Residents' phone numbers were not told before: everything is downloaded afresh, and stays usable meanwhile.
    "update grid set cursor = null, after = null",
)


def version_4(db: sqlite3.Connection) -> None:
    """Small lists from the office: forms, tasks, notices."""
    for statement in OFFICE_4:
        db.execute(statement)
    guard(db, "section", "items")
    for statement in INCIDENTS_4:
        db.execute(statement)
    guard(db, "incident", "history")
    for statement in FORMS_4:
        db.execute(statement)
    guard(db, "last_form", "answers")
    for statement in MESSAGES_4:
        db.execute(statement)


OFFICE_4 = (
    # Each list is told and kept whole; `tag` names the state of it that is here.
    "create table section (name text primary key, tag text not null, items text not null) without rowid",
)

INCIDENTS_4 = (
    # What happened to an incident, and who else has seen it.
    "alter table incident add column history text not null default ''",
    "alter table incident add column joiner_ids text not null default '[]'",
    "alter table incident add column solved_on_spot integer not null default 0",
    # They were not told before: everything is downloaded afresh, and stays usable meanwhile.
    "update grid set cursor = null, after = null",
)

MESSAGES_4 = (
    # What the worker has opened, and what the phone has said aloud: of this phone only, and never sent.
    "create table opened (key text primary key, at text not null) without rowid",
    "create table told (key text primary key, at text not null) without rowid",
    # Households that came into the worker's grids or left them lately.
    "create table moved (household_id text primary key, way text not null, at text not null) without rowid",
)

FORMS_4 = (
    # What open drafts were begun with; the office's text, and nothing of a person.
    """create table begun_form (
        code text not null, version integer not null, definition text not null, primary key (code, version)
    ) without rowid""",
    # What was answered last at a door; it leaves the phone with the household.
    """create table last_form (
        household_id text not null, code text not null, answers text not null, primary key (household_id, code)
    ) without rowid""",
    """create trigger last_form_leaves after delete on household
        begin delete from last_form where household_id = old.id; end""",
)

UPGRADES: tuple[Callable[[sqlite3.Connection], None], ...] = (version_1, version_2, version_3, version_4)
CURRENT = len(UPGRADES)


def upgrade(db: sqlite3.Connection) -> None:
    """Brings the file to the current version, one step and one transaction at a time. Raises `StoreTooNew`."""
    (version,) = db.execute("pragma user_version").fetchone()
    if version > CURRENT:
        raise StoreTooNew(version=version, known=CURRENT)
    for number in range(version + 1, CURRENT + 1):
        db.execute("begin immediate")
        try:
            UPGRADES[number - 1](db)
            db.execute(f"pragma user_version = {number}")
        except BaseException:
            db.execute("rollback")
            raise
        db.execute("commit")
