"""The committed contract is what the server does: generated afresh it is the same, and it says how calls may fail."""

from pathlib import Path

import pytest
import yaml
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

COMMITTED = Path(__file__).resolve().parents[2] / "server" / "contract" / "openapi.yaml"


@pytest.fixture(scope="module")
def generated() -> bytes:
    GENERATOR_STATS.reset()
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        return OpenApiYamlRenderer().render(schema, renderer_context={})


@pytest.fixture(scope="module")
def contract() -> dict:
    return yaml.safe_load(COMMITTED.read_bytes())


def operations(contract: dict):
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def test_the_generated_contract_is_the_committed_one(generated):
    assert generated.decode() == COMMITTED.read_text("utf-8"), "run `poe schema` and look at the difference"


def test_it_is_generated_without_a_warning(generated):
    assert not GENERATOR_STATS


def test_it_is_valid_openapi(contract):
    validate_schema(contract)


def test_every_call_names_its_refusals(contract):
    silent = [
        name
        for name, operation in operations(contract)
        if not any(status.startswith("4") for status in operation["responses"])
    ]
    assert silent == []


def test_every_refusal_names_its_codes(contract):
    vague = [
        f"{name} {status}"
        for name, operation in operations(contract)
        for status, answer in operation["responses"].items()
        if status.startswith(("4", "5")) and "`" not in answer.get("description", "")
    ]
    assert vague == []


def test_every_call_but_the_sign_in_needs_one(contract):
    open_to_all = [name for name, operation in operations(contract) if {} in operation.get("security", [{}])]
    assert open_to_all == ["POST /api/v1/session/"]


def test_every_call_has_a_name_and_a_summary(contract):
    named = [operation["operationId"] for _, operation in operations(contract)]
    assert len(named) == len(set(named))
    assert [name for name, operation in operations(contract) if not operation.get("summary")] == []


@pytest.mark.django_db
def test_it_is_served(client):
    answer = client.get("/api/v1/schema/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["paths"]
