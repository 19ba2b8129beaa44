"""The life of an incident as data: which step leads where, who may take it, and what it needs.

`next_steps` is what a page or a phone offers; `find_step` is what the service asks. Both read the one table below.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from server.grids.scope import Scope
from server.incidents.models import Incident, IncidentState
from server.incidents.problems import StepNotLegal, StepNotYours

S = IncidentState


class Actor(StrEnum):
    """In which part a person meets an incident. One person may have several."""

    REPORTER = "reporter"
    WORKER = "worker"
    COMMUNITY = "community"
    STREET = "street"
    DEPARTMENT = "department"
    HANDLER = "handler"


class Need(StrEnum):
    """What a step must bring along. A note is an answer that the reporter reads; in place of an organisation a
    person of the grid may be named."""

    NOTE = "note"
    ORGANISATION = "organisation"
    MERGED_INTO = "merged_into"


@dataclass(frozen=True)
class Step:
    from_state: IncidentState
    to_state: IncidentState
    actors: frozenset[Actor]
    needs: frozenset[Need] = frozenset()


REPORTER = {Actor.REPORTER}
OFFICE = {Actor.COMMUNITY, Actor.STREET}
FIELD = {Actor.WORKER, *OFFICE}
DOERS = {Actor.DEPARTMENT, Actor.HANDLER, *FIELD}
BEGINNERS = {Actor.DEPARTMENT, Actor.HANDLER, *OFFICE}
NOTE = {Need.NOTE}


def step(from_state: S, to_state: S, actors: set[Actor], needs: Collection[Need] = ()) -> Step:
    return Step(from_state, to_state, frozenset(actors), frozenset(needs))


STEPS: tuple[Step, ...] = (
    # Somebody saw something.
    step(S.REPORTED, S.ACCEPTED, OFFICE),
    step(S.REPORTED, S.RETURNED, OFFICE, NOTE),
    step(S.REPORTED, S.REJECTED, OFFICE, NOTE),
    step(S.REPORTED, S.MERGED, OFFICE, {Need.MERGED_INTO}),
    step(S.REPORTED, S.CANCELLED, REPORTER),
    # The reporter was asked for more.
    step(S.RETURNED, S.REPORTED, REPORTER, NOTE),
    step(S.RETURNED, S.CANCELLED, REPORTER),
    # The office takes it on: hands it to a department or to a person, or settles it in the grid.
    step(S.ACCEPTED, S.ASSIGNED, OFFICE, {Need.ORGANISATION}),
    step(S.ACCEPTED, S.IN_PROGRESS, FIELD),
    step(S.ACCEPTED, S.REJECTED, OFFICE, NOTE),
    step(S.ACCEPTED, S.MERGED, OFFICE, {Need.MERGED_INTO}),
    # The department or the person begins, or hands it back.
    step(S.ASSIGNED, S.IN_PROGRESS, BEGINNERS),
    step(S.ASSIGNED, S.ACCEPTED, BEGINNERS, NOTE),
    step(S.IN_PROGRESS, S.RESOLVED, DOERS, NOTE),
    step(S.IN_PROGRESS, S.ASSIGNED, OFFICE, {Need.ORGANISATION}),
    step(S.IN_PROGRESS, S.ACCEPTED, BEGINNERS, NOTE),
    # Someone other than the department looks whether it is done.
    step(S.RESOLVED, S.VERIFIED, FIELD),
    step(S.RESOLVED, S.IN_PROGRESS, FIELD, NOTE),
    # No case closes without an answer to the reporter, who may ask for it to be opened again.
    step(S.VERIFIED, S.CLOSED, OFFICE, NOTE),
    step(S.CLOSED, S.REOPENED, {Actor.REPORTER, *OFFICE}, NOTE),
    step(S.REJECTED, S.REOPENED, {Actor.REPORTER, *OFFICE}, NOTE),
    step(S.REOPENED, S.ACCEPTED, OFFICE),
    step(S.REOPENED, S.REJECTED, OFFICE, NOTE),
)

FINAL = frozenset(IncidentState) - {each.from_state for each in STEPS}
# States after which nobody works on it; closed and rejected ones can come back.
SETTLED = FINAL | {S.CLOSED, S.REJECTED}


def actors_of(incident: Incident, scope: Scope, organisation_ids: Collection[UUID]) -> frozenset[Actor]:
    """In which parts this person meets this incident."""
    actors = set()
    if incident.reporter_id == scope.person.id:
        actors.add(Actor.REPORTER)
    if incident.organisation_id in organisation_ids:
        actors.add(Actor.DEPARTMENT)
    if incident.handler_id == scope.person.id:
        actors.add(Actor.HANDLER)
    if scope.sees_street and incident.street_id == scope.street_id:
        actors.add(Actor.STREET)
    if incident.small_grid_id in scope.office_small_grid_ids:
        actors.add(Actor.COMMUNITY)
    if incident.small_grid_id in scope.field_small_grid_ids and not settled_it_themself(incident, scope):
        actors.add(Actor.WORKER)
    return frozenset(actors)


def settled_it_themself(incident: Incident, scope: Scope) -> bool:
    """Nobody verifies what they have settled on the spot."""
    at_verifying = incident.state == S.RESOLVED and incident.solved_on_spot
    return at_verifying and incident.reporter_id == scope.person.id


def next_steps(incident: Incident, scope: Scope, organisation_ids: Collection[UUID]) -> list[Step]:
    """The steps that this person may take now, in the table's order."""
    actors = actors_of(incident, scope, organisation_ids)
    return [each for each in STEPS if each.from_state == incident.state and each.actors & actors]


def find_step(incident: Incident, to_state: str, scope: Scope, organisation_ids: Collection[UUID]) -> Step:
    """The step from where the incident is to `to_state`, or the refusal that says why there is none."""
    found = [each for each in STEPS if each.from_state == incident.state and each.to_state == to_state]
    if not found:
        raise StepNotLegal(state=label(incident.state), to_state=label(to_state))
    if not found[0].actors & actors_of(incident, scope, organisation_ids):
        raise StepNotYours(to_state=label(to_state))
    return found[0]


def label(state: str) -> str:
    """The state as people say it, in the active language; an unknown one as it came."""
    return str(IncidentState(state).label) if state in IncidentState.values else str(state)
