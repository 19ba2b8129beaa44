"""In which language the server answers: what was chosen in the browser, then what the person chose, then the header."""

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from server.accounts.models import Person
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db
ENGLISH, CHINESE = "There is no such record in your area.", "您的辖区内没有这条记录。"
URL = "/api/v1/grids/018f0000-0000-7000-8000-000000000000/"


@pytest.fixture
def person() -> Person:
    return make_person("someone")


def browser(person: Person) -> APIClient:
    client = APIClient()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_browser_is_answered_in_the_persons_language_whatever_it_was_installed_in(person):
    assert browser(person).get(URL, headers={"accept-language": "en"}).json()["message"] == CHINESE
    Person.objects.update(language="en")
    assert browser(person).get(URL, headers={"accept-language": "zh-CN"}).json()["message"] == ENGLISH


def test_what_was_chosen_in_this_browser_goes_first(person):
    client = browser(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get(URL).json()["message"] == ENGLISH


def test_a_phone_is_answered_in_the_language_it_asks_for_else_in_its_persons(person):
    device = {"id": "018f0000-0000-7000-8000-000000000001"}
    body = {"username": "someone", "password": PASSWORD, "device": device}
    token = APIClient().post("/api/v1/session/", body, format="json").json()["token"]
    phone = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    assert phone.get(URL).json()["message"] == CHINESE
    assert phone.get(URL, headers={"accept-language": "en"}).json()["message"] == ENGLISH
    Person.objects.update(language="en")
    assert phone.get(URL).json()["message"] == ENGLISH
