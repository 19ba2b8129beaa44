"""How far a place is from a building as the pack draws it."""

from mobile.map.picking import distance_to
from mobile.map.projection import Projection
from mobile.map.scene import Scene


def metres_to(scene: Scene, building_id: str, lon: float, lat: float) -> float | None:
    """To the outline, 0 inside; None where the pack does not have the building."""
    building = scene.buildings.get(building_id)
    if building is None or scene.centre is None or not building.rings:
        return None
    return distance_to(building.rings, *Projection(*scene.centre).to_metres(lon, lat))
