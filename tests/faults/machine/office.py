"""What the office does meanwhile, through the server's own services where there is one; the model is told the same."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.accounts.models import DeviceToken
from server.grids.models import GridBoundary, GridPost
from server.grids.scope import for_person
from server.households.amending import Amendment, amend_households
from server.households.models import Building, Dwelling, Household
from server.households.services import count_elsewhere, open_dwelling, place_household
from server.incidents.models import Incident
from server.incidents.services import advance_incident
from server.problems import Problem
from server.sync import decisions
from server.sync.inbox import unreadable_inbox
from server.sync.services import begin_epoch, forget_tombstones
from tests.factories.places import square
from tests.faults.machine.model import PUT_ASIDE, Server
from tests.faults.machine.world import BACKUP, PLAIN, World, copy_of

# What it writes where it knows better. The phones list their households by the 户 in every name.
AT_THE_DESK = {"name": "户正", "phone": "13900000009", "status": "vacant", "care": ["disabled"], "birth_year": 1940}


class Office:
    def __init__(self, world: World, model: Server) -> None:
        self.world, self.model = world, model
        # Yesterday's: as the world began, until another one is taken.
        self.backup, self.backup_copy = world.start.copy(), copy_of(PLAIN)

    # -- people

    def give_post(self, person: str, code: str) -> None:
        if code in self.model.scope(person):
            return
        grid = self.world.grids[code]
        GridPost.objects.create(
            person=self.world.people[person],
            street=grid.street,
            grid=grid,
            role="grid_worker",
            term=DateRange(timezone.localdate(), None),
        )
        self.model.give_post(person, code)

    def end_post(self, person: str, code: str) -> None:
        today = timezone.localdate()
        posts = GridPost.objects.filter(person=self.world.people[person], grid=self.world.grids[code])
        for post in posts.filter(term__contains=today):
            if post.term.lower == today:
                post.delete()
            else:
                post.term = DateRange(post.term.lower, today)
                post.save()
        self.model.end_post(person, code)

    def end_tokens(self, person: str) -> None:
        """Their phones have to sign in again."""
        DeviceToken.objects.filter(user=self.world.people[person]).update(expiry=timezone.now() - timedelta(days=1))

    def renew_tokens(self) -> None:
        DeviceToken.objects.update(expiry=timezone.now() + timedelta(days=10000))

    # -- places

    def move(self, home_id: str, place: str) -> None:
        """A household moves behind a new door of another building."""
        building = Building.objects.get(id=self.world.buildings[place].id)
        number = Dwelling.objects.filter(unit__building=building).count() + 20
        door = open_dwelling(building=building, unit=1, floor=9, room=f"{number}09")
        place_household(household_id=home_id, dwelling=door)
        self.model.move(home_id, self.model.border if place == "border" else place)

    @transaction.atomic
    def redraw(self) -> None:
        """The line between S11 and S12 moves over the building that stands on the border, with everyone in it."""
        code = "S12" if self.model.border == "S11" else "S11"
        width = {"S11": 100 if code == "S11" else 80, "S12": 100 if code == "S11" else 80}
        for name, at in (("S11", (0, 0, width["S11"])), ("S12", (width["S12"], 0, 100))):
            shape = MultiPolygon(square(*at), srid=4326)
            GridBoundary.objects.filter(grid=self.world.grids[name]).update(geom=shape)
        grid = self.world.grids[code]
        building = self.world.buildings["border"]
        Building.objects.filter(id=building.id).update(small_grid=grid)
        for home in Household.objects.filter(dwelling__unit__building=building):
            if home.small_grid_id != grid.id:
                count_elsewhere(household=home, grid_id=grid.id, on=timezone.localdate())
                Household.objects.filter(id=home.id).update(small_grid=grid, version=home.version + 1)
            self.model.move(str(home.id), code)
        self.model.border = code

    def accept(self, incident_id: str) -> None:
        incident = self.model.incidents[incident_id]
        if incident.state != "reported" or incident.grid is None:
            return
        scope = for_person(self.world.office)
        advance_incident(
            scope, [], incident_id=Incident.objects.get(id=incident_id).id, to_state="accepted",
            base_version=incident.version,
        )  # fmt: skip
        self.model.advance(incident_id, "accepted")

    # -- the register, and what waits for a decision

    def amend(self, home_id: str, changes: dict[str, str]) -> None:
        """At a desk, with the present values in sight."""
        entry = self.model.homes[home_id].entry
        seen = {name: entry.values[name] for name in changes}
        [done] = amend_households(
            for_person(self.world.office), [Amendment(UUID(home_id), entry.version, changes, seen)]
        )
        assert not isinstance(done, Problem), done
        entry.write({name: value for name, value in changes.items() if seen[name] != value}, "office")

    def inbox(self) -> list[str]:
        """What the model says must be in it, in the order in which it came."""
        waiting = ("rejected", "conflict", "blocked")
        return [op_id for op_id, verdict in self.model.verdicts.items() if verdict.state in waiting]

    def decide(self, op_id: str, kind: str, poison: Mapping[str, str]) -> str:
        """Accepts, amends or dismisses; gives what was decided, which is nothing where it cannot be applied."""
        scope = for_person(self.world.office)
        if kind == "dismissed":
            decisions.dismiss(scope, UUID(op_id), reason="不采用")
            self.model.dismiss(op_id, poison)
            return kind
        changes = self.correction(op_id) if kind == "amended" else {}
        try:
            if changes:
                decisions.amend(scope, UUID(op_id), changes=changes, reason="已更正")
            else:
                decisions.accept(scope, UUID(op_id))
        except Problem as problem:
            return f"not {kind}: {problem.code}"
        assert changes or op_id not in poison
        self.model.accept(op_id, poison, changes)
        return kind

    def correction(self, op_id: str) -> dict[str, Any]:
        """What the office writes instead."""
        verdict = self.model.verdicts[op_id]
        kind, body, disputed = verdict.op["kind"], verdict.op["body"], verdict.disputed
        if kind.startswith("visit."):
            home = str(self.world.homes["户一"].id)
            right = body["household_id"] if body["household_id"] in self.model.homes else home
            return {"outcome": "phone", "note": f"{body['note']} 更正", "household_id": right}
        if kind.endswith(".amend"):
            return {"changes": {field: AT_THE_DESK[field] for field in disputed or body["changes"]}}
        return {
            "incident.report": {"description": f"{body.get('description')} 更正"},
            "incident.step": {"note": "更正"},
            "resident.add": {"name": "更正"},
            "resident.remove": {"reason": "died"},
        }[kind]

    def put_aside(self) -> int:
        """Messages that nobody can read; gives how many there were."""
        scope = for_person(self.world.office)
        found = list(unreadable_inbox(scope))
        for message in found:
            decisions.dismiss_unreadable(scope, message.id, reason="无法读取")
            self.model.verdicts[str(message.op_id)].state = PUT_ASIDE
        return len(found)

    # -- the life of the database

    def keep_backup(self) -> None:
        self.world.tables.save(BACKUP)
        self.backup, self.backup_copy = self.model.copy(), BACKUP

    def restore(self) -> Server:
        """Yesterday's database, under a new epoch; gives the model of it."""
        self.world.tables.put_back(self.backup_copy, sequences=True)
        begin_epoch()
        told, self.model = self.model.told, self.backup.copy()
        # What the phones were told they still know.
        self.model.told |= told
        self.renew_tokens()
        return self.model

    def fail_over(self) -> None:
        """To a replica that lacks nothing: the same database under a new epoch."""
        begin_epoch()

    def forget(self) -> None:
        """As if half a year had passed: tombstones go, and cursors from before them are too old."""
        forget_tombstones(before=timezone.now())
