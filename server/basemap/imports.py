"""The base map from an OpenStreetMap extract: which tags become which kind, and how important each is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from server.basemap.models import BaseMapFeature, BaseMapKind
from server.geofiles import Feature

# The highway class decides how a road is drawn and from which scale; 0 is the most important.
ROAD_RANKS = {
    "motorway": 0,
    "trunk": 0,
    "primary": 1,
    "secondary": 2,
    "tertiary": 3,
    "unclassified": 4,
    "residential": 4,
    "living_street": 5,
    "pedestrian": 5,
    "service": 6,
    "cycleway": 7,
    "footway": 8,
    "path": 8,
    "steps": 8,
    "track": 8,
}
RAIL_RANKS = {"rail": 1, "subway": 2, "light_rail": 2, "tram": 3}
WATERWAY_RANKS = {"river": 1, "canal": 2, "stream": 4, "ditch": 6}
GREEN = {
    "leisure": {"park": 1, "garden": 3, "pitch": 5, "playground": 5, "track": 5, "stadium": 4, "golf_course": 3},
    "landuse": {"forest": 2, "grass": 4, "meadow": 4, "recreation_ground": 3, "cemetery": 3, "village_green": 3},
    "natural": {"wood": 2, "grassland": 4, "scrub": 5},
}
LAND_USE = {
    "landuse": {"residential": 3, "retail": 4, "commercial": 4, "industrial": 4, "construction": 6, "farmland": 5},
    "amenity": {"university": 2, "college": 2, "school": 3, "hospital": 3, "parking": 7},
}
PLACE_RANKS = {"suburb": 1, "village": 1, "quarter": 2, "neighbourhood": 3, "hamlet": 3, "locality": 5}
NAME_LIMIT = 200


@dataclass(frozen=True)
class Kind:
    """What a feature is on the base map."""

    kind: BaseMapKind
    kind_class: str
    rank: int


def import_basemap(
    *, lines: Sequence[Feature] = (), areas: Sequence[Feature] = (), points: Sequence[Feature] = (), source: str
) -> int:
    """Replace the base map of one source by these features; how many there are now."""
    rows = [*_rows(lines, line_kind, source), *_rows(areas, area_kind, source), *_rows(points, point_kind, source)]
    with transaction.atomic():
        BaseMapFeature.objects.filter(source=source).delete()
        BaseMapFeature.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def line_kind(feature: Feature) -> Kind | None:
    """Roads, railways and waterways."""
    tags = feature.attributes
    highway = str(tags.get("highway", "")).removesuffix("_link")
    if highway in ROAD_RANKS:
        return Kind(BaseMapKind.ROAD, highway, ROAD_RANKS[highway])
    if (railway := tags.get("railway")) in RAIL_RANKS:
        return Kind(BaseMapKind.RAIL, railway, RAIL_RANKS[railway])
    if (waterway := tags.get("waterway")) in WATERWAY_RANKS:
        return Kind(BaseMapKind.WATER, waterway, WATERWAY_RANKS[waterway])
    return None


def area_kind(feature: Feature) -> Kind | None:
    """Water, green space and land use. Buildings are not the base map's: they have their own register."""
    tags = feature.attributes
    if "building" in tags:
        return None
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return Kind(BaseMapKind.WATER, "water", 1)
    for kind, ranks in ((BaseMapKind.GREEN, GREEN), (BaseMapKind.LAND_USE, LAND_USE)):
        for tag, classes in ranks.items():
            if (value := tags.get(tag)) in classes:
                return Kind(kind, value, classes[value])
    return None


def point_kind(feature: Feature) -> Kind | None:
    """Named places."""
    place = feature.attributes.get("place")
    if place in PLACE_RANKS and feature.attributes.get("name"):
        return Kind(BaseMapKind.PLACE, place, PLACE_RANKS[place])
    return None


def _rows(
    features: Sequence[Feature], kind_of: Callable[[Feature], Kind | None], source: str
) -> Iterator[BaseMapFeature]:
    for feature in features:
        kind = kind_of(feature)
        # An extract cuts relations at its edge; what is left of them may be broken and is mended, not guessed.
        geom = shapely.make_valid(feature.geom) if kind else None
        if kind and geom is not None and not geom.is_empty:
            yield BaseMapFeature(
                kind=kind.kind,
                kind_class=kind.kind_class,
                name=str(feature.attributes.get("name", ""))[:NAME_LIMIT],
                rank=kind.rank,
                geom=GEOSGeometry(memoryview(shapely.force_2d(geom).wkb), srid=4326),
                source=source,
                source_id=feature.source_id,
            )
