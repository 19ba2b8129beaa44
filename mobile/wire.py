"""The messages between phone and server as dataclasses. Their contract is `server/contract/*.schema.json`.

Reading an answer is strict about its envelope and tolerant inside it: unknown fields and unknown kinds of change are
skipped, so that an older phone goes on working with a newer server.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROTOCOL = 1
MAX_OPS = 100
MOST_OPEN = 200

VISIT_RECORD = "visit.record"
VISIT_CORRECT = "visit.correct"
INCIDENT_REPORT = "incident.report"
INCIDENT_JOIN = "incident.join"
INCIDENT_STEP = "incident.step"
CALL_OUT_ANSWER = "call_out.answer"
FEEDBACK_SEND = "feedback.send"
EMERGENCY_CHECK = "emergency.check"
HOUSEHOLD_AMEND = "household.amend"
RESIDENT_ADD = "resident.add"
RESIDENT_AMEND = "resident.amend"
RESIDENT_REMOVE = "resident.remove"


class NotOurEnvelope(ValueError):
    """The answer is not one of our messages: no acknowledgement may be read from it."""


@dataclass(frozen=True)
class Operation:
    """One intention of the worker, as it is sent. `captured_at` is ISO 8601 by the phone's clock."""

    op_id: str
    device_seq: int
    kind: str
    schema_version: int
    entity_id: str
    base_version: int | None
    body: Mapping[str, Any]
    captured_at: str
    boot_id: str
    elapsed_ms: int
    scope_version: str

    def message(self) -> dict[str, Any]:
        """As `operation.schema.json` says."""
        return {
            "op_id": self.op_id,
            "device_seq": self.device_seq,
            "kind": self.kind,
            "schema_version": self.schema_version,
            "entity_id": self.entity_id,
            "base_version": self.base_version,
            "body": dict(self.body),
            "captured_at": self.captured_at,
            "boot_id": self.boot_id,
            "elapsed_ms": self.elapsed_ms,
            "scope_version": self.scope_version,
        }


@dataclass(frozen=True)
class Push:
    """A batch. `sent_at`, `boot_id` and `elapsed_ms` let the server estimate times without trusting the clock."""

    device: str
    epoch: str | None
    sent_at: str
    boot_id: str
    elapsed_ms: int
    waiting: int
    ops: tuple[Operation, ...]

    def message(self) -> dict[str, Any]:
        return {
            "protocol": PROTOCOL,
            "device": self.device,
            "epoch": self.epoch,
            "sent_at": self.sent_at,
            "boot_id": self.boot_id,
            "elapsed_ms": self.elapsed_ms,
            "waiting": self.waiting,
            "ops": [op.message() for op in self.ops],
        }


@dataclass(frozen=True)
class OpResult:
    """The server's verdict on one operation.

    `status`: `applied`, `duplicate`, `merged`, `conflict`, `rejected`, `blocked`, `dismissed` or `retry`.
    """

    op_id: str
    status: str
    code: str = ""
    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PushAnswer:
    epoch: str
    server_time: str
    results: tuple[OpResult, ...]

    @classmethod
    def read(cls, message: Any) -> "PushAnswer":
        """Raises `NotOurEnvelope`."""
        envelope = _mapping(message)
        return cls(
            epoch=_text(envelope, "epoch"),
            server_time=_text(envelope, "server_time"),
            results=tuple(
                OpResult(
                    op_id=_text(result, "op_id"),
                    status=_text(result, "status"),
                    code=str(result.get("code") or ""),
                    message=str(result.get("message") or ""),
                    data=_mapping(result.get("data") or {}),
                )
                for result in map(_mapping, _list(envelope, "results"))
                if result.get("op_id") is not None
            ),
        )


@dataclass(frozen=True)
class Verdict:
    """How an operation stands that the phone has asked about. `decision` is the office's: `accepted`, `amended`,
    `dismissed`, or "" where an operation before it was decided and this one judged again."""

    result: OpResult
    decision: str
    reason: str
    decided_at: str | None

    @classmethod
    def read(cls, message: Any) -> "Verdict":
        verdict = _mapping(message)
        decided_at = verdict.get("decided_at")
        return cls(
            result=OpResult(
                op_id=_text(verdict, "op_id"),
                status=_text(verdict, "status"),
                code=str(verdict.get("code") or ""),
                message=str(verdict.get("message") or ""),
                data=_mapping(verdict.get("data") or {}),
            ),
            decision=str(verdict.get("decision") or ""),
            reason=str(verdict.get("reason") or ""),
            decided_at=None if decided_at is None else str(decided_at),
        )


@dataclass(frozen=True)
class DayReceipt:
    """The office's receipt for one day of one phone."""

    day: str
    records: int
    photos: int
    photos_expected: int
    refused: int
    code: str

    @classmethod
    def read(cls, message: Any) -> "DayReceipt":
        """Raises `NotOurEnvelope`."""
        envelope = _mapping(message)
        return cls(
            day=_text(envelope, "day"),
            records=_number(envelope, "records"),
            photos=_number(envelope, "photos"),
            photos_expected=_number(envelope, "photos_expected"),
            refused=_number(envelope, "refused"),
            code=_text(envelope, "code"),
        )


@dataclass(frozen=True)
class Change:
    """One record as one small grid now sees it. `row` is None when `gone`.

    `grid` is None for the person's own report outside their grids.
    """

    kind: str
    id: str
    version: int
    grid: str | None
    gone: bool
    row: Mapping[str, Any] | None

    @classmethod
    def read(cls, message: Any) -> "Change":
        change = _mapping(message)
        gone = bool(change.get("gone"))
        return cls(
            kind=_text(change, "kind"),
            id=_text(change, "id"),
            version=_number(change, "version"),
            grid=None if change.get("grid") is None else _text(change, "grid"),
            gone=gone,
            row=None if gone else _mapping(change.get("row")),
        )


@dataclass(frozen=True)
class ScopeGrid:
    id: str
    code: str
    name: str
    parent_name: str


@dataclass(frozen=True)
class ScopeMessage:
    """The grids of the person's posts today. `version` changes exactly when the set of grids or roles does."""

    version: str
    grids: tuple[ScopeGrid, ...]

    @classmethod
    def read(cls, message: Any) -> "ScopeMessage":
        scope = _mapping(message)
        grids = tuple(
            ScopeGrid(_text(g, "id"), _text(g, "code"), _text(g, "name"), str(g.get("parent_name") or ""))
            for g in map(_mapping, _list(scope, "grids"))
        )
        return cls(version=_text(scope, "version"), grids=grids)


@dataclass(frozen=True)
class Digest:
    """Of the live records of one grid: `count`, and `sum` as `digest_of` computes it."""

    count: int
    sum: int


@dataclass(frozen=True)
class Section:
    """A small list, told whole. `tag` names this state of it."""

    tag: str
    items: tuple[Mapping[str, Any], ...]

    @classmethod
    def read(cls, message: Any) -> "Section":
        """Raises `NotOurEnvelope`."""
        envelope = _mapping(message)
        return cls(tag=_text(envelope, "tag"), items=tuple(map(_mapping, _list(envelope, "items"))))


@dataclass(frozen=True)
class PullAnswer:
    """`digests` names only the grids for which the server could say, right now, what a phone must hold.

    `own_reports` are all of them, or None where they are those that the phone has (of this `own_reports_version`).
    """

    epoch: str
    server_time: str
    scope: ScopeMessage
    changes: tuple[Change, ...]
    cursors: Mapping[str, str]
    complete: bool
    digests: Mapping[str, Digest]
    reference: Mapping[str, Any] | None
    own_reports: tuple[Change, ...] | None
    own_reports_version: str = ""
    verdicts: tuple[Verdict, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)

    @classmethod
    def read(cls, message: Any) -> "PullAnswer":
        """Raises `NotOurEnvelope`."""
        envelope = _mapping(message)
        reference, reports = envelope.get("reference"), envelope.get("own_reports")
        return cls(
            epoch=_text(envelope, "epoch"),
            server_time=_text(envelope, "server_time"),
            scope=ScopeMessage.read(envelope.get("scope")),
            changes=tuple(map(Change.read, _list(envelope, "changes"))),
            cursors={str(grid): str(cursor) for grid, cursor in _mapping(envelope.get("cursors")).items()},
            complete=envelope.get("complete") is True,
            digests={
                str(grid): Digest(_number(_mapping(digest), "count"), _number(_mapping(digest), "sum"))
                for grid, digest in _mapping(envelope.get("digests") or {}).items()
            },
            reference=None if reference is None else _mapping(reference),
            own_reports=None if reports is None else tuple(map(Change.read, _list(envelope, "own_reports"))),
            own_reports_version=str(envelope.get("own_reports_version") or ""),
            verdicts=tuple(map(Verdict.read, envelope.get("verdicts") or ())),
            sections={
                str(name): Section.read(section) for name, section in _mapping(envelope.get("sections") or {}).items()
            },
        )


@dataclass(frozen=True)
class SnapshotPage:
    """One page of a grid's records. The first page's `cursor` is where pulling goes on after the last page."""

    epoch: str
    grid: str
    cursor: str
    rows: tuple[Change, ...]
    next: str | None
    total: int

    @classmethod
    def read(cls, message: Any) -> "SnapshotPage":
        """Raises `NotOurEnvelope`."""
        envelope = _mapping(message)
        following = envelope.get("next")
        return cls(
            epoch=_text(envelope, "epoch"),
            grid=_text(envelope, "grid"),
            cursor=_text(envelope, "cursor"),
            rows=tuple(map(Change.read, _list(envelope, "rows"))),
            next=None if following is None else str(following),
            total=_number(envelope, "total"),
        )


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise NotOurEnvelope(f"expected an object, got {type(value).__name__}")
    return value


def _list(envelope: Mapping[str, Any], key: str) -> list[Any]:
    value = envelope.get(key)
    if not isinstance(value, list):
        raise NotOurEnvelope(f"no list {key}")
    return value


def _text(envelope: Mapping[str, Any], key: str) -> str:
    value = envelope.get(key)
    if not isinstance(value, str) or not value:
        raise NotOurEnvelope(f"no text {key}")
    return value


def _number(envelope: Mapping[str, Any], key: str) -> int:
    value = envelope.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotOurEnvelope(f"no number {key}")
    return value
