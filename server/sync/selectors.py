"""Reads of sync: the epoch, changes behind a cursor, pages of a snapshot, digests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from server.grids.models import GridLevel, ServiceGrid
from server.grids.scope import Scope
from server.incidents.models import IncidentCategory
from server.sync.models import Change
from server.sync.problems import BadCursor
from server.sync.rows import own_incidents, own_incidents_version, rows_of

PAGE = 500
# Of an answer's records, uncompressed. Whoever fetches much takes many short requests: none keeps the others waiting.
BYTES = 1 << 20
# Records are read in slices, so that one answer never holds much more than it sends.
SLICE = 100


class Cursor(NamedTuple):
    """A place in the log: everything up to and with this transaction and sequence has been read."""

    xid: int
    seq: int

    def __str__(self) -> str:
        return f"{self.xid}.{self.seq}"

    @classmethod
    def read(cls, text: object) -> "Cursor":
        try:
            xid, seq = map(int, str(text).split("."))
        except ValueError as error:
            raise BadCursor from error
        if not (0 <= xid < 2**63 and 0 <= seq < 2**63):
            raise BadCursor
        return cls(xid, seq)


@dataclass(frozen=True)
class Changes:
    """`cursors` say where to go on; `complete` that nothing is left behind them."""

    told: list[dict[str, Any]]
    cursors: dict[UUID, Cursor]
    complete: bool


def horizon() -> int:
    """Every transaction of this database below this number has ended, and the next statement sees what it wrote.

    `pg_snapshot_xmin` alone looks at the whole cluster: a long transaction in another database would hold up every
    phone of this one. A transaction number belongs to one database for good, so those known to run elsewhere can be
    left out; one that is not known to counts.
    """
    sql = """
        with snapshot as materialized (select pg_current_snapshot() as taken),
        -- running when the snapshot was taken, and not in another database; backend_xid has the lower 32 bits only
        running as (
            select xid::text::bigint as xid from snapshot, pg_snapshot_xip(taken) as xid
            where not exists (
                select from pg_stat_activity backend
                where backend.backend_xid::text::bigint = xid::text::bigint % 4294967296
                  and backend.datname <> current_database()
            )
        )
        select coalesce((select min(xid) from running), pg_snapshot_xmax(taken)::text::bigint) from snapshot
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def newest_xid() -> int:
    """No transaction has begun to write with a higher number; a cursor never lies beyond."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def changes_since(cursors: Mapping[UUID, Cursor], *, limit: int = PAGE) -> Changes:
    """At most `limit` changes of these small grids, in the order of the log.

    The horizon is taken first: a row below it was committed before the rows are read, so a transaction that commits
    late is never passed over. A cursor that has reached the end moves up to the horizon, so it never grows old.
    """
    upto = horizon()
    found, cut = log_behind(cursors, upto, limit)
    told, taken = told_within((grid_id, kind, entity_id, seq, gone) for grid_id, kind, entity_id, seq, gone, _ in found)
    cut |= {row[0] for row in found[taken:]}
    reached = {grid_id: cursors[grid_id] if grid_id in cut else Cursor(upto, 0) for grid_id in cursors}
    for grid_id, _, _, seq, _, xid in found[:taken]:
        if grid_id in cut:
            reached[grid_id] = Cursor(xid, seq)
    return Changes(told=told, cursors=reached, complete=not cut)


LogRow = tuple[UUID, str, UUID, int, bool, int]


def log_behind(cursors: Mapping[UUID, Cursor], upto: int, limit: int) -> tuple[list[LogRow], set[UUID]]:
    """The next rows of the log, and the grids that have more than was taken."""
    sql = """
        select change.grid_id, change.kind, change.entity_id, change.seq, change.gone, change.xid
        from unnest(%s::uuid[], %s::bigint[], %s::bigint[]) as known (grid_id, xid, seq)
        -- per grid, so that each reads its own stretch of the index
        cross join lateral (
            select * from sync_change change
            where change.grid_id = known.grid_id and (change.xid, change.seq) > (known.xid, known.seq)
              and change.xid < %s
            order by change.xid, change.seq
            limit %s
        ) change
        order by change.grid_id, change.xid, change.seq
    """
    places = sorted(cursors.items())
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                [grid_id for grid_id, _ in places],
                [place.xid for _, place in places],
                [place.seq for _, place in places],
                upto,
                limit + 1,
            ],
        )
        rows: list[LogRow] = cursor.fetchall()
    return rows[:limit], {row[0] for row in rows[limit:]}


Entry = tuple[UUID, str, UUID, int, bool]


def told_within(log: Iterable[Entry]) -> tuple[list[dict[str, Any]], int]:
    """Log rows with their records, as many as fit into an answer (one at least), and how many were taken."""
    entries = list(log)
    told: list[dict[str, Any]] = []
    size = 0
    for start in range(0, len(entries), SLICE):
        for place, (message, weight) in enumerate(with_rows(entries[start : start + SLICE]), start):
            size += weight
            if size > BYTES and told:
                return told, place
            if message:
                told.append(message)
    return told, len(entries)


def with_rows(entries: Sequence[Entry]) -> list[tuple[dict[str, Any] | None, int]]:
    """Each log row as a change with its size; None for a record that is gone or has moved since: its tombstone
    follows."""
    wanted: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for grid_id, kind, entity_id, _, gone in entries:
        if not gone:
            wanted[kind].append((grid_id, entity_id))
    rows = {kind: rows_of(kind, pairs) for kind, pairs in wanted.items()}
    told: list[tuple[dict[str, Any] | None, int]] = []
    for grid_id, kind, entity_id, seq, gone in entries:
        row = None if gone else rows[kind].get((grid_id, entity_id))
        told.append((change(kind, entity_id, seq, grid_id, row) if gone or row else None, len(row or "")))
    return told


def change(kind: str, entity_id: UUID, version: int, grid_id: UUID | None, row: str | None) -> dict[str, Any]:
    """One change as `change.schema.json` says."""
    return {
        "kind": kind,
        "id": entity_id,
        "version": version,
        "grid": grid_id,
        "gone": row is None,
        "row": None if row is None else orjson.Fragment(row),
    }


def snapshot_page(
    grid_id: UUID, *, after: tuple[str, UUID] | None, limit: int = PAGE
) -> tuple[list[dict[str, Any]], str | None]:
    """The next live records of a grid in the order of (kind, id), and where the page after them begins."""
    kind, entity_id = after or ("", UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select kind, entity_id, seq from sync_change
            where grid_id = %s and not gone and (kind, entity_id) > (%s, %s)
            order by kind, entity_id limit %s
            """,
            [grid_id, kind, entity_id, limit],
        )
        entries = cursor.fetchall()
    told, taken = told_within((grid_id, kind, entity_id, seq, False) for kind, entity_id, seq in entries)
    # By the log and not by what was told: a page whose records have all just moved away is not the last one.
    following = ":".join(map(str, entries[taken - 1][:2])) if taken < len(entries) or len(entries) == limit else None
    return told, following


def live_count(grid_id: UUID) -> int:
    return Change.objects.filter(grid_id=grid_id, gone=False).count()


Digests = dict[UUID, dict[str, int]]
# Of each grid the last digest computed here, with the state of the log that it is of.
_last: dict[UUID, tuple[str, dict[str, int]]] = {}


def digests(grid_ids: Sequence[UUID]) -> Digests:
    """Count and sum over (kind, id, version) of the live records, for grids that no transaction is changing just now.

    A grid with a change above the horizon is left out: no phone can have that change yet, and none has what it replaced
    on record. Computed once for each state of a grid, of which its newest transaction tells: every change moves its
    record to the end of the log, and all transactions before that one have ended.
    """
    upto = horizon()
    states = log_states(grid_ids, upto)
    stale = [grid_id for grid_id, state in states.items() if _last.get(grid_id, ("",))[0] != state]
    fresh = computed_digests(stale, upto) if stale else {}
    for grid_id, (newest, digest) in fresh.items():
        # It may have moved on since its state was asked for.
        if states[grid_id].endswith(f" {newest}"):
            _last[grid_id] = (states[grid_id], digest)
    return {
        grid_id: fresh[grid_id][1] if grid_id in fresh else _last[grid_id][1]
        for grid_id in states
        if grid_id in fresh or grid_id not in stale
    }


def log_states(grid_ids: Sequence[UUID], upto: int) -> dict[UUID, str]:
    """The newest transaction in each grid's log, unless that is above the horizon. Where tombstones are forgotten, and
    in another epoch, the same transaction may be the newest of another state."""
    sql = """
        select known.grid_id, concat(epoch.epoch, ' ', epoch.forgotten_xid, ' ', newest.xid)
        from unnest(%s::uuid[]) as known (grid_id)
        cross join lateral (
            select xid from sync_change change where change.grid_id = known.grid_id order by xid desc, seq desc limit 1
        ) newest
        left join sync_epoch epoch on true
        where newest.xid < %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(grid_ids), upto])
        return dict(cursor.fetchall())


def computed_digests(grid_ids: Sequence[UUID], upto: int) -> dict[UUID, tuple[int, dict[str, int]]]:
    """Each grid's digest with the newest transaction in it. Reads every row: 3 ms for 1,000 households."""
    sql = """
        select grid_id, max(xid), count(*) filter (where not gone),
            coalesce(sum(
                ('x' || left(encode(sha256(convert_to(kind || ':' || entity_id || ':' || seq, 'UTF8')), 'hex'), 15))
                    ::bit(60)::bigint
            ) filter (where not gone), 0) %% (2::numeric ^ 60)
        from sync_change where grid_id = any(%s)
        group by grid_id having max(xid) < %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(grid_ids), upto])
        return {
            grid_id: (newest, {"count": count, "sum": int(total)})
            for grid_id, newest, count, total in cursor.fetchall()
        }


def scope_message(scope: Scope) -> dict[str, Any]:
    """The small grids whose doors the person works at: a phone carries names in full, which a desk reads masked."""
    grids = (
        ServiceGrid.objects.filter(id__in=scope.field_small_grid_ids, level=GridLevel.SMALL)
        .order_by("code")
        .values_list("id", "code", "name", "parent__name")
    )
    return {
        "version": scope.version,
        "grids": [
            {"id": grid_id, "code": code, "name": name, "parent_name": parent or ""}
            for grid_id, code, name, parent in grids
        ],
    }


def reference_message(scope: Scope, *, known: str) -> dict[str, Any] | None:
    """The street's incident categories, unless the phone has this version of them already."""
    rows = list(
        IncidentCategory.objects.filter(street__id=scope.street_id or 0, is_active=True)
        .order_by("domain", "code")
        .values("code", "domain", "name", "name_en")
    )
    version = digest_of_rows(rows)
    return None if version == known else {"version": version, "categories": rows}


def digest_of_rows(rows: object) -> str:
    return sha256(orjson.dumps(rows)).hexdigest()[:16]


def own_reports(scope: Scope, *, known: str) -> tuple[str, list[dict[str, Any]] | None]:
    """The person's own reports outside their grids as changes without a grid, with their version; None in their place
    if the phone has this version of them."""
    grids = list(scope.field_small_grid_ids)
    version = own_incidents_version(scope.person.id, grids)
    if version == known:
        return version, None
    rows = own_incidents(scope.person.id, grids)
    return version, [change("incident", entity_id, 0, None, row) for entity_id, row in rows]
