"""Forms by way of a push: answers come in with their visits; what does not fit is refused and shown to the office."""

import pytest

from server.forms.services import upload_form
from server.grids.scope import for_person
from server.visits.models import Visit
from tests.contract.messages import hold
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.forms.workbooks import VECTORS, xlsx
from tests.server.phones import client_of
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db
FORM = {"code": "care_check", "version": 1, "answers": {"health": "good"}}


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def home(grids):
    upload_form(for_person(make_street_staff()), xlsx(VECTORS["forms"][0]["sheets"]))
    return make_household(make_building(grids["S11"]))


@pytest.fixture
def phone(grids):
    return make_phone(make_worker(grids["S11"]))


def test_answers_come_in_with_their_visit(phone, home):
    op = phone.visit(home, body={"form": FORM})
    hold("operation.schema.json", "operation", op)
    (result,) = phone.push(op).json()["results"]
    assert (result["status"], Visit.objects.get().form) == ("applied", FORM)
    (again,) = phone.push(op).json()["results"]
    assert again["status"] == "duplicate"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (FORM | {"answers": {"health": "splendid"}}, "bad_answer"),
        (FORM | {"version": 9}, "unknown_form"),
        (FORM | {"version": 2**40}, "bad_operation"),
        (FORM | {"version": True}, "bad_operation"),
        (FORM | {"answers": [1]}, "bad_operation"),
        ({"code": "x" * 50, "version": 1, "answers": {}}, "bad_operation"),
        ("care_check", "bad_operation"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_stops_no_other(phone, home, form, code):
    answer = phone.push(phone.visit(home, body={"form": form}), phone.visit(home))
    first, second = answer.json()["results"]
    assert (first["status"], first["code"], second["status"]) == ("rejected", code, "applied")
    assert first["message"]


def test_the_office_sees_what_was_answered(phone, home, grids):
    op = phone.visit(home, body={"form": FORM | {"answers": {"health": "splendid"}}})
    phone.push(op)
    page = client_of(make_community_staff(grids["L"])).get(f"/inbox/{op['op_id']}/").content.decode()
    assert "care_check 1 · health: splendid" in page
    assert "it is none of the choices" in page
