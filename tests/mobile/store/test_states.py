"""Door states are the server's: both are held to one table of cases."""

import json
from datetime import date
from pathlib import Path

import pytest

from mobile.store.states import DOOR_STATE, worst
from tests.mobile.store.town import building, household, open_town

CASES = json.loads(Path("server/contract/examples/door_states.json").read_text())


def at_noon(day: str | None) -> str | None:
    return f"{day}T04:00:00.000000Z" if day else None


@pytest.mark.parametrize("case", CASES["doors"], ids=lambda case: case["name"])
def test_a_door(tmp_path, case):
    place = building()
    plan = {
        "due_on": case["due_on"],
        "last_outcome": case["last_outcome"],
        "last_visit_at": at_noon(case["last_visit_on"]),
        "last_contact_at": at_noon(case["last_contact_on"]),
    }
    store = open_town(tmp_path, place, household(place, status=case["status"], plan=plan))
    row = store.database.read().execute(
        f"select {DOOR_STATE} as state from household", {"today": date.fromisoformat(CASES["today"]).isoformat()}
    )
    assert row.fetchone()["state"] == case["state"]


@pytest.mark.parametrize("case", CASES["buildings"], ids=lambda case: str(case))
def test_a_building_shows_its_worst_door(case):
    assert worst(case["doors"]) == case["state"]
