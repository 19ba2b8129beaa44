"""The JSON Schemas of the contract, as validators."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

CONTRACT = Path(__file__).resolve().parents[2] / "server" / "contract"


@cache
def schema(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTRACT / file).read_text())
    return found


@cache
def validator(file: str, name: str) -> Draft202012Validator:
    whole = schema(file)
    registry = Registry().with_resource(whole["$id"], Resource.from_contents(whole))
    return Draft202012Validator(
        {"$ref": f"{whole['$id']}#/$defs/{name}"},
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def faults(file: str, name: str, message: Any) -> list[str]:
    """What is wrong with a message, by the schema `name` of a file; empty if nothing is."""
    return [f"{error.json_path}: {error.message}" for error in validator(file, name).iter_errors(message)]


def hold(file: str, name: str, message: Any) -> None:
    found = faults(file, name, message)
    assert not found, "\n".join(found)
