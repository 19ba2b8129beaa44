"""`/packs/`: whose parts they are, that they resume, that they are built once and again when the ground has changed."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Polygon
from rest_framework.test import APIClient

from server.basemap.models import BaseMapFeature
from server.grids.models import GridRole, ServiceGrid
from server.packs import cache
from tests.factories.places import lonlat, make_building, make_tree
from tests.people import appoint, make_person, make_street_staff, make_worker

MANIFEST = "/api/v1/packs/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pack_folder(settings: Any, tmp_path: Path) -> Path:
    settings.CACHE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def tree() -> dict[str, ServiceGrid]:
    grids = make_tree()
    make_building(grids["S11"])
    make_building(grids["S12"], at=(120, 10, 20))
    BaseMapFeature.objects.create(
        kind="road", kind_class="primary", name="示例路", rank=1, source="OpenStreetMap 2017", source_id="r1",
        geom=LineString(lonlat(-50, 50), lonlat(350, 60), srid=4326),
    )  # fmt: skip
    return grids


def client_of(person: Any) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def parts_of(client: APIClient, kind: str) -> dict[str, dict[str, Any]]:
    return {part["id"]: part for part in client.get(MANIFEST).json()["parts"] if part["kind"] == kind}


def test_a_worker_gets_their_own_grids_and_the_base_map_about_them(tree: dict[str, ServiceGrid]) -> None:
    client = client_of(make_worker(tree["S11"], tree["S21"]))
    manifest = client.get(MANIFEST).json()
    assert manifest["format"] == 1
    assert manifest["centre"] == pytest.approx([116.32, 40.0])
    assert manifest["attribution"] == "© OpenStreetMap contributors"
    assert manifest["street"]["is_demo"] is True
    assert manifest["faults"] == []
    assert set(parts_of(client, "grid")) == {str(tree["S11"].id), str(tree["S21"].id)}
    assert set(parts_of(client, "basemap")) == {"-1:-1", "-1:0", "0:-1", "0:0"}
    for part in manifest["parts"]:
        body = client.get(part["url"]).content
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (part["sha256"], part["bytes"])


def test_a_leader_gets_all_below_their_grid(tree: dict[str, ServiceGrid]) -> None:
    leader = make_person("leader")
    appoint(leader, GridRole.GRID_LEADER, tree["M1"])
    assert set(parts_of(client_of(leader), "grid")) == {str(tree["S11"].id), str(tree["S12"].id)}


@pytest.mark.parametrize("term", [None, (date(2020, 1, 1), date(2021, 1, 1))])
def test_without_a_post_there_is_no_pack(tree: dict[str, ServiceGrid], term: tuple[date, date] | None) -> None:
    person = make_person("former")
    if term:
        appoint(person, GridRole.GRID_WORKER, tree["S11"], term=term)
    person.language = "en"
    person.save()
    answer = client_of(person).get(MANIFEST)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_post")
    assert "ask your office" in answer.json()["message"]


def test_nobody_signed_in_gets_nothing(tree: dict[str, ServiceGrid]) -> None:
    url = next(iter(parts_of(client_of(make_worker(tree["S11"])), "grid").values()))["url"]
    assert APIClient().get(MANIFEST).status_code == 401
    assert APIClient().get(url).status_code == 401


def test_another_grids_part_looks_like_no_part(tree: dict[str, ServiceGrid]) -> None:
    theirs = parts_of(client_of(make_worker(tree["S12"], username="teammate")), "grid")[str(tree["S12"].id)]
    stranger = client_of(make_worker(tree["S11"]))
    refused = stranger.get(theirs["url"])
    unknown = stranger.get(f"{MANIFEST}parts/{'0' * 64}/")
    assert refused.status_code == unknown.status_code == 404
    assert refused.json() == unknown.json()


def test_far_base_map_is_refused(tree: dict[str, ServiceGrid], pack_folder: Path) -> None:
    staff = client_of(make_street_staff())
    near = parts_of(staff, "basemap")["0:0"]
    stored = cache.path_of(near["sha256"]).with_suffix(".json")
    stored.write_text(stored.read_text().replace('"0:0"', '"7:7"'))
    assert staff.get(near["url"]).status_code == 404


def test_a_part_ends_with_the_post(tree: dict[str, ServiceGrid]) -> None:
    worker = make_worker(tree["S11"])
    client = client_of(worker)
    url = parts_of(client, "grid")[str(tree["S11"].id)]["url"]
    assert client.get(url).status_code == 200
    worker.grid_posts.all().delete()
    assert client.get(url).status_code == 404


def test_a_download_resumes(tree: dict[str, ServiceGrid]) -> None:
    client = client_of(make_worker(tree["S11"]))
    part = parts_of(client, "grid")[str(tree["S11"].id)]
    whole = client.get(part["url"])
    assert whole["Accept-Ranges"] == "bytes"
    assert "immutable" in whole["Cache-Control"]
    rest = client.get(part["url"], HTTP_RANGE="bytes=100-", HTTP_IF_RANGE=whole["ETag"])
    assert rest.status_code == 206
    assert rest["Content-Range"] == f"bytes 100-{part['bytes'] - 1}/{part['bytes']}"
    assert whole.content[:100] + rest.content == whole.content
    other = client.get(part["url"], HTTP_RANGE="bytes=100-", HTTP_IF_RANGE='"another"')
    assert (other.status_code, other.content) == (200, whole.content)
    beyond = client.get(part["url"], HTTP_RANGE="bytes=999999999-")
    assert (beyond.status_code, beyond.json()["code"]) == (416, "no_such_range")


def test_a_part_that_the_phone_has_is_not_sent_again(tree: dict[str, ServiceGrid]) -> None:
    client = client_of(make_worker(tree["S11"]))
    part = parts_of(client, "grid")[str(tree["S11"].id)]
    assert client.get(part["url"], HTTP_IF_NONE_MATCH=f'"{part["sha256"]}"').status_code == 304


def test_only_what_changed_gets_a_new_hash(tree: dict[str, ServiceGrid]) -> None:
    client = client_of(make_worker(tree["S11"], tree["S12"]))
    before = parts_of(client, "grid")
    assert parts_of(client, "grid") == before
    make_building(tree["S11"], at=(60, 60, 20), number="2")
    after = parts_of(client, "grid")
    changed = {key for key in before if before[key]["sha256"] != after[key]["sha256"]}
    assert changed == {str(tree["S11"].id)}


def test_a_part_is_built_once(tree: dict[str, ServiceGrid], pack_folder: Path, monkeypatch: Any) -> None:
    client = client_of(make_worker(tree["S11"]))
    client.get(MANIFEST)
    monkeypatch.setattr("server.packs.manifest.build_grid_part", lambda **_: pytest.fail("built again"))
    assert client.get(MANIFEST).status_code == 200


def test_a_bad_outline_is_in_the_manifest(tree: dict[str, ServiceGrid]) -> None:
    crossed = Polygon([lonlat(50, 50), lonlat(70, 70), lonlat(70, 50), lonlat(50, 70), lonlat(50, 50)], srid=4326)
    bad = make_building(tree["S11"], at=(10, 50, 10))
    type(bad).objects.filter(id=bad.id).update(geom=crossed)
    client = client_of(make_worker(tree["S11"]))
    faults = client.get(MANIFEST).json()["faults"]
    (fault,) = [fault for fault in faults if fault["part"] == str(tree["S11"].id)]
    assert (fault["id"], fault["code"], fault["drawn"]) == (str(bad.id), "invalid_geometry", True)
    assert fault["message"]


def test_old_parts_are_cleared_away_and_built_again(tree: dict[str, ServiceGrid]) -> None:
    client = client_of(make_worker(tree["S11"]))
    before = client.get(MANIFEST).json()["parts"]
    assert cache.prune(kept_seconds=3600) == 0
    assert cache.prune(kept_seconds=-1) == len({part["sha256"] for part in before})
    assert client.get(before[0]["url"]).status_code == 404
    assert client.get(MANIFEST).json()["parts"] == before
    assert client.get(before[0]["url"]).status_code == 200
