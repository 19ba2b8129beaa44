"""Answers to the office's forms go with the visit and leave with the household; a draft keeps its form's version."""

from typing import Any

import pytest

from mobile import wire
from mobile.store import Store
from mobile.store.mirror import apply
from mobile.store.problems import BadRecord
from mobile.store.sections import keep_sections
from tests.mobile.store.town import building, household, open_town


@pytest.fixture
def home() -> Any:
    return household(building())


@pytest.fixture
def store(tmp_path: Any, home: Any) -> Store:
    return open_town(tmp_path, home)


def definition(version: int = 1, code: str = "care") -> dict[str, Any]:
    return {"code": code, "version": version, "purpose": "visit", "questions": []}


def tell(store: Store, *definitions: dict[str, Any]) -> None:
    items = tuple({"id": str(number), "definition": it} for number, it in enumerate(definitions))
    with store.database.write() as db:
        keep_sections(db, {"forms": wire.Section("t", items)})


def test_the_forms_in_use_are_the_offices(store: Store) -> None:
    assert store.forms.in_use() == []
    tell(store, definition(), definition(code="other"))
    assert [it["code"] for it in store.forms.in_use()] == ["care", "other"]


def test_answers_go_with_the_visit_and_are_known_the_next_time(store: Store, home: Any) -> None:
    form = {"code": "care", "version": 3, "answers": {"health": "good", "people": [{"age": 71}]}}
    store.record_visit(household_id=home.id, outcome="met", form=form)
    (op,) = store.outgoing.take_batch(9)
    assert op.body["form"] == form
    assert store.forms.last_answers(home.id) == {"care": form["answers"]}
    store.record_visit(household_id=home.id, outcome="met")
    assert "form" not in store.outgoing.take_batch(9)[-1].body


def test_what_was_answered_leaves_with_the_household(store: Store, home: Any) -> None:
    form = {"code": "care", "version": 3, "answers": {"health": "good"}}
    store.record_visit(household_id=home.id, outcome="met", form=form)
    with store.database.write() as db:
        apply(db, home, 1)
    assert store.forms.last_answers(home.id)
    with store.database.write() as db:
        db.execute("delete from household where id = ?", (home.id,))
    assert store.forms.last_answers(home.id) == {}


def test_too_many_answers_are_refused_before_they_are_kept(store: Store, home: Any) -> None:
    form = {"code": "care", "version": 3, "answers": {"a": "好" * 11_000}}
    with pytest.raises(BadRecord):
        store.record_visit(household_id=home.id, outcome="met", form=form)
    assert store.outbox() == []


def test_a_draft_keeps_the_form_that_it_was_begun_with(store: Store, home: Any) -> None:
    store.forms.begin(definition(1))
    store.keep_draft(home.id, {"more": {"form": {"care": {"version": 1, "answers": {}}}}})
    store.forms.begin(definition(2))
    assert [it["version"] for it in store.forms.begun()] == [1, 2]
    store.keep_draft(home.id, None)
    store.forms.begin(definition(3))
    assert [it["version"] for it in store.forms.begun()] == [3]
