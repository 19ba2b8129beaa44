"""Forms over HTTP: look first, then commit; faults by sheet and row; the workbook comes back as it was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from server.forms.models import Form
from tests.factories.places import make_tree
from tests.people import make_street_staff
from tests.server.forms.workbooks import small, text
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    make_tree()
    return client_of(make_street_staff())


def send(client: APIClient, data: bytes, **fields: str):
    return client.post("/api/v1/forms/", {"file": SimpleUploadedFile("f.xlsx", data), **fields}, format="multipart")


def test_without_commit_nothing_is_written(client):
    answer = send(client, small(text()))
    assert (answer.status_code, answer.json()["definition"]["code"]) == (200, "small")
    assert not Form.objects.exists()


def test_a_form_is_uploaded_listed_and_downloaded(client):
    data = small(text())
    done = send(client, data, commit="true")
    assert (done.status_code, done.json()["version"]) == (201, 1)
    assert send(client, data, commit="true").status_code == 200
    (form,) = client.get("/api/v1/forms/").json()
    (version,) = form["versions"]
    assert (form["code"], form["retired_at"], version["title"]) == ("small", None, {"zh": "小表"})
    assert (version["file_name"], version["uploaded_by"], version["outcomes"]) == ("f.xlsx", "street", None)
    address = f"/api/v1/forms/{form['id']}/versions/1/"
    assert client.get(address).json()["questions"][0]["name"] == "remark"
    file = client.get(f"{address}file/")
    assert (file.content, file["Content-Disposition"]) == (data, 'attachment; filename="small-1.xlsx"')
    assert client.get(f"/api/v1/forms/{form['id']}/versions/2/").status_code == 404


def test_faults_are_told_by_sheet_row_and_column(client):
    answer = send(client, small(text("a"), text("b", type="audio")), commit="true")
    body = answer.json()
    assert (answer.status_code, body["code"], body["data"]["count"]) == (422, "form_refused", 1)
    (fault,) = body["data"]["faults"]
    assert (fault["code"], fault["sheet"], fault["row"], fault["column"]) == ("type_unsupported", "survey", 3, "type")
    assert "audio" in fault["message"]
    assert not Form.objects.exists()


def test_a_large_file_is_refused_by_its_size(client):
    assert send(client, b"PK" + b"x" * 1_000_001).json()["data"]["faults"][0]["code"] == "file_too_large"


def test_a_form_is_retired_and_brought_back(client):
    form_id = send(client, small(text()), commit="true").json()["form_id"]
    assert client.post(f"/api/v1/forms/{form_id}/retire/").json()["retired_at"]
    assert client.post(f"/api/v1/forms/{form_id}/bring-back/").json()["retired_at"] is None
