"""Draws the map that the practice comes with: `python -m tests.mobile.practice.draw_map` writes it among the assets."""

import uuid

from mobile.assets import PRACTICE_MAP
from mobile.practice.town import BUILDINGS, GRID, SIDE, STEP, building_id, place_of
from tests.mobile.map.builders import PartWriter


def drawn() -> bytes:
    writer = PartWriter(part_id=GRID)
    places = [(uuid.UUID(building_id(n)).int, *place_of(n), SIDE, f"练习{n + 1}号楼") for n in range(BUILDINGS)]
    writer.squares(places).ground(-30.0, -30.0, 4 * STEP + 40)
    for n in range(BUILDINGS):
        x, y = place_of(n)
        writer.label("building", str(n + 1), x + SIDE / 2, y + SIDE / 2)
    return writer.to_bytes()


if __name__ == "__main__":
    PRACTICE_MAP.write_bytes(drawn())
