"""The base map from the real extract."""

import pytest

from server.basemap.imports import import_basemap, line_kind, point_kind
from server.basemap.models import BaseMapFeature, BaseMapKind
from server.basemap.selectors import attributions, features_within
from server.demo.extract import SOURCE, Extract
from server.geofiles import Feature
from tests.factories.places import square

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def extract() -> Extract:
    return Extract.read()


def load(extract: Extract) -> int:
    return import_basemap(lines=extract.lines, areas=extract.areas, points=extract.points, source=SOURCE)


def test_roads_water_green_and_rail_come_in_valid_and_ranked(extract: Extract) -> None:
    count = load(extract)
    kinds = set(BaseMapFeature.objects.values_list("kind", flat=True))
    assert count == BaseMapFeature.objects.count() > 700
    assert kinds == {BaseMapKind.ROAD, BaseMapKind.WATER, BaseMapKind.GREEN, BaseMapKind.LAND_USE, BaseMapKind.RAIL}
    assert not BaseMapFeature.objects.filter(geom__isvalid=False).exists()
    main = BaseMapFeature.objects.filter(name="中关村北大街", kind_class="primary")
    assert set(main.values_list("rank", flat=True)) == {1}
    assert not BaseMapFeature.objects.filter(name="东升大厦").exists()


def test_importing_again_replaces(extract: Extract) -> None:
    assert load(extract) == load(extract) == BaseMapFeature.objects.count()


def test_the_most_important_comes_first_and_attribution_is_known(extract: Extract) -> None:
    assert attributions() == []
    load(extract)
    ranks = [feature.rank for feature in features_within(square(-500, -500, 1000), highest_rank=4)]
    assert ranks == sorted(ranks)
    assert max(ranks) <= 4
    assert attributions() == ["© OpenStreetMap contributors"]


def test_links_are_drawn_as_their_road_and_unnamed_places_not_at_all() -> None:
    link = line_kind(Feature(1, None, {"highway": "secondary_link"}))
    assert link is not None
    assert (link.kind_class, link.rank) == ("secondary", 2)
    assert point_kind(Feature(1, None, {"place": "suburb"})) is None
    assert line_kind(Feature(1, None, {"barrier": "wall"})) is None
