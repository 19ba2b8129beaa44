"""Every refusal has one shape, whoever raises it: DRF, Django, a noun, or an address that nobody knows."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.test import APIClient

from server.api.errors import answer_problem
from tests.people import make_person
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
SESSION = "/api/v1/session/"


def refusal(answer) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"code", "message", "data"}
    assert isinstance(body["message"], str)
    assert body["message"]
    assert isinstance(body["data"], dict)
    return answer.status_code, body["code"]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/session", "/api/v1/households/7/"])
def test_an_unknown_address(method, path):
    assert refusal(getattr(APIClient(), method)(path)) == (404, "not_found")


def test_an_unknown_address_outside_the_api_is_a_page():
    assert APIClient().get("/nothing/here").status_code == 404


def test_a_method_that_does_not_exist_here():
    answer = APIClient(HTTP_ACCEPT_LANGUAGE="en").put(SESSION)
    assert refusal(answer) in [(405, "method_not_allowed"), (401, "not_signed_in")]
    answer = client_of(make_person("someone")).delete("/api/v1/me/")
    assert refusal(answer) == (405, "method_not_allowed")
    assert answer.json()["message"] == "The method DELETE is not possible here."


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"username": NaN}', b'{"a": Infinity}', b"[" * 100_000, b'{"a": 1} x'],
)
def test_a_malformed_body(body):
    answer = APIClient().post(SESSION, body, content_type="application/json")
    assert refusal(answer) == (400, "malformed_body")


@pytest.mark.parametrize("body", [b"[]", b"7", b'"text"', b"null"])
def test_a_body_of_another_kind_is_bad_input(body):
    answer = APIClient().post(SESSION, body, content_type="application/json")
    assert refusal(answer) == (400, "bad_input")


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_text_that_no_database_takes_is_bad_input(name):
    body = {"username": name, "password": "x", "device": {"id": "018f0000-0000-7000-8000-000000000000"}}
    answer = APIClient().post(SESSION, json.dumps(body), content_type="application/json")
    assert refusal(answer) == (400, "bad_input")


def test_a_body_past_the_limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = APIClient().post(SESSION, b'{"a": "' + b"x" * 1000 + b'"}', content_type="application/json")
    assert refusal(answer) == (413, "too_large")


def test_a_body_of_a_type_that_is_not_read():
    answer = APIClient().post(SESSION, "a=b", content_type="text/plain")
    assert refusal(answer) == (415, "unsupported_media_type")


def test_an_answer_in_a_format_that_is_not_written():
    answer = client_of(make_person("someone")).get("/api/v1/me/", headers={"accept": "text/html"})
    assert refusal(answer) == (406, "not_acceptable")


def test_nobody_signed_in():
    answer = APIClient().get("/api/v1/me/")
    assert refusal(answer) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("value", ["Token", "Token a b", "Token ÿÿ", "Token " + "x" * 64])
def test_a_token_that_is_none(value):
    assert refusal(APIClient(HTTP_AUTHORIZATION=value).get("/api/v1/me/")) == (401, "not_signed_in")


def test_a_browser_without_its_csrf_token():
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_person("someone"), backend="django.contrib.auth.backends.ModelBackend")
    assert refusal(client.patch("/api/v1/me/", {"language": "en"}, format="json")) == (403, "form_expired")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.Throttled(wait=7.2), 429, "too_many_requests"),
        (exceptions.ValidationError(["no"]), 400, "bad_input"),
    ],
)
def test_what_the_frameworks_raise(error, status, code):
    answer = answer_problem(error, {})
    assert (answer.status_code, answer.data["code"]) == (status, code)


def test_a_throttle_says_when_to_come_back():
    assert answer_problem(exceptions.Throttled(wait=7.2), {})["Retry-After"] == "8"


def test_a_fault_of_ours_is_not_hidden():
    assert answer_problem(RuntimeError("a bug"), {}) is None


def test_a_fault_of_ours_looks_like_every_refusal(monkeypatch):
    monkeypatch.setattr("server.accounts.services.sign_in", lambda *_args, **_named: 1 / 0)
    client = APIClient(raise_request_exception=False)
    body = {"username": "a", "password": "b", "device": {"id": "018f0000-0000-7000-8000-000000000000"}}
    answer = client.post(SESSION, body, format="json")
    assert refusal(answer) == (500, "server_fault")
    assert "ZeroDivision" not in answer.content.decode()


def test_nested_faults_are_named_by_their_path():
    detail = {"a": {"b": ["x"]}, "list": [{}, {"c": ["y"]}], "non_field_errors": ["z"]}
    answer = answer_problem(exceptions.ValidationError(detail), {})
    assert answer.data["data"]["fields"] == {"a.b": ["x"], "list.1.c": ["y"], "": ["z"]}
