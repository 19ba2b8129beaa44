"""Server's Python and server's SQL give the state that the contract's table says; the phone has the same test."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from server.visits.states import (
    DOOR_RANK_SQL,
    DOOR_STATE_SQL,
    STATES_BY_RANK_SQL,
    WORST_FIRST,
    DoorState,
    door_state,
    worst,
)

TABLE = json.loads(Path("server/contract/examples/door_states.json").read_text())
TODAY = date.fromisoformat(TABLE["today"])
DOORS = [pytest.param(case, id=case["name"]) for case in TABLE["doors"]]


@pytest.mark.parametrize("case", DOORS)
def test_python_agrees_with_the_table(case):
    assert case["state"] == door_state(
        status=case["status"],
        due_on=date.fromisoformat(case["due_on"]),
        last_outcome=case["last_outcome"],
        ever_visited=case["last_visit_on"] is not None,
        ever_contacted=case["last_contact_on"] is not None,
        today=TODAY,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("case", DOORS)
def test_sql_agrees_with_the_table(case):
    sql = f"""
        select {DOOR_STATE_SQL}, {STATES_BY_RANK_SQL}[{DOOR_RANK_SQL}]
        from (select %(status)s as status, %(due_on)s::date as due_on, %(last_outcome)s as last_outcome,
                     %(last_visit_on)s::date as last_visit_at, %(last_contact_on)s::date as last_contact_at) plan
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {**case, "today": TODAY})
        assert cursor.fetchone() == (case["state"], case["state"])


@pytest.mark.parametrize("case", TABLE["buildings"])
def test_a_building_shows_its_worst_door(case):
    assert worst(DoorState(state) for state in case["doors"]) == case["state"]


def test_every_state_has_a_place_in_both_orders():
    assert set(WORST_FIRST) == set(DoorState) == set(TABLE["precedence"]) == set(TABLE["building_precedence"])
