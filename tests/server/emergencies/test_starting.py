"""An emergency calls the workers of the grids that its area touches, and nobody else."""

import pytest
from django.contrib.gis.geos import MultiPolygon

from server.emergencies.drafts import EmergencyDraft, PlaceDraft, area_of
from server.emergencies.problems import AlreadyEnded, AreaElsewhere, AreaMissing, AreaUnusable, OnlyTheOffice
from server.emergencies.selectors import emergencies_for, section
from server.emergencies.services import end_emergency, start_emergency
from server.grids.scope import for_person
from server.problems import NotFound, Problem
from tests.factories.places import lonlat, make_grid, square
from tests.people import make_community_staff, make_worker
from tests.server.emergencies.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_workers_whose_grids_it_touches_are_told(scene):
    lon, lat = lonlat(60, 60)
    emergency = scene.start(places=(PlaceDraft("shelter", "示例小学", lon, lat),))
    assert {grid.code for grid in emergency.grids.all()} == {"S11", "S12"}
    (told,) = section(for_person(scene.worker))
    assert (told["id"], told["title"], told["ended_at"]) == (str(emergency.id), "暴雨内涝", None)
    assert [place["name"] for place in told["places"]] == ["示例小学"]
    assert [door["household_id"] for door in told["doors"]] == [str(scene.alone.id)]
    assert section(for_person(make_worker(scene.grids["S21"], username="farther"))) == []
    assert section(for_person(scene.office)) == [], "an office has pages, not a phone's doors"


def test_the_area_is_the_chosen_grids_where_nothing_was_drawn(scene):
    emergency = scene.start(drawn=None, grid_ids=(scene.grids["M1"].id,), all_households=True)
    assert {grid.code for grid in emergency.grids.all()} == {"S11", "S12"}
    (told,) = section(for_person(scene.worker))
    assert {door["household_id"] for door in told["doors"]} == {
        str(home.id) for home in (scene.alone, scene.plain, scene.far)
    }


def test_a_worker_starts_none_and_an_office_only_in_its_own_area(scene):
    with pytest.raises(OnlyTheOffice):
        start_emergency(for_person(scene.worker), EmergencyDraft("flood", 1, "x"))
    other = make_grid("L2", level="large", at=(500, 0, 400))
    make_grid("S31", parent=other, at=(500, 0, 100))
    elsewhere = make_community_staff(other, username="elsewhere")
    draft = EmergencyDraft("flood", 1, "x", drawn=MultiPolygon(square(1, 1, 50), srid=4326))
    with pytest.raises(AreaElsewhere):
        start_emergency(for_person(elsewhere), draft)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"drawn": None}, "area_missing"),
        ({"title": " "}, "title_missing"),
        ({"kind": "dragons"}, "unknown_emergency_kind"),
        ({"level": 9}, "unknown_emergency_kind"),
        ({"text": "长" * 1001}, "text_unusable"),
        ({"places": (PlaceDraft("castle", "x", *lonlat(1, 1)),)}, "unknown_place_kind"),
        ({"places": (PlaceDraft("shelter", "x", float("nan"), 40.0),)}, "bad_position"),
        ({"drawn": MultiPolygon(square(900_000, 1, 50), srid=4326)}, "area_elsewhere"),
    ],
)
def test_what_no_emergency_can_have_is_named(scene, fields, code):
    with pytest.raises(Problem) as refused:
        scene.start(**fields)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "drawn",
    [
        7,
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[n / 1e4, n * n / 1e9] for n in range(2001)] + [[0, 0]]]},
    ],
)
def test_an_area_that_cannot_be_used_is_refused(drawn):
    with pytest.raises(AreaUnusable):
        area_of(drawn)


def test_nothing_chosen_and_foreign_grids_are_no_area(scene):
    with pytest.raises(AreaMissing):
        scene.start(drawn=None, grid_ids=(scene.worker.id,))


def test_the_all_clear_reaches_phones_once(scene):
    emergency = scene.start()
    with pytest.raises(OnlyTheOffice):
        end_emergency(for_person(scene.worker), emergency.id)
    end_emergency(for_person(scene.office), emergency.id, note="水已退")
    (told,) = section(for_person(scene.worker))
    assert told["ended_at"]
    assert (told["end_note"], told["doors"]) == ("水已退", [])
    with pytest.raises(AlreadyEnded):
        end_emergency(for_person(scene.office), emergency.id)
    with pytest.raises(NotFound):
        end_emergency(for_person(make_worker(scene.grids["S21"], username="farther")), emergency.id)


def test_running_ones_come_first(scene):
    first = scene.start()
    end_emergency(for_person(scene.office), first.id)
    second = scene.start()
    assert list(emergencies_for(for_person(scene.office))) == [second, first]
