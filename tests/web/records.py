"""Records of a real message of a phone that wait for the office: one of each kind, in the street of the page tests."""

from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from server.accounts.models import Device
from server.grids.models import ServiceGrid
from server.households.models import Household, PossibleDuplicate, Resident
from server.identity import new_id
from server.photos.models import Photo
from server.sync.models import Operation, OperationState, Unreadable
from tests.factories.places import make_building, make_grid, make_household
from tests.people import make_worker
from tests.server.sync.phone import Phone, make_phone
from tests.web.street import StreetForTests

HERE, ABSENT = "ab" * 32, "cd" * 32


@dataclass
class Waiting:
    """What waits, by a short name; `ids` are those of the operations."""

    phone: Phone
    home: Household
    resident: Resident
    ids: dict[str, UUID] = field(default_factory=dict)
    visits: dict[str, UUID] = field(default_factory=dict)
    unreadable: Unreadable | None = None

    def operation(self, name: str) -> Operation:
        return Operation.objects.get(id=self.ids[name])

    def address(self, name: str) -> str:
        return f"/inbox/{self.ids[name]}/"


def make_waiting(street: StreetForTests) -> Waiting:
    """A worker of grid S11 alone sends what the server does not simply apply."""
    worker = make_worker(street.grids["S11"], username="chen")
    worker.display_name = "陈网格员"
    worker.save(update_fields=["display_name"])
    phone = make_phone(worker)
    home, far = street.households["S11"][0], street.households["S22"][0]
    resident = home.residents.get()
    waiting = Waiting(phone, home, resident)

    outside = phone.visit(far, body={"note": "临时顶班", "needs": ["repair"]})
    behind = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(far.id), "outcome": "not_home", "corrects": outside["entity_id"]},
    )
    strange = phone.visit(home, body={"outcome": "sang", "note": "原话"})
    after = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "declined", "corrects": strange["entity_id"]},
    )
    phones = phone.op(
        "household.amend",
        home.id,
        {
            "changes": {"phone": "13900005678", "status": "vacant"},
            "seen": {"phone": "13800000000", "status": "lived_in"},
        },
        base_version=1,
    )
    unknown = phone.op("wish.grant", new_id(), {"name": "王小明"})
    phone.results(outside, behind, strange, after, phones, unknown)
    waiting.ids = {
        name: UUID(op["op_id"])
        for name, op in (
            ("outside", outside),
            ("behind", behind),
            ("strange", strange),
            ("after", after),
            ("phones", phones),
            ("unknown", unknown),
        )
    }
    waiting.visits = {"outside": UUID(outside["entity_id"]), "strange": UUID(strange["entity_id"])}
    phone.results("not an operation 王小明")
    waiting.unreadable = Unreadable.objects.get()
    expected = {"outside": "rejected", "behind": "blocked", "strange": "rejected", "phones": "conflict"}
    expected["after"] = "blocked"
    assert {name: waiting.operation(name).state for name in expected} == expected
    return waiting


def make_day(street: StreetForTests) -> Phone:
    """A phone with a day of two visits, one with two photos of which one has come."""
    worker = make_worker(street.grids["S12"], username="lin")
    phone = make_phone(worker)
    Device.objects.filter(id=phone.device.id).update(name="示例手机二")
    Photo.objects.create(sha256=HERE, owner=worker, image=ContentFile(jpeg(), "lamp.jpg"), width=64, height=48)
    # As phones write it: the day of a receipt is that of the phone's own zone.
    at = timezone.localtime().isoformat()
    first = phone.visit(street.households["S12"][0], body={"photos": [HERE, ABSENT]}, captured_at=at)
    second = phone.visit(street.households["S12"][1], captured_at=at)
    assert phone.statuses(first, second) == ["applied", "applied"]
    Device.objects.filter(id=phone.device.id).update(waiting_count=0, last_seen_at=timezone.now())
    return phone


def jpeg() -> bytes:
    content = BytesIO()
    Image.new("RGB", (64, 48), "#7a9f8c").save(content, "JPEG")
    return content.getvalue()


def make_pair(street: StreetForTests) -> PossibleDuplicate:
    """The same name and year of birth behind two doors."""
    first, second = (
        Resident.objects.create(household=street.households[code][1], name="赵示例", birth_year=1950, phone=phone)
        for code, phone in (("S11", "13800001111"), ("S12", ""))
    )
    low, high = sorted([first.id, second.id])
    return PossibleDuplicate.objects.create(street=street.grids["L"].street, first_id=low, second_id=high)


def make_abroad(street: StreetForTests) -> tuple[ServiceGrid, Household]:
    """Another community of the same street, with a home."""
    large = make_grid("X", level="large", at=(5000, 0, 300))
    middle = make_grid("XM", level="medium", parent=large, at=(5000, 0, 200))
    small = make_grid("XS", parent=middle, at=(5000, 0, 100))
    return large, make_household(make_building(small, at=(5010, 10, 20)))


def undecided() -> int:
    return Operation.objects.filter(state__in=[OperationState.REJECTED, OperationState.CONFLICT]).count()
