"""One example of the machine as it goes: the world, the model, and what was recorded, served and lost so far."""

from collections import Counter
from dataclasses import dataclass, field

from server.photos.models import Photo
from server.sync.models import Operation, Unreadable
from tests.faults.machine.faults import Exchange
from tests.faults.machine.model import Server
from tests.faults.machine.office import Office
from tests.faults.machine.phone import Phone
from tests.faults.machine.world import Past, Recorded, World

# Verdicts by which the server takes the work over from the phone.
DONE = {"applied", "merged"}


@dataclass
class Day:
    world: World
    phones: dict[str, Phone]
    office: Office
    past: Past
    # Violations that were seen on the way: (invariant, what is violated).
    seen: list[tuple[str, str]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def model(self) -> Server:
        return self.office.model

    @property
    def recorded(self) -> dict[str, Recorded]:
        return self.past.recorded

    @property
    def poison(self) -> dict[str, str]:
        return self.past.poison

    @property
    def sent(self) -> dict[str, dict[str, object]]:
        return self.past.sent

    # -- what is recorded

    def note_records(self, phone: Phone, photos: tuple[str, ...] = (), *, poison: str = "") -> None:
        """Takes down what is new in a phone's outbox."""
        for op_id, item in phone.items().items():
            if op_id not in self.recorded:
                self.recorded[op_id] = Recorded(phone.name, item.kind, item.entity_id, photos)
                if poison:
                    self.poison[op_id] = poison

    # -- what goes over the line

    def watch(self, phone: Phone, exchange: Exchange) -> None:
        """A request that reached the server, told to the model; everything served is held against the scope."""
        if exchange.status != 200:
            return
        if exchange.path.endswith("/sync/push"):
            self.take_push(phone, exchange)
        elif exchange.path.endswith("/sync/pull"):
            answer = exchange.answered()
            self.check_served(phone, answer["changes"])
            self.check_scope(phone, [grid["id"] for grid in answer["scope"]["grids"]])
            told = frozenset(self.world.code_of[grid["id"]] for grid in answer["scope"]["grids"])
            self.model.told[answer["scope"]["version"]] = told
            for change in answer["own_reports"] or ():
                report = self.model.incidents.get(change["id"])
                if report is None or report.reporter != phone.person:
                    self.seen.append(("D", f"{phone.name} was served the report {change['id']} of another"))
        elif "/sync/snapshot" in exchange.path:
            self.check_served(phone, exchange.answered()["rows"])

    def take_push(self, phone: Phone, exchange: Exchange) -> None:
        message = exchange.message()
        for op in message["ops"]:
            first = self.sent.setdefault(op["op_id"], op)
            if first != op:
                self.seen.append(("B", f"{phone.name} sent {op['op_id']} in two versions"))
        self.model.judge(phone.person, message, self.poison)

    def check_scope(self, phone: Phone, grids: list[str]) -> None:
        told = {self.world.code_of[grid] for grid in grids}
        if told != self.model.scope(phone.person):
            self.seen.append(("D", f"{phone.name} was told the scope {told}"))

    def check_served(self, phone: Phone, changes: list[dict[str, str]]) -> None:
        scope = self.model.scope(phone.person)
        for change in changes:
            if self.world.code_of[change["grid"]] not in scope:
                self.seen.append(("D", f"{phone.name} was served {change['kind']} of {change['grid']}"))
            home = self.model.homes.get(change["id"])
            if home and not change.get("gone") and self.world.code_of[change["grid"]] != home.grid:
                self.seen.append(("D", f"{phone.name} was served {home.name} in a grid where it is not"))

    # -- what goes from a phone

    def check_nothing_vanished(self, phone: Phone, items: set[str], photos: set[str]) -> None:
        """Whatever has gone from a phone since then, the server has at this moment."""
        if gone := items - phone.kept():
            proof = set(
                map(
                    str,
                    Operation.objects.filter(id__in=gone, state__in=[*DONE, "dismissed"]).values_list("id", flat=True),
                )
            )
            self.seen += [("F", f"{phone.name} let go of {op_id} without proof") for op_id in gone - proof]
        if lost := {name.removesuffix(".jpg") for name in photos - phone.photo_files()}:
            named = {sha256 for recorded in self.recorded.values() for sha256 in recorded.photos}
            stored = set(Photo.objects.filter(sha256__in=lost).values_list("sha256", flat=True))
            self.seen += [("F", f"{phone.name} deleted photo {sha}") for sha in (lost & named) - stored]

    def is_unreadable(self, op_id: str) -> bool:
        """Whether the office keeps this operation among what could not be read."""
        return Unreadable.objects.filter(content__contains=op_id).exists()
