"""The town to practise in: complete in a moment, the same map as its buildings, and nothing in it is anybody's."""

from pathlib import Path

from mobile.assets import PRACTICE_MAP
from mobile.device.keystore import FileKeystore
from mobile.practice.people import person
from mobile.practice.town import BUILDINGS, SERVER, USERNAME, building_id, fill
from mobile.store.accounts import Accounts
from tests.mobile.practice.draw_map import drawn


def test_the_map_that_comes_with_the_app_is_the_one_that_is_drawn() -> None:
    assert PRACTICE_MAP.read_bytes() == drawn()


def test_a_town_with_doors_in_every_state_stands_after_filling(tmp_path: Path) -> None:
    store = Accounts(tmp_path / "practice", FileKeystore(tmp_path / "keys")).begin(SERVER, USERNAME).open()
    fill(store, "练习员")
    states = {door.state for n in range(BUILDINGS) for door in doors(store.board(building_id(n)))}
    assert states >= {"contacted", "due", "overdue", "not_home", "never", "excluded"}
    assert len(store.pack_parts()) == 1
    assert store.find("wly", 5)
    assert store.today(50)
    assert store.outbox() == []
    store.close()


def test_the_names_are_plainly_invented() -> None:
    assert all("练" in person(number)[0] for number in range(60))


def doors(board) -> list:
    return [door for unit in board.units for _, row in unit.floors for door in row]
