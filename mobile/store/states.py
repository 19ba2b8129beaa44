"""The state of a door: what the server says in `server/visits/states.py`, held to one table of cases in
`server/contract/examples/door_states.json`."""

from collections.abc import Iterable

WORST_FIRST = ("overdue", "never", "not_home", "due", "contacted", "excluded")

# Of a row of `household`; the parameter `:today` is an ISO date. Reads the columns that count the phone's own visits.
DOOR_STATE = """
    case
        when household.now_status <> 'lived_in' then 'excluded'
        when household.now_visit_at is null then 'never'
        when household.now_due_on < :today then 'overdue'
        when household.now_outcome = 'not_home' then 'not_home'
        when household.now_due_on <= date(:today, '+7 days') or household.now_contact_at is null then 'due'
        else 'contacted'
    end
"""


def worst(states: Iterable[str]) -> str:
    """The state of a building from its doors; without a door there is nothing to do."""
    return min(states, key=WORST_FIRST.index, default="excluded")
