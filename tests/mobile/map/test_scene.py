"""Parts joined into one scene, and states painted into its vertices."""

from pathlib import Path

from mobile.map.mesh_file import parse_part
from mobile.map.scene import MAX_VERTICES, Scene, build_scene
from tests.mobile.map.builders import PartWriter, building_id


def scene_of(*writers: PartWriter) -> Scene:
    scene = Scene()
    for writer in writers:
        scene.add(parse_part(writer.to_bytes()))
    return scene


def test_two_parts_in_one_tile_become_one_mesh() -> None:
    scene = scene_of(PartWriter().squares([(1, 10, 10, 20, "")]), PartWriter().squares([(2, 50, 10, 20, "")]))
    ((vertices, indices),) = scene.tiles[0, 0]["buildings"]
    assert len(vertices) == 2 * 4 * 3
    assert list(indices) == [0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7]
    assert list(vertices[12:14]) == [50, 10]


def test_painting_one_building_leaves_the_others() -> None:
    scene = scene_of(PartWriter().squares([(1, 10, 10, 20, ""), (2, 50, 10, 20, "")]))
    assert scene.paint(scene.buildings[building_id(2)], 3, 8)
    fill = scene.tiles[0, 0]["buildings"][0][0]
    edge = scene.tiles[0, 0]["building_edges"][0][0]
    assert list(fill[2::3]) == [0, 0, 0, 0, 3, 3, 3, 3]
    assert set(edge[5:60:6]) == {-0.25, 0.25}
    assert set(edge[65::6]) == {7.75, 8.25}
    assert not scene.paint(scene.buildings[building_id(2)], 3, 8)


def test_meshes_stay_within_sixteen_bits() -> None:
    many = [(n, (n % 60) * 6.0, (n // 60) * 1.2, 1, "") for n in range(1, 9001)]
    scene = scene_of(PartWriter().squares(many[:4500]), PartWriter().squares(many[4500:]))
    meshes = scene.tiles[0, 0]["building_edges"]
    assert len(meshes) == 2
    assert all(len(vertices) // 6 <= MAX_VERTICES for vertices, _ in meshes)
    last = scene.buildings[building_id(9000)]
    assert scene.paint(last, 1, 1)
    painted = [vertices[i] for vertices, _ in meshes for i in range(5, len(vertices), 6) if round(vertices[i]) == 1]
    assert len(painted) == 10


def test_own_box_is_that_of_all_grids(tmp_path: Path) -> None:
    paths = [
        PartWriter().squares([(1, 10, 10, 20, "")]).save(tmp_path, "a.gwm"),
        PartWriter().squares([(2, -500, 10, 20, "")]).save(tmp_path, "b.gwm"),
    ]
    scene = build_scene(paths)
    assert scene.own_box == (-500, 10, 30, 30)
    assert scene.box == (-800, 0, 400, 400)
    assert [hit.id for hit in scene.index.near(-490, 20, 1)] == [building_id(2)]
