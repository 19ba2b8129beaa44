"""Who may open which page. Other people's grids answer as if they did not exist."""

import pytest

from server.identity import new_id
from tests.factories.places import make_building, make_grid, make_household
from tests.people import make_person
from tests.web.street import StreetForTests

MESSAGES = ("/messages/notices/", "/messages/notices/write/", "/messages/call-outs/", "/messages/call-outs/write/")
OFFICE = ("/map/", "/coverage/", "/people/", "/inbox/", "/inbox/duplicates/", "/phones/", "/phones/sheet/", "/forms/")
OFFICE += MESSAGES
EVERYBODY = ("/me/",)


@pytest.mark.parametrize("page", ["/", *OFFICE, "/incidents/", *EVERYBODY])
def test_nobody_sees_a_page_without_signing_in(client, db, page: str):
    response = client.get(page)
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("username", "allowed"),
    [
        ("street", {*OFFICE, "/incidents/", *EVERYBODY}),
        ("community", {*OFFICE, "/incidents/", *EVERYBODY}),
        ("department", {"/incidents/", *EVERYBODY}),
        ("worker", {*EVERYBODY}),
        ("nobody", {*EVERYBODY}),
    ],
)
def test_each_person_opens_their_pages_and_no_others(client, street: StreetForTests, username: str, allowed: set[str]):
    make_person("nobody")
    client.force_login(type(street.staff).objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    opened = {page for page in (*OFFICE, "/incidents/", *EVERYBODY) if client.get(page).status_code == 200}
    assert opened == allowed


def test_a_worker_is_told_why_and_where_to_go(client, street: StreetForTests):
    client.force_login(street.worker, "django.contrib.auth.backends.ModelBackend")
    response = client.get("/map/", headers={"accept-language": "en"})
    assert response.status_code == 403


def test_other_peoples_grids_look_like_none(client, street: StreetForTests):
    foreign = make_grid("F", level="large", at=(5000, 0, 300))
    middle = make_grid("FM", level="medium", parent=foreign, at=(5000, 0, 200))
    small = make_grid("FS", parent=middle, at=(5000, 0, 100))
    building = make_building(small, at=(5010, 10, 20))
    household = make_household(building)
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    for page in (
        f"/map/?parent={foreign.id}",
        f"/coverage/?parent={foreign.id}",
        f"/incidents/?grid={foreign.id}",
        f"/map/buildings/{building.id}/",
        f"/map/?building={building.id}",
        f"/households/{household.id}/",
    ):
        unknown = page.replace(str(foreign.id), str(new_id()))
        assert client.get(page).status_code == 404, page
        assert client.get(unknown).status_code == 404, unknown


def test_a_department_sees_only_what_is_assigned_to_it(client, street: StreetForTests):
    client.force_login(street.department, "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/incidents/{street.incident.id}/").status_code == 404
    street.incident.organisation = street.organisation
    street.incident.save(update_fields=["organisation"])
    assert client.get(f"/incidents/{street.incident.id}/").status_code == 200
    household = street.households["S11"][0]
    assert client.get(f"/households/{household.id}/").status_code == 403


@pytest.mark.parametrize(
    "page",
    [
        "/map/?parent=nonsense",
        "/map/?period=week",
        "/coverage/?starts_on=2026-13-01",
        "/incidents/?state=lost",
        "/map/?level=huge",
    ],
)
def test_an_address_that_means_nothing_is_refused_in_words(client, street: StreetForTests, page: str):
    client.force_login(street.staff, "django.contrib.auth.backends.ModelBackend")
    response = client.get(page)
    assert response.status_code == 400
    assert "无法识别" in response.content.decode()
