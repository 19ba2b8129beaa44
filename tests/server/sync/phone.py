"""A phone as the server sees it: a signed-in device that sends messages. It knows the contract, not the app."""

import gzip
import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from server.accounts.models import Device, Person
from server.identity import new_id
from tests.people import PASSWORD


@dataclass
class Phone:
    person: Person
    device: Device
    token: str
    http: Client = field(default_factory=Client)
    seqs: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}", "Accept-Language": "en"}

    def op(self, kind: str, entity_id: UUID, body: dict[str, Any], **changes: Any) -> dict[str, Any]:
        message = {
            "op_id": str(new_id()),
            "device_seq": next(self.seqs),
            "kind": kind,
            "schema_version": 1,
            "entity_id": str(entity_id),
            "base_version": None,
            "body": body,
            "captured_at": timezone.now().isoformat(),
            "boot_id": "boot-1",
            "elapsed_ms": 60_000,
            "scope_version": "known",
        }
        return message | changes

    def visit(self, household: Any, **changes: Any) -> dict[str, Any]:
        body: Any = {"household_id": str(household.id), "outcome": "met", "note": "好"}
        change = changes.pop("body", {})
        body = body | change if isinstance(change, dict) else change
        return self.op("visit.record", changes.pop("entity_id", None) or new_id(), body, **changes)

    def push_raw(self, body: bytes, **headers: str) -> Any:
        return self.http.post(
            "/api/v1/sync/push",
            body,
            content_type="application/json",
            headers=self.headers | {"Content-Encoding": "gzip"} | headers,
        )

    def push(self, *ops: Any, **changes: Any) -> Any:
        message = {
            "protocol": 1,
            "device": str(self.device.id),
            "epoch": None,
            "sent_at": datetime.now(UTC).isoformat(),
            "boot_id": "boot-1",
            "elapsed_ms": 61_000,
            "waiting": len(ops),
            "ops": list(ops),
        }
        return self.push_raw(gzip.compress(json.dumps(message | changes).encode()))

    def results(self, *ops: Any, **changes: Any) -> list[dict[str, Any]]:
        response = self.push(*ops, **changes)
        assert response.status_code == 200, response.content
        return response.json()["results"]

    def statuses(self, *ops: Any, **changes: Any) -> list[str]:
        return [result["status"] for result in self.results(*ops, **changes)]

    def pull_raw(self, cursors: dict[str, str], **changes: Any) -> Any:
        message = {"protocol": 1, "device": str(self.device.id), "epoch": None, "waiting": 0, "cursors": cursors}
        return self.http.post(
            "/api/v1/sync/pull", json.dumps(message | changes), content_type="application/json", headers=self.headers
        )

    def pull(self, cursors: dict[str, str], **changes: Any) -> dict[str, Any]:
        response = self.pull_raw(cursors, **changes)
        assert response.status_code == 200, response.content
        return response.json()

    def snapshot(self, grid_id: Any, **query: str) -> Any:
        return self.http.get("/api/v1/sync/snapshot", {"grid": str(grid_id)} | query, headers=self.headers)


def make_phone(person: Person) -> Phone:
    """Signs in as a phone does; the device has been known for a year and more."""
    device_id = new_id()
    told = {"id": str(device_id), "name": "test", "platform": "test", "app_version": "1"}
    response = Client().post(
        "/api/v1/session/",
        {"username": person.username, "password": PASSWORD, "device": told},
        content_type="application/json",
    )
    assert response.status_code == 200, response.content
    Device.objects.filter(id=device_id).update(registered_at=timezone.now() - timedelta(days=400))
    return Phone(person, Device.objects.get(id=device_id), response.json()["token"])
