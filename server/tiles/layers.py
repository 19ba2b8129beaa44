"""The map layers: from which zooms, made of what, and the SQL that draws them."""

from dataclasses import dataclass

from server.tiles import clauses
from server.tiles.models import ChangeSource
from server.tiles.problems import UnknownLayer

GRID_FIELDS = {"id": "String", "level": "String", "code": "String", "name": "String"}


@dataclass(frozen=True)
class Layer:
    """`sources` are what its version depends on; `contents` the layers inside its tiles with their fields."""

    name: str
    minzoom: int
    maxzoom: int
    sources: tuple[ChangeSource, ...]
    contents: dict[str, dict[str, str]]
    sql: str
    # Whether the person's reach decides what is in a tile, and whether the day does.
    is_scoped: bool = True
    is_daily: bool = False


def query(steps: list[str], parts: list[str]) -> str:
    return f"with {', '.join([clauses.bounds(), *steps])} select {' || '.join(f'coalesce({part})' for part in parts)}"


def joined(*parts: str) -> list[str]:
    """A part that is null, because it is empty, must not take the others with it."""
    return [f"{part}, ''::bytea" for part in parts]


LAYERS = {
    layer.name: layer
    for layer in (
        Layer(
            "grids",
            minzoom=6,
            maxzoom=18,
            sources=(ChangeSource.GRIDS,),
            contents={"grids": GRID_FIELDS, "grid_labels": GRID_FIELDS, "grid_edges": {"level": "String"}},
            sql=query(
                [clauses.grids_in_tile()],
                joined(clauses.grid_areas(), clauses.grid_labels(), clauses.grid_edges()),
            ),
            is_daily=True,
        ),
        Layer(
            "buildings",
            minzoom=13,
            maxzoom=18,
            sources=(ChangeSource.DOORS,),
            contents={
                "buildings": {
                    "id": "String",
                    "name": "String",
                    "number": "String",
                    "state": "String",
                    "doors": "Number",
                    "overdue": "Number",
                }
            },
            sql=query([clauses.buildings_in_tile()], joined(clauses.building_areas())),
            is_daily=True,
        ),
        Layer(
            "households",
            minzoom=16,
            maxzoom=18,
            sources=(ChangeSource.DOORS,),
            contents={
                "households": {"id": "String", "building_id": "String", "state": "String", "has_care": "Boolean"}
            },
            sql=query([clauses.buildings_in_tile()], joined(clauses.household_dots())),
            is_daily=True,
        ),
        Layer(
            "incidents",
            minzoom=6,
            maxzoom=18,
            sources=(ChangeSource.INCIDENTS,),
            contents={
                "incidents": {"id": "String", "number": "String", "state": "String", "domain": "String"},
            },
            sql=query([], joined(clauses.incident_points())),
        ),
        Layer(
            "basemap",
            minzoom=6,
            maxzoom=17,
            sources=(ChangeSource.BASEMAP,),
            contents={"basemap": {"kind": "String", "class": "String", "name": "String", "rank": "Number"}},
            sql=query([], joined(clauses.basemap_features())),
            is_scoped=False,
        ),
    )
}


def find_layer(name: str) -> Layer:
    if name not in LAYERS:
        raise UnknownLayer(layer=name[:40])
    return LAYERS[name]
