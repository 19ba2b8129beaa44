"""The scene on which every right is asked: one record of each kind in small grid S11, and everybody who may ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from knox.models import get_digest_token
from rest_framework.test import APIClient

from server.accounts.models import Device, DeviceToken, Person
from server.emergencies.models import Emergency
from server.forms.models import Form, FormVersion
from server.grids.models import GridRole
from server.identity import new_id
from server.incidents.models import Incident, IncidentCategory, IncidentState
from server.notices.models import Notice
from server.organisations.models import CallOut, CallOutAnswer, Organisation, OrganisationKind, OrganisationPost
from server.photos.models import Photo, PhotoUpload
from server.sync.models import Operation, Unreadable
from server.visits.models import Visit, VisitInterval
from tests.factories.places import lonlat, make_building, make_grid, make_household, make_street, make_tree
from tests.people import appoint, make_person

PHOTO = "a" * 64
LONG_AGO = date(2020, 1, 1)

# In the order of the table's columns. Everything asked for lies in small grid S11, below M1, below L.
ROLES = (
    "nobody",  # not signed in
    "stranger",  # signed in, no post at all
    "former",  # was the worker of S11 until yesterday
    "worker",  # works in S11
    "teammate",  # works in S12, the grid beside it, in the same estate
    "leader",  # leads M1, the estate
    "community",  # the office of L
    "elsewhere",  # the office of another community of the same street
    "street",  # the office of the street
    "department",  # the incident was assigned to their organisation
)


@dataclass
class Scene:
    """`ids` fills the parameters of addresses; `people` are the askers by role."""

    ids: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    devices: dict[str, UUID] = field(default_factory=dict)

    def client(self, role: str) -> APIClient:
        client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        if role != "nobody":
            client.credentials(HTTP_AUTHORIZATION=f"Token {self.tokens[role]}")
        return client


def make_scene() -> Scene:
    scene = Scene()
    grids = make_tree()
    other = make_grid("L2", level="large", at=(500, 0, 400))
    make_people(scene, grids, other)
    building = make_building(grids["S11"])
    household = make_household(building, name="王小明", phone="13812348888")
    VisitInterval.objects.get_or_create(street=make_street(), care_category="", defaults={"days": 180})
    visit = make_visit(household, scene.people["worker"])
    incident = make_incident(grids["S11"], scene)
    scene.ids = {
        "grid_id": grids["S11"].id,
        "building_id": building.id,
        "household_id": household.id,
        "visit_id": visit.id,
        "incident_id": incident.id,
        "emergency_id": make_emergency(grids["S11"], scene).id,
        "form_id": make_form(scene).id,
        "number": 1,
        "upload_id": make_upload(scene.people["worker"]).id,
        "sha256": PHOTO,
        **make_inbox(scene, household),
        **make_messages(grids["S11"], scene),
    }
    return scene


def make_people(scene: Scene, grids: dict[str, Any], other: Any) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    posts: dict[str, Callable[[Person], object]] = {
        "stranger": lambda person: None,
        "former": lambda person: appoint(person, GridRole.GRID_WORKER, grids["S11"], term=(LONG_AGO, yesterday)),
        "worker": lambda person: appoint(person, GridRole.GRID_WORKER, grids["S11"]),
        "teammate": lambda person: appoint(person, GridRole.GRID_WORKER, grids["S12"]),
        "leader": lambda person: appoint(person, GridRole.GRID_LEADER, grids["M1"]),
        "community": lambda person: appoint(person, GridRole.COMMUNITY_STAFF, grids["L"]),
        "elsewhere": lambda person: appoint(person, GridRole.COMMUNITY_STAFF, other),
        "street": lambda person: appoint(person, GridRole.STREET_STAFF),
        "department": make_department,
    }
    for role, give_post in posts.items():
        person = scene.people[role] = make_person(role)
        give_post(person)
        digest, scene.tokens[role] = get_digest_token()
        device = Device.objects.create(id=new_id(), person=person)
        scene.devices[role] = device.id
        DeviceToken.objects.create(
            digest=digest,
            token_key=scene.tokens[role][:15],
            user=person,
            device=device,
            expiry=timezone.now() + timedelta(days=30),
        )


def make_department(person: Person) -> None:
    office, _ = Organisation.objects.get_or_create(
        street=make_street(), kind=OrganisationKind.DEPARTMENT, name="示例局"
    )
    OrganisationPost.objects.create(person=person, organisation=office, term=DateRange(LONG_AGO, None))


def make_visit(household: Any, visitor: Person) -> Visit:
    now = timezone.now()
    return Visit.objects.create(
        street=household.street,
        small_grid=household.small_grid,
        household=household,
        visitor=visitor,
        outcome="met",
        visited_at=now,
        captured_at=now,
        photo_hashes=[PHOTO],
    )


def make_incident(grid: Any, scene: Scene) -> Incident:
    now = timezone.now()
    category = IncidentCategory.objects.create(
        street=grid.street, domain="environment", code="rubbish", name="垃圾", name_en="Rubbish"
    )
    # The photo was taken by someone who is none of the askers, so that only records open it.
    Photo.objects.create(
        sha256=PHOTO,
        owner=make_person("photographer"),
        image=ContentFile(b"full", name=f"{PHOTO}.jpg"),
        thumbnail=ContentFile(b"small", name=f"{PHOTO}.thumb.jpg"),
        width=1,
        height=1,
    )
    return Incident.objects.create(
        street=grid.street,
        small_grid=grid,
        number="2026-0001",
        category=category,
        description="示例",
        point=Point(*lonlat(50, 50), srid=4326),
        location_source="pin",
        state=IncidentState.ASSIGNED,
        organisation=Organisation.objects.get(name="示例局"),
        reporter=Person.objects.get(username="photographer"),
        captured_at=now,
        reported_at=now,
        photo_hashes=[PHOTO],
    )


def make_emergency(grid: Any, scene: Scene) -> Emergency:
    emergency = Emergency.objects.create(
        street=grid.street, kind="flood", level=2, title="示例", area=grid.boundaries.get().geom, all_households=True,
        started_at=timezone.now(), started_by=Person.objects.get(username="photographer"),
    )  # fmt: skip
    emergency.grids.set([grid])
    return emergency


def make_form(scene: Scene) -> Form:
    form = Form.objects.create(street=make_street(), code="care")
    definition = {"code": "care", "version": 1, "title": {"zh": "走访"}, "outcomes": None, "languages": ["zh"]}
    FormVersion.objects.create(
        form=form, number=1, definition=definition, digest="", workbook=b"PK", uploaded_by=scene.people["street"]
    )
    return form


def make_inbox(scene: Scene, household: Any) -> dict[str, Any]:
    """What the worker's phone sent and the office has to decide on: a refused visit, and a message in pieces."""
    worker, device = scene.people["worker"], Device.objects.get(id=scene.devices["worker"])
    body = {"household_id": str(household.id), "outcome": "sang"}
    message = {
        "body": body,
        "entity_id": str(new_id()),
        "device_seq": 1,
        "schema_version": 1,
        "captured_at": timezone.now().isoformat(),
        "boot_id": "boot-1",
        "elapsed_ms": 1,
    }
    operation = Operation.objects.create(
        id=new_id(), person=worker, device=device, device_seq=1, kind="visit.record", message=message,
        state="rejected", code="unknown_outcome", data={"outcome": "sang"},
    )  # fmt: skip
    unread = Unreadable.objects.create(person=worker, device=device, op_id=new_id(), content="{", code="not_json")
    return {"operation_id": operation.id, "unreadable_id": unread.id, "unread_op_id": unread.op_id}


def make_messages(grid: Any, scene: Scene) -> dict[str, Any]:
    """What the community's office tells and asks those who work in S11, and what the worker answered."""
    now = timezone.now()
    said = {
        "street": grid.street,
        "author": scene.people["community"],
        "starts_at": now,
        "ends_at": now + timedelta(days=1),
    }
    notice = Notice.objects.create(**said, title="停水", text="明天上午停水。")
    call_out = CallOut.objects.create(**said, title="扫雪", needed=3, answer_by=now + timedelta(hours=1))
    for asked in (notice, call_out):
        asked.grids.add(grid)
    answer = CallOutAnswer.objects.create(
        call_out=call_out, person=scene.people["worker"], answer="accepted", answered_at=now
    )
    return {"notice_id": notice.id, "call_out_id": call_out.id, "answer_id": answer.id}


def make_upload(owner: Person) -> PhotoUpload:
    return PhotoUpload.objects.create(owner=owner, sha256="b" * 64, size=100)
