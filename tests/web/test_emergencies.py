"""An emergency on the office's pages: started over drawn ground or chosen grids, watched, ended."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import expect

from server.emergencies.drafts import CheckDraft
from server.emergencies.models import Emergency
from server.emergencies.services import check_doors
from server.grids.scope import for_person
from server.identity import new_id
from tests.factories.places import lonlat
from tests.web.conftest import Office
from tests.web.street import StreetForTests

FORM = {"title": "暴雨内涝", "kind": "flood", "level": "2", "text": "先敲门", "all_households": "1"}


@pytest.fixture
def desk(street: StreetForTests) -> Client:
    client = Client()
    client.force_login(street.community)
    return client


def start(desk: Client, **fields: object) -> Emergency:
    answer = desk.post("/emergencies/start/", FORM | fields)
    assert answer.status_code == 302, answer.content.decode()
    return Emergency.objects.latest("started_at")


def checked(street: StreetForTests, emergency: Emergency, household_id: UUID, state: str) -> None:
    from django.utils import timezone

    now = timezone.now()
    draft = CheckDraft(
        id=new_id(), emergency_id=emergency.id, household_id=household_id, person_id=street.worker.id, state=state,
        captured_at=now, checked_at=now, headcount=1,
    )  # fmt: skip
    assert not hasattr(check_doors(for_person(street.worker), [draft])[0], "code")


@pytest.mark.django_db
def test_it_is_started_over_chosen_grids_watched_and_ended(street: StreetForTests, desk: Client):
    emergency = start(desk, grid=[str(street.grids["S11"].id)])
    address = f"/emergencies/{emergency.id}/"
    home = street.households["S11"][0]
    checked(street, emergency, home.id, "needs_help")
    text = desk.get(address).content.decode()
    assert "every 10s" in text
    assert text.index("需要帮助") < text.index("按网格")
    assert home.name not in text, "the office sees doors here, no names"
    part = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert desk.post(f"{address}end/", {"note": "水已退"}).status_code == 302
    ended = desk.get(address).content.decode()
    assert "水已退" in ended
    assert "every 10s" not in ended
    assert desk.post(f"{address}end/", {}).status_code == 409


@pytest.mark.django_db
def test_a_refusal_keeps_what_was_written(street: StreetForTests, desk: Client):
    answer = desk.post("/emergencies/start/", FORM)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "请在地图上画出范围" in text
    assert "暴雨内涝" in text
    for drawn in ("{", json.dumps({"type": "Point", "coordinates": [1, 2]})):
        assert desk.post("/emergencies/start/", FORM | {"area": drawn}).status_code == 400
    assert not Emergency.objects.exists()


@pytest.mark.django_db
def test_a_worker_has_no_place_here(street: StreetForTests):
    client = Client()
    client.force_login(street.worker)
    assert client.get("/emergencies/").status_code == 403
    assert client.post("/emergencies/start/", FORM).status_code == 403


@pytest.mark.browser
def test_an_area_is_drawn_corner_by_corner(open_office: Callable[..., Office], street: StreetForTests):
    office = open_office("en-GB")
    office.sign_in("community", to="/emergencies/")
    page = office.page
    expect(page.locator("#draw[data-ready]")).to_be_visible()
    element = page.locator("#draw")
    element.scroll_into_view_if_needed()
    corners = [lonlat(*at) for at in ((5, 5), (60, 5), (60, 60))]
    for corner in corners:
        at = page.evaluate(
            "([at]) => { const p = document.getElementById('draw').map.project(at); return [p.x, p.y] }", [corner]
        )
        element.click(position={"x": at[0], "y": at[1]})
    expect(page.locator("#drawn")).to_have_text("Drawn: 3")
    page.locator("#draw-back").click()
    expect(page.locator("#area")).to_have_value("")
    element.click(position={"x": at[0], "y": at[1]})
    page.locator("input[name=title]").fill("暴雨内涝")
    page.get_by_role("button", name="Start now").click()
    expect(page.locator("#board")).to_be_visible()
    emergency = Emergency.objects.get()
    assert emergency.area.num_coords == 4
