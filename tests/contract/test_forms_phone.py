"""The phone makes of the office's forms what the contract's vectors say: values, relevance, errors, what is sent."""

import json
import math
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mobile.forms import FilledForm, FormUnusable, read_form
from mobile.forms.expressions import Look, read_expression
from mobile.forms.paths import spot_of, written
from mobile.forms.values import All, Value, of_answer
from tests.contract.messages import CONTRACT, hold, schema
from tests.mobile.store.town import building, household, open_town

VECTORS: dict[str, Any] = json.loads((CONTRACT / "examples" / "forms.json").read_text("utf-8"))
NOW = datetime.fromisoformat(VECTORS["now"])
FORMS = [pytest.param(form, id=form["definition"]["code"]) for form in VECTORS["forms"]]
CASES = [
    pytest.param(form["definition"], case, id=f"{form['definition']['code']}: {case['name']}")
    for form in VECTORS["forms"]
    for case in form["cases"]
]


class Answers:
    """The vectors' answers, without a form about them."""

    def value(self, path: tuple[str, ...]) -> Value:
        return of_answer(VECTORS["answers"].get("/" + "/".join(path)))

    def all(self, path: tuple[str, ...]) -> All:
        raise NotImplementedError

    def answer(self) -> Value:
        return None

    def turn(self) -> int:
        return 0


@pytest.mark.parametrize("vector", VECTORS["expressions"], ids=lambda it: it["text"])
def test_an_expression_has_the_value_that_the_contract_says(vector: dict[str, Any]) -> None:
    found = read_expression(vector["expr"])(Look(Answers(), NOW))
    if isinstance(found, float) and math.isnan(found):
        found = None
    assert (found or None if isinstance(found, str) else found) == (vector["is"] if vector["is"] != "" else None)
    assert isinstance(found, bool) == isinstance(vector["is"], bool)


def test_the_phone_knows_every_function_and_question_type_of_the_contract() -> None:
    from mobile.forms.definition import TYPES
    from mobile.forms.functions import FUNCTIONS

    definitions = schema("form.schema.json")["$defs"]
    assert set(FUNCTIONS) | {"if", "position"} == set(definitions["function"]["enum"])
    assert set(TYPES) == set(definitions["question"]["properties"]["type"]["enum"])


@pytest.mark.parametrize("form", FORMS)
def test_a_form_opens_with_its_defaults(form: dict[str, Any]) -> None:
    assert FilledForm(read_form(form["definition"]), NOW).draft() == form["opened"]


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_a_filled_form_asks_calculates_checks_and_sends_what_the_contract_says(
    definition: dict[str, Any], case: dict[str, Any]
) -> None:
    form = read_form(definition)
    filled = FilledForm(form, NOW, case["answers"])
    walked = list(filled.walk())
    assert [written(form, spot) for spot in walked] == case["relevant"]
    calculated = {written(form, it): filled.answer(it) for it in walked if form.by_path[it.path].type == "calculate"}
    assert {path: answer for path, answer in calculated.items() if answer is not None} == {
        path: answer for path, answer in case["calculated"].items() if path in calculated
    }
    found = [{"path": written(form, fault.spot), "code": fault.code} for fault in filled.faults()]
    assert found == case["errors"]
    assert filled.sent() == case["sent"]
    hold("form.schema.json", "filled", {"code": form.code, "version": form.version, "answers": filled.sent()})
    for path in case["relevant"]:
        spot = spot_of(form, path)
        assert spot in walked


@pytest.mark.parametrize("form", FORMS)
def test_the_phone_refuses_a_form_with_a_type_it_does_not_know(form: dict[str, Any]) -> None:
    newer = json.loads(json.dumps(form["definition"]))
    newer["questions"][-1] |= {"type": "signature"}
    with pytest.raises(FormUnusable) as refusal:
        read_form(newer)
    assert refusal.value.reason == "type_unknown"


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_the_phones_visit_with_a_filled_form_is_in_the_contract(
    definition: dict[str, Any], case: dict[str, Any], tmp_path: Path
) -> None:
    home = household(building())
    store = open_town(tmp_path, home)
    filled = FilledForm(read_form(definition), NOW, case["answers"])
    form = {"code": filled.form.code, "version": filled.form.version, "answers": filled.sent()}
    store.record_visit(household_id=home.id, outcome="met", form=form)
    (op,) = store.outgoing.take_batch(9)
    hold("operation.schema.json", "operation", op.message())
    store.close()
