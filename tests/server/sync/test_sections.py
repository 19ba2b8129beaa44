"""Small lists beside the change log: told whole, once per state, and only to a phone that asks for them."""

import pytest

from server.sync import sections

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(monkeypatch):
    """A section whose items the test chooses, per person."""
    lists: dict[str, list[dict[str, str]]] = {}
    monkeypatch.setattr(sections, "SECTIONS", {"board": lambda scope: lists.get(scope.person.username, [])})
    return lists


def test_a_list_comes_whole_once_and_again_when_it_has_changed(phone, board):
    board[phone.device.person.username] = [{"id": "1", "text": "停水"}]
    first = phone.pull({}, sections={"board": ""})["sections"]
    assert first["board"]["items"] == [{"id": "1", "text": "停水"}]
    tag = first["board"]["tag"]
    assert phone.pull({}, sections={"board": tag})["sections"] == {}
    board[phone.device.person.username].append({"id": "2", "text": "来水"})
    again = phone.pull({}, sections={"board": tag})["sections"]["board"]
    assert [item["id"] for item in again["items"]] == ["1", "2"]
    assert again["tag"] != tag


def test_an_empty_list_is_told_once_so_that_what_was_there_goes(phone, board):
    empty = phone.pull({}, sections={"board": ""})["sections"]["board"]
    assert empty["items"] == []
    assert phone.pull({}, sections={"board": empty["tag"]})["sections"] == {}


def test_each_person_is_told_their_own(phone, other, board):
    board[other.device.person.username] = [{"id": "1"}]
    assert phone.pull({}, sections={"board": ""})["sections"]["board"]["items"] == []
    assert phone.pull({}, sections={"board": "", "unheard": ""})["sections"].keys() == {"board"}


def test_a_phone_that_does_not_ask_is_told_none(phone, board):
    assert phone.pull({})["sections"] == {}


def test_what_is_no_list_of_tags_is_refused(phone, board):
    answer = phone.pull_raw({}, sections=["board"])
    assert (answer.status_code, answer.json()["data"]) == (400, {"field": "sections"})


def test_a_list_is_bounded(phone, board):
    board[phone.device.person.username] = [{"id": str(n)} for n in range(sections.MOST + 5)]
    assert len(phone.pull({}, sections={"board": ""})["sections"]["board"]["items"]) == sections.MOST
