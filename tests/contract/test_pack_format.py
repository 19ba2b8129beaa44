"""What the server writes into a part is what the phone reads from it, and both mean the same by its numbers."""

from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile.map import mesh_file as reader
from mobile.map import palette, scene
from mobile.map.picking import distance_to
from mobile.map.projection import Projection
from server.packs import classes
from server.packs import mesh_file as writer
from server.packs.labels import LabelRow
from server.packs.parts import BuildingRow, EdgeRow, FeatureRow, build_grid_part, build_square_part
from server.packs.projection import PackProjection

CENTRE = PackProjection(116.32, 40.0)
CONTRACT = Path(__file__).resolve().parents[2] / "server" / "contract" / "pack.md"


def degrees(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape in local metres, as the database keeps it."""
    return shapely.transform(shape, CENTRE.to_degrees)


def house(number: int, x: float, y: float, size: float = 20, hole: bool = False) -> BuildingRow:
    shape = shapely.box(x, y, x + size, y + size)
    if hole:
        shape = shape.difference(shapely.box(x + size / 4, y + size / 4, x + size / 2, y + size / 2))
    return BuildingRow(UUID(int=number), f"示例{number}号楼", str(number), degrees(shape))


def read_grid(*buildings: BuildingRow) -> reader.Part:
    outline = degrees(shapely.box(-500, -500, 500, 500))
    built = build_grid_part(grid_id="g", name="示例网格", centre=CENTRE, outline=outline, buildings=list(buildings))
    assert built.faults == []
    return reader.parse_part(built.data)


def drawn_area(meshes: list[reader.Mesh], floats: int) -> float:
    """The area that a layer's triangles cover, in square metres."""
    total = 0.0
    for vertices, indices in meshes:
        points = np.array(vertices).reshape(-1, floats)[:, :2]
        a, b, c = (points[np.array(indices)[i::3]] for i in range(3))
        total += float(np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum() / 2)
    return total


def test_classes_have_the_same_numbers() -> None:
    assert palette.AREA_CLASSES == classes.AREA_CLASSES
    assert palette.ROAD_CLASSES == classes.ROAD_CLASSES
    assert palette.BOUNDARY_CLASSES == classes.BOUNDARY_CLASSES
    assert reader.LAYERS == classes.LAYERS
    assert scene.FILLS == classes.FILLS
    assert scene.MAX_VERTICES == classes.MAX_VERTICES
    assert (reader.MAGIC, reader.PREFIX.format) == (writer.MAGIC, writer.PREFIX.format)
    for look in (palette.DAY, palette.NIGHT):
        assert len(look.areas) == len(classes.AREA_CLASSES)
        assert len(look.roads) == len(look.casings) == len(classes.ROAD_CLASSES)


def test_the_contract_lists_every_class_in_order() -> None:
    text = CONTRACT.read_text()
    for names in (classes.AREA_CLASSES, classes.ROAD_CLASSES, classes.BOUNDARY_CLASSES):
        assert ", ".join(names) in text
    assert all(f"`{layer}`" in text for layer in classes.LAYERS)


@given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_both_halves_project_alike(dlon: float, dlat: float) -> None:
    lon, lat = CENTRE.lon + dlon, CENTRE.lat + dlat
    (theirs,) = CENTRE.to_metres(np.array([[lon, lat]]))
    assert Projection(CENTRE.lon, CENTRE.lat).to_metres(lon, lat) == pytest.approx(tuple(theirs), abs=1e-6)
    (back,) = CENTRE.to_degrees(theirs.reshape(1, 2))
    assert tuple(back) == pytest.approx((lon, lat), abs=1e-9)


def test_a_building_arrives_whole() -> None:
    part = read_grid(house(7, 30, 40), house(9, 430, 40, hole=True))
    first, second = part.buildings
    assert (first.id, first.name, first.number, first.tile) == (str(UUID(int=7)), "示例7号楼", "7", (0, 0))
    assert second.tile == (1, 0)
    assert shapely.box(30, 40, 50, 60).contains(shapely.Point(first.x, first.y))
    assert len(second.rings) == 2
    assert distance_to(second.rings, 437, 47) == pytest.approx(2, abs=0.05)
    assert drawn_area(part.tiles[0, 0]["buildings"], 3) == pytest.approx(400, abs=1)
    assert drawn_area(part.tiles[1, 0]["buildings"], 3) == pytest.approx(375, abs=1)


def test_a_buildings_vertices_are_where_its_place_says() -> None:
    part = read_grid(*(house(n, 30 * n, 40) for n in range(1, 9)))
    for building in part.buildings:
        for layer, (mesh, first, count), floats in (
            ("buildings", building.fill, 3),
            ("building_edges", building.edge, 6),
        ):
            vertices = part.tiles[building.tile][layer][mesh][0]
            for at in range(first, first + count):
                x, y = vertices[at * floats], vertices[at * floats + 1]
                assert distance_to(building.rings, x, y) < 0.05


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900), st.floats(1, 120)), min_size=1, max_size=12))
def test_what_is_drawn_has_the_area_of_what_was_sent(squares: list[tuple[float, float, float]]) -> None:
    rows = [house(n, x, y, size) for n, (x, y, size) in enumerate(squares, start=1)]
    part = read_grid(*rows)
    drawn = sum(drawn_area(layers.get("buildings", []), 3) for layers in part.tiles.values())
    # Corners move by up to 1/128 m on the file's grain.
    assert drawn == pytest.approx(
        sum(size**2 for _, _, size in squares), abs=0.04 * sum(s for _, _, s in squares) + 0.1
    )


def test_a_square_of_base_map_arrives_cut_to_its_tiles() -> None:
    pond = FeatureRow("w1", "water", "water", "近春园", 1, degrees(shapely.box(300, 100, 500, 200)))
    road = FeatureRow("r1", "road", "primary", "成府路", 1, degrees(shapely.LineString([(10, 50), (790, 50)])))
    built = build_square_part(
        square="0:0",
        tiles=frozenset({(0, 0), (1, 0)}),
        centre=CENTRE,
        features=[pond, road],
        edges=[EdgeRow("medium", shapely.LineString([(50, 0), (50, 400)]))],
        grid_labels=[LabelRow("grid_medium", "示例小区", 60, 60, 1), LabelRow("grid_medium", "别处", -60, 60, 1)],
    )
    part = reader.parse_part(built.data)
    assert built.faults == []
    assert drawn_area(part.tiles[0, 0]["areas"], 3) == pytest.approx(10_000, abs=5)
    assert drawn_area(part.tiles[1, 0]["areas"], 3) == pytest.approx(10_000, abs=5)
    styles = {round(style) for style in part.tiles[0, 0]["roads"][0][0][5::6]}
    assert styles == {classes.ROAD_CLASSES.index("primary")}
    assert {round(style) for style in part.tiles[0, 0]["boundaries"][0][0][5::6]} == {1}
    assert {label.text for label in part.labels} == {"近春园", "成府路", "示例小区"}
    road_x = [x for layers in part.tiles.values() for v, _ in layers["roads"] for x in v[0::6]]
    assert (min(road_x), max(road_x)) == (pytest.approx(10, abs=0.02), pytest.approx(790, abs=0.02))


def test_the_same_rows_give_the_same_bytes() -> None:
    outline = degrees(shapely.box(0, 0, 100, 100))
    one, other = (
        build_grid_part(grid_id="g", name="n", centre=CENTRE, outline=outline, buildings=[house(1, 10, 10)]).data
        for _ in range(2)
    )
    assert one == other
