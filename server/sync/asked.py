"""One operation under judgement, and how a set of them is handed to the noun's own service."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from server.accounts.models import Device
from server.grids.scope import Scope
from server.households.amending import Amended
from server.problems import Problem
from server.sync.clocks import Estimate
from server.sync.models import OperationState
from server.sync.reading import uuid_or_none

Draft = TypeVar("Draft")


@dataclass(frozen=True)
class Asked:
    """One operation that can be judged: who, what, and when by the server's estimate."""

    op_id: UUID
    kind: str
    entity_id: UUID
    base_version: int | None
    body: Mapping[str, Any]
    device: Device
    captured_at: datetime
    when: Estimate
    # The office has decided for what the phone says: its values win over what stands against them.
    insist: bool = False

    @property
    def refers_to(self) -> set[UUID]:
        """The records that must have gone through before this operation can."""
        found = {self.entity_id, uuid_or_none(self.body, "corrects")} - {None}
        return {entity for entity in found if entity is not None}


# None: done. MERGED: done, and another's change of the record kept too.
Verdict = Problem | Literal[OperationState.MERGED] | None
Verdicts = list[Verdict]
Apply = Callable[[Scope, Sequence[Asked]], Verdicts]


def as_a_set(
    asked: Sequence[Asked],
    read: Callable[[Asked], Draft],
    write: Callable[[list[Draft]], Iterable[object]],
) -> Verdicts:
    """Writes what can be read in one go; a verdict per operation, in their order."""
    drafts = [attempt(read, one) for one in asked]
    written = iter(write([draft for draft in drafts if not isinstance(draft, Problem)]))
    results = [draft if isinstance(draft, Problem) else next(written) for draft in drafts]
    return [verdict_of(result) for result in results]


def verdict_of(result: object) -> Verdict:
    if isinstance(result, Problem):
        return result
    return OperationState.MERGED if isinstance(result, Amended) and result.merged else None


def attempt(read: Callable[[Asked], Draft], one: Asked) -> Draft | Problem:
    try:
        return read(one)
    except Problem as problem:
        return problem
