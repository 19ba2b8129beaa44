"""The contract of visit forms is a schema, and its own examples are what it says."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.contract.messages import CONTRACT, faults, hold, schema

FORM = "form.schema.json"
VECTORS = json.loads((CONTRACT / "examples" / "forms.json").read_text())


def test_the_schema_is_a_schema_and_explains_itself():
    Draft202012Validator.check_schema(schema(FORM))
    for name, definition in schema(FORM)["$defs"].items():
        assert "title" in definition, name
        for field, meaning in definition.get("properties", {}).items():
            assert "title" in meaning or "$ref" in meaning, f"{name}.{field} does not say what it is"


@pytest.mark.parametrize("form", VECTORS["forms"], ids=lambda form: form["definition"]["code"])
def test_the_examples_are_in_the_contract(form):
    hold(FORM, "definition", form["definition"])
    for case in form["cases"]:
        hold(FORM, "answers", case["sent"])


@pytest.mark.parametrize("vector", VECTORS["expressions"], ids=lambda vector: vector["text"])
def test_the_expressions_are_in_the_contract(vector):
    hold(FORM, "expression", vector["expr"])


@pytest.mark.parametrize(
    "expression", [["import", "os"], ["call", "eval", "1"], ["ref", "age"], ["and", True], ["self", 1], None, {}]
)
def test_what_is_no_expression_is_not_in_the_contract(expression):
    assert faults(FORM, "expression", expression)
