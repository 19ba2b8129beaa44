"""`POST` and `DELETE /api/v1/session/`: signing in and out on a phone."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from server.accounts.models import Device, DeviceToken, Person
from server.accounts.services import revoke_device
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db
URL = "/api/v1/session/"


@pytest.fixture
def phone() -> APIClient:
    return APIClient()


@pytest.fixture
def worker() -> Person:
    return make_person("worker")


def body(username: str = "worker", password: str = PASSWORD, **device: object) -> dict[str, object]:
    info = {"id": str(uuid4()), "name": "Phone", "platform": "android", "app_version": "0.1", **device}
    return {"username": username, "password": password, "device": info}


def sign_in(phone: APIClient, sent: dict[str, object]) -> str:
    answer = phone.post(URL, sent, format="json")
    assert answer.status_code == 200, answer.content
    phone.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    return str(answer.json()["token"])


def test_signs_in_and_registers_the_device(phone, worker):
    sent = body()
    answer = phone.post(URL, sent, format="json").json()

    assert set(answer) == {"token", "expiry", "person", "server_time", "escrow", "sealing"}
    assert answer["person"] == {
        "id": str(worker.id),
        "username": "worker",
        "display_name": "worker",
        "language": "zh-hans",
    }
    device = Device.objects.get()
    assert (str(device.id), device.person, device.platform) == (sent["device"]["id"], worker, "android")
    phone.credentials(HTTP_AUTHORIZATION=f"Token {answer['token']}")
    assert phone.get("/api/v1/me/").status_code == 200


def test_the_token_itself_is_not_stored(phone, worker):
    token = sign_in(phone, body())
    assert not DeviceToken.objects.filter(digest=token).exists()
    assert token not in str(DeviceToken.objects.values())


@pytest.mark.parametrize(("username", "password"), [("worker", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_alike(phone, worker, username, password):
    answer = phone.post(URL, body(username, password), format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_login")
    assert not Device.objects.exists()


def test_a_closed_account_does_not_sign_in(phone, worker):
    Person.objects.update(is_active=False)
    assert phone.post(URL, body(), format="json").json()["code"] == "wrong_login"


def test_an_old_token_does_not_stand_in_the_way(phone, worker):
    phone.credentials(HTTP_AUTHORIZATION="Token 0123456789abcdef")
    assert phone.post(URL, body(), format="json").status_code == 200


def test_a_lost_reply_strands_nobody(phone, worker):
    sent = body()
    lost = sign_in(phone, sent)
    heard = sign_in(phone, sent)

    assert Device.objects.count() == 1
    for token in (lost, heard):
        phone.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        assert phone.get("/api/v1/me/").status_code == 200


def test_only_the_newest_tokens_of_a_device_are_kept(phone, worker):
    sent = body()
    first = sign_in(phone, sent)
    for _ in range(3):
        sign_in(phone, sent)
    phone.credentials(HTTP_AUTHORIZATION=f"Token {first}")
    assert phone.get("/api/v1/me/").json()["code"] == "not_signed_in"


def test_two_phones_of_one_worker_both_work(phone, worker):
    tokens = [sign_in(phone, body()), sign_in(phone, body())]
    for token in tokens:
        phone.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        assert phone.get("/api/v1/me/").status_code == 200


def test_a_device_of_another_person_is_refused(phone, worker):
    make_person("teammate")
    sent = body()
    sign_in(phone, sent)
    answer = APIClient().post(URL, {**sent, "username": "teammate"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "device_of_another")
    assert Device.objects.get().person == worker


def test_a_revoked_device_ends_its_token_and_says_why(phone, worker):
    sent = body()
    sign_in(phone, sent)
    revoke_device(device=Device.objects.get())

    for answer in (phone.get("/api/v1/me/"), phone.post(URL, sent, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")


def test_an_expired_token_says_so_however_often_it_is_sent(phone, worker):
    sign_in(phone, body())
    DeviceToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        answer = phone.get("/api/v1/me/")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
        assert answer["WWW-Authenticate"] == "Token"


def test_the_expiry_slides_on_with_use(phone, worker):
    sign_in(phone, body())
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert phone.get("/api/v1/me/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=58), tick=False):
        assert phone.get("/api/v1/me/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=89), tick=False):
        assert phone.get("/api/v1/me/").json()["code"] == "token_expired"


def test_signing_out_ends_this_token_only(phone, worker):
    other = sign_in(phone, body())
    sign_in(phone, body())
    assert phone.delete(URL).status_code == 204
    assert phone.get("/api/v1/me/").json()["code"] == "not_signed_in"
    phone.credentials(HTTP_AUTHORIZATION=f"Token {other}")
    assert phone.get("/api/v1/me/").status_code == 200


def test_too_many_tries_lock_out_even_the_right_password_for_a_while(phone, worker):
    for _ in range(10):
        last = phone.post(URL, body(password="wrong"), format="json")
    assert (last.status_code, last.json()["code"]) == (429, "too_many_tries")
    assert phone.post(URL, body(), format="json").json()["code"] == "too_many_tries"
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert phone.post(URL, body(), format="json").status_code == 200


def test_a_right_password_forgets_the_wrong_ones(phone, worker):
    for _ in range(9):
        phone.post(URL, body(password="wrong"), format="json")
    sign_in(phone, body())
    phone.credentials()
    assert phone.post(URL, body(password="wrong"), format="json").json()["code"] == "wrong_login"


def test_a_refusal_speaks_the_language_asked_for(phone, worker):
    english = phone.post(URL, body(password="wrong"), format="json", HTTP_ACCEPT_LANGUAGE="en").json()
    chinese = phone.post(URL, body(password="wrong"), format="json", HTTP_ACCEPT_LANGUAGE="zh-CN").json()
    assert english["message"] == "The login name or the password is wrong."
    assert chinese["message"] == "登录名或密码不正确。"


def test_bad_values_are_named_by_field(phone):
    answer = phone.post(URL, {"username": "x", "device": {"id": "7"}}, format="json", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_input"
    assert set(answer.json()["data"]["fields"]) == {"password", "device.id"}
    assert "device.id: Must be a valid UUID." in answer.json()["message"]
