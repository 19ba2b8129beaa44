"""Reads of the base map."""

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet

from server.basemap.models import BaseMapFeature

ATTRIBUTION = "© OpenStreetMap contributors"


def features_within(area: GEOSGeometry, *, highest_rank: int = 9) -> QuerySet[BaseMapFeature]:
    """The features that touch an area (EPSG:4326), most important first."""
    found = BaseMapFeature.objects.filter(geom__intersects=area, rank__lte=highest_rank)
    return found.order_by("rank", "kind", "id")


def attributions() -> list[str]:
    """What has to be shown beside the base map, by what is loaded."""
    loaded = BaseMapFeature.objects.filter(source__startswith="OpenStreetMap").exists()
    return [ATTRIBUTION] if loaded else []
