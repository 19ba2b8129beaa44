"""The office's pages of notices and call-outs: written, refused with what was written kept, ended, and who answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from server.grids.scope import for_person
from server.identity import new_id
from server.notices.models import Notice
from server.organisations.calling_out import AnswerDraft, answer_call_outs
from server.organisations.models import CallOut
from tests.people import make_worker
from tests.web.street import StreetForTests

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client: Client, street: StreetForTests) -> Client:
    client.force_login(street.community, BACKEND)
    client.cookies["django_language"] = "en"
    return client


def at(**delta: float) -> str:
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def page(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_notice_is_written_kept_on_refusal_and_ended(desk: Client, street: StreetForTests):
    form = {"title": "停水", "text": "明天停水", "starts_at": at(), "ends_at": at(days=1)}
    refused = desk.post("/messages/notices/write/", form)
    assert refused.status_code == 403, "a community's office does not write to the whole street"
    assert 'value="停水"' in refused.content.decode()
    grid = street.grids["M1"]
    form |= {"grids": [str(grid.id)], "roles": ["grid_worker"], "important": "1"}
    assert desk.post("/messages/notices/write/", form).status_code == 302
    notice = Notice.objects.get()
    assert (list(notice.grids.all()), notice.roles, notice.importance) == ([grid], ["grid_worker"], "important")
    listed = page(desk, "/messages/notices/")
    assert "停水" in listed
    assert grid.name in listed
    assert desk.post(f"/messages/notices/{notice.id}/end/").status_code == 302
    notice.refresh_from_db()
    assert notice.ended_at is not None
    assert "ended early" in page(desk, "/messages/notices/")


def test_a_call_out_is_written_answered_and_ended(desk: Client, client: Client, street: StreetForTests):
    form = {
        "title": "扫雪", "text": "带铁锹", "place": "东门", "contact": "社区办公室 0931-1234567", "needed": "1",
        "grids": [str(street.grids["M1"].id)], "starts_at": at(hours=4), "ends_at": at(hours=6),
        "answer_by": at(hours=8),
    }  # fmt: skip
    refused = desk.post("/messages/call-outs/write/", form)
    assert refused.status_code == 400
    assert "社区办公室 0931-1234567" in refused.content.decode()
    assert desk.post("/messages/call-outs/write/", form | {"answer_by": at(hours=2)}).status_code == 302
    call_out = CallOut.objects.get()
    helper = make_worker(street.grids["S11"], username="helper")
    answer_call_outs(for_person(helper), [AnswerDraft(new_id(), call_out.id, "accepted", timezone.now(), "我带铁锹")])
    shown = page(desk, f"/messages/call-outs/{call_out.id}/")
    assert "helper" in shown
    assert "我带铁锹" in shown
    assert "1 coming, 1 needed" in shown
    assert "enough" in page(desk, "/messages/call-outs/")
    desk.post(f"/messages/call-outs/{call_out.id}/end/")
    call_out.refresh_from_db()
    assert call_out.ended_at is not None


def test_who_answered_is_told_only_to_the_office_that_asked(desk: Client, client: Client, street: StreetForTests):
    now = timezone.now()
    call_out = CallOut.objects.create(
        street=street.grids["L"].street, title="全街道", needed=2, author=street.staff, starts_at=now,
        ends_at=now + timedelta(days=1), answer_by=now + timedelta(hours=1),
    )  # fmt: skip
    helper = make_worker(street.grids["S11"], username="helper")
    answer_call_outs(for_person(helper), [AnswerDraft(new_id(), call_out.id, "accepted", now, "")])
    assert "helper" not in page(desk, f"/messages/call-outs/{call_out.id}/")
    assert "1 coming, 2 needed" in page(desk, f"/messages/call-outs/{call_out.id}/")
    assert desk.post(f"/messages/call-outs/{call_out.id}/end/").status_code == 403
    client.force_login(street.staff, BACKEND)
    assert "helper" in page(client, f"/messages/call-outs/{call_out.id}/")


@pytest.mark.parametrize(("field", "value"), [("starts_at", "tomorrow"), ("needed", "many"), ("grids", "x")])
def test_what_cannot_be_read_is_refused(desk: Client, street: StreetForTests, field: str, value: str):
    form = {"title": "扫雪", "needed": "1", "starts_at": at(hours=4), "ends_at": at(hours=6), "answer_by": at(hours=2)}
    response = desk.post("/messages/call-outs/write/", form | {field: value})
    assert response.status_code == 400
    assert not CallOut.objects.exists()
