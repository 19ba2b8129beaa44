"""Who may do what: one table of every verb of every address of the API × every role, asked about a record in S11.

A new address without a row fails by its name. A cell is the status; for a list, `200/n` with the number of records of
S11 in it. Columns are `rights.ROLES`.
"""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from functools import partialmethod
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import timezone

from server.accounts.api import SessionView
from server.identity import new_id
from tests.factories.places import lonlat
from tests.server.rights import ROLES, Scene, make_scene

#   nobody stranger former worker teammate leader community elsewhere street department
TABLE = """
GET    /api/v1/schema/                            200 200 200 200 200 200 200 200 200 200
POST   /api/v1/session/                           401 401 401 401 401 401 401 401 401 401
DELETE /api/v1/session/                           401 204 204 204 204 204 204 204 204 204
GET    /api/v1/me/                                401 200 200 200 200 200 200 200 200 200
PATCH  /api/v1/me/                                401 200 200 200 200 200 200 200 200 200
GET    /api/v1/organisations/                     401 403 403 403 403 403 200/1 200/1 200/1 403
GET    /api/v1/grids/                             401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/0
GET    /api/v1/grids/<grid_id>/                   401 404 404 200 404 200 200 404 200 404
POST   /api/v1/grids/import/                      401 403 403 403 403 403 403 403 400 403
GET    /api/v1/buildings/                         401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/0
GET    /api/v1/buildings/<building_id>/           401 404 404 200 404 200 200 404 200 404
GET    /api/v1/buildings/<building_id>/board/     401 404 404 200 404 200 200 404 200 404
POST   /api/v1/buildings/import/                  401 403 403 403 403 403 403 403 400 403
GET    /api/v1/households/                        401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/0
POST   /api/v1/households/                        401 403 403 403 403 403 201 404 201 403
GET    /api/v1/households/<household_id>/         401 404 404 200 404 200 200 404 200 404
PATCH  /api/v1/households/<household_id>/         401 403 403 403 403 403 200 404 200 403
POST   /api/v1/households/<household_id>/move/    401 403 403 403 403 403 200 404 200 403
POST   /api/v1/households/<household_id>/reveal/  401 404 404 200 404 200 200 404 200 404
POST   /api/v1/photos/                            401 201 201 201 201 201 201 201 201 201
PATCH  /api/v1/photos/uploads/<upload_id>/        401 404 404 204 404 404 404 404 404 404
DELETE /api/v1/photos/uploads/<upload_id>/        401 404 404 204 404 404 404 404 404 404
HEAD   /api/v1/photos/uploads/<upload_id>/        401 404 404 200 404 404 404 404 404 404
GET    /api/v1/photos/<sha256>/                   401 404 404 200 404 200 200 404 200 200
GET    /api/v1/visits/                            401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/0
POST   /api/v1/visits/                            401 403 403 201 403 201 201 403 201 403
GET    /api/v1/incidents/                         401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/1
POST   /api/v1/incidents/                         401 403 403 201 201 201 201 201 201 403
GET    /api/v1/incidents.csv                      401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/1
GET    /api/v1/incidents/<incident_id>/           401 404 404 200 404 200 200 404 200 200
POST   /api/v1/incidents/<incident_id>/steps/     401 404 404 403 404 403 200 404 200 200
GET    /api/v1/incident-categories/               401 200/0 200/0 200/1 200/1 200/1 200/1 200/1 200/1 200/0
GET    /api/v1/call-outs/                         401 200/0 200/0 200/1 200/0 200/1 200/0 200/0 200/0 200/0
POST   /api/v1/call-outs/                         401 403 403 403 403 403 201 404 201 403
GET    /api/v1/call-outs/written/                 401 200/0 200/0 200/0 200/0 200/0 200/1 200/0 200/1 200/0
POST   /api/v1/call-outs/<call_out_id>/end/       401 403 403 403 403 403 200 404 200 403
GET    /api/v1/call-outs/<call_out_id>/answers/   401 403 403 403 403 403 200/1 404 200/1 403
POST   /api/v1/call-outs/<call_out_id>/answers/   401 404 404 201 404 201 404 404 404 404
GET    /api/v1/notices/                           401 200/0 200/0 200/1 200/0 200/1 200/0 200/0 200/0 200/0
POST   /api/v1/notices/                           401 403 403 403 403 403 201 404 201 403
GET    /api/v1/notices/written/                   401 200/0 200/0 200/0 200/0 200/0 200/1 200/0 200/1 200/0
POST   /api/v1/notices/<notice_id>/end/           401 403 403 403 403 403 200 404 200 403
GET    /api/v1/emergencies/                       401 200/0 200/0 200/1 200/0 200/1 200/1 200/0 200/1 200/0
POST   /api/v1/emergencies/                       401 403 403 403 403 403 201 403 201 403
GET    /api/v1/emergencies/<emergency_id>/        401 404 404 200 404 200 200 404 200 404
GET    /api/v1/emergencies/<emergency_id>/checklist/ 401 404 404 200/1 404 200/1 200/1 404 200/1 404
POST   /api/v1/emergencies/<emergency_id>/checklist/ 401 404 404 201 404 201 201 404 201 404
POST   /api/v1/emergencies/<emergency_id>/end/    401 404 404 403 404 403 200 404 200 404
GET    /api/v1/forms/                             401 200/0 200/0 200/1 200/1 200/1 200/1 200/1 200/1 200/0
POST   /api/v1/forms/                             401 403 403 403 403 403 403 403 400 403
GET    /api/v1/forms/<form_id>/versions/<number>/ 401 404 404 200 200 200 200 200 200 404
GET    /api/v1/forms/<form_id>/versions/<number>/file/ 401 404 404 200 200 200 200 200 200 404
POST   /api/v1/forms/<form_id>/retire/            401 404 404 403 403 403 403 403 200 404
POST   /api/v1/forms/<form_id>/bring-back/        401 404 404 403 403 403 403 403 200 404
GET    /api/v1/coverage/                          401 403 403 403 403 200/1 200/1 200/0 200/1 403
GET    /api/v1/coverage.csv                       401 403 403 403 403 200 200 200 200 403
GET    /api/v1/packs/                             401 403 403 200 200 200 200 403 200 403
GET    /api/v1/packs/parts/<sha256>/              401 404 404 404 404 404 404 404 404 404
POST   /api/v1/sync/push                          401 200 200 200 200 200 200 200 200 200
POST   /api/v1/sync/pull                          401 200 200 200 200 200 200 200 200 200
GET    /api/v1/sync/receipt                       401 200 200 200 200 200 200 200 200 200
POST   /api/v1/sync/sealed                        401 403 403 403 403 403 400 400 400 403
POST   /api/v1/sync/wiped                         401 204 204 204 204 204 204 204 204 204
GET    /api/v1/sync/snapshot                      401 404 404 200 404 200 404 404 404 404
GET    /api/v1/alarms/                            401 403 403 403 403 403 403 403 200 403
GET    /api/v1/sync/inbox/                        401 403 403 403 403 403 200/1 200/0 200/1 403
GET    /api/v1/sync/inbox/counts/                 401 403 403 403 403 403 200 200 200 403
GET    /api/v1/sync/inbox/<operation_id>/         401 403 403 403 403 403 200 404 200 403
POST   /api/v1/sync/inbox/<operation_id>/reveal/  401 403 403 403 403 403 200 404 200 403
POST   /api/v1/sync/inbox/<operation_id>/accept/  401 403 403 403 403 403 400 404 400 403
POST   /api/v1/sync/inbox/<operation_id>/amend/   401 403 403 403 403 403 200 404 200 403
POST   /api/v1/sync/inbox/<operation_id>/dismiss/ 401 403 403 403 403 403 200 404 200 403
GET    /api/v1/sync/inbox/unreadable/             401 403 403 403 403 403 200/1 200/0 200/1 403
POST   /api/v1/sync/inbox/unreadable/<unreadable_id>/content/ 401 403 403 403 403 403 200 404 200 403
POST   /api/v1/sync/inbox/unreadable/<unreadable_id>/dismiss/ 401 403 403 403 403 403 200 404 200 403
GET    /tiles/<layer>/<z>/<x>/<y>.mvt             401 200 200 200 200 200 200 200 200 200
GET    /tiles/<layer>.json                        401 200 200 200 200 200 200 200 200 200
"""


# Each test has a media folder of its own; the scene's photo is older than that.
IN_MEMORY = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


def rows() -> dict[str, list[str]]:
    found = {}
    for line in TABLE.strip().splitlines():
        method, address, *cells = line.split()
        assert len(cells) == len(ROLES), line
        found[f"{method} {address}"] = cells
    return found


# What each verb is sent; an empty body where none is named here.
def bodies(scene: Scene, role: str) -> dict[str, Any]:
    lon, lat = lonlat(20, 20)
    door = {"building": str(scene.ids["building_id"]), "unit": 2, "floor": 2, "room": "202"}
    device = str(scene.devices.get(role, ""))
    now = timezone.now()
    moments = {"starts_at": (now + timedelta(days=1)).isoformat(), "ends_at": (now + timedelta(days=2)).isoformat()}
    said = {"title": "扫雪", "text": "带铁锹", "grid_ids": [str(scene.ids["grid_id"])], **moments}
    login = {"username": "nobody", "password": "wrong", "device": {"id": str(new_id())}}
    return {
        "POST /api/v1/session/": login,
        "PATCH /api/v1/me/": {"language": "en"},
        "POST /api/v1/households/": {"door": door, "name": "李四"},
        "PATCH /api/v1/households/<household_id>/": {"base_version": 1, "status": "vacant"},
        "POST /api/v1/households/<household_id>/move/": {"door": door},
        "POST /api/v1/households/<household_id>/reveal/": {"reason": "回访"},
        "POST /api/v1/visits/": {"household_id": str(scene.ids["household_id"]), "outcome": "met"},
        "POST /api/v1/incidents/": {"category": "rubbish", "description": "示例", "lon": lon, "lat": lat},
        "POST /api/v1/incidents/<incident_id>/steps/": {"to_state": "in_progress", "base_version": 1},
        "POST /api/v1/call-outs/": said | {"needed": 2, "answer_by": moments["starts_at"]},
        "POST /api/v1/call-outs/<call_out_id>/answers/": {"answer": "accepted"},
        "POST /api/v1/notices/": said,
        "POST /api/v1/emergencies/": {
            "kind": "flood",
            "level": 2,
            "title": "示例",
            "grid_ids": [str(scene.ids["grid_id"])],
        },
        "POST /api/v1/emergencies/<emergency_id>/checklist/": {
            "household_id": str(scene.ids["household_id"]),
            "state": "safe",
        },
        "POST /api/v1/sync/pull": {"protocol": 1, "device": device, "cursors": {}, "epoch": None},
        "POST /api/v1/sync/inbox/<operation_id>/reveal/": {"reason": "核实情况"},
        "POST /api/v1/sync/inbox/<operation_id>/amend/": {"reason": "笔误", "changes": {"outcome": "met"}},
        "POST /api/v1/sync/inbox/<operation_id>/dismiss/": {"reason": "重复填报"},
        "POST /api/v1/sync/inbox/unreadable/<unreadable_id>/content/": {"reason": "核实情况"},
        "POST /api/v1/sync/inbox/unreadable/<unreadable_id>/dismiss/": {"reason": "已电话核实"},
        "POST /api/v1/sync/push": {"protocol": 1, "device": device, "epoch": None, "ops": []},
    }


QUERIES = {
    "GET /api/v1/coverage/": {"level": "small", "period": "month"},
    "GET /api/v1/coverage.csv": {"level": "small", "period": "month"},
    "GET /api/v1/sync/receipt": {"day": "2026-11-22"},
}
TUS = {"tus-resumable": "1.0.0", "upload-offset": "0", "upload-length": "100"}
METADATA = {"upload-metadata": "sha256 " + b64encode(b"c" * 64).decode()}


def ask(scene: Scene, role: str, verb: str) -> Any:
    method, address = verb.split()
    values = {**scene.ids, "layer": "grids", "z": "14", "x": "13484", "y": "6207"}
    path = re.sub(r"<(\w+)>", lambda name: str(values[name[1]]), address)
    client = scene.client(role)
    if "photos" in path and method in {"POST", "PATCH", "HEAD", "DELETE"}:
        kind = "application/offset+octet-stream"
        return client.generic(method, path, b"x" * 10 * (method == "PATCH"), content_type=kind, headers=TUS | METADATA)
    if method == "GET":
        grid = {"grid": str(scene.ids["grid_id"])} if address.endswith("snapshot") else {}
        return client.get(path, QUERIES.get(verb, {}) | grid)
    body = bodies(scene, role).get(verb, {})
    if address.endswith("import/") or verb == "POST /api/v1/forms/":
        return client.generic(method, path, b"", content_type="multipart/form-data; boundary=x")
    if address.endswith("sync/wiped"):
        return client.generic(method, f"{path}?left=0", b"", content_type="application/octet-stream")
    if address.endswith("push"):
        packed = gzip.compress(json.dumps(body).encode())
        return client.generic(method, path, packed, content_type="application/json", HTTP_CONTENT_ENCODING="gzip")
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def outcome(scene: Scene, answer: Any, *, counted: bool) -> str:
    """The cell of an answer. What lies in S11 is told by its ids and names; in a list there may be more than that."""
    if not counted or answer.status_code != 200:
        return str(answer.status_code)
    # A number would mark any row that has it as a digit.
    marks = {str(value) for value in scene.ids.values() if not isinstance(value, int)}
    marks |= {"示例局", "rubbish", "2026-0001"}
    if answer["Content-Type"].startswith("text/csv"):
        listed = b"".join(answer).decode().splitlines()
    else:
        body = answer.json()
        key = next((key for key in ("results", "features", "rows") if key in body), None)
        listed = [json.dumps(row, ensure_ascii=False) for row in (body[key] if key else body)]
    return f"{answer.status_code}/{sum(any(mark in row for mark in marks) for row in listed)}"


@override_settings(STORAGES=IN_MEMORY)
class TestRights(TestCase):
    """One test per row. The scene is made once: four hundred questions change nothing, each asked in a savepoint."""

    scene: Scene

    @classmethod
    def setUpTestData(cls) -> None:
        cls.scene = make_scene()

    def check(self, verb: str) -> None:
        got, cells = {}, rows()[verb]
        for role in ROLES:
            with transaction.atomic():
                answer = ask(self.scene, role, verb)
                got[role] = outcome(self.scene, answer, counted="/" in "".join(cells))
                transaction.set_rollback(True)
        assert got == dict(zip(ROLES, cells, strict=True))


for row in rows():
    setattr(TestRights, f"test {row}", partialmethod(TestRights.check, row))


def verbs_of(resolver: URLResolver) -> Iterator[str]:
    """Every verb of every address below /api/ and /tiles/, as the table writes them."""
    for address, view in addresses(resolver):
        if not address.startswith(("/api/", "/tiles/")) or address == "/api/v1/":
            continue
        methods = ["get", "post", "put", "patch", "delete"]
        cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
        offered = [method for method in methods if cls is None or hasattr(cls, method)]
        if cls is None:
            offered = ["get"]
        if cls is not None and "head" in vars(cls):
            offered.append("head")
        yield from (f"{method.upper()} {address}" for method in offered)


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = before + plain(str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from addresses(entry, address)


def plain(pattern: str) -> str:
    """`households/<uuid:household_id>/` and a regular expression, both with bare names."""
    bare = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", bare).strip("^$").replace("\\.", ".")


def test_every_verb_has_its_row():
    assert set(verbs_of(get_resolver())) == set(rows())


def test_a_planted_address_is_named():
    root = get_resolver()
    planted = URLResolver(root.pattern, [*root.url_patterns, path("api/v1/planted/", SessionView.as_view())])
    assert set(verbs_of(planted)) - set(rows()) == {"POST /api/v1/planted/", "DELETE /api/v1/planted/"}
