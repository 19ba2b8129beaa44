"""One estate in an emergency: two care households and a plain one inside the area, a care household outside it."""

from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.utils import timezone

from server.emergencies.drafts import CheckDraft, EmergencyDraft
from server.emergencies.models import Emergency
from server.emergencies.services import start_emergency
from server.grids.scope import for_person
from server.identity import new_id
from tests.factories.places import make_building, make_household, make_tree, square
from tests.people import make_community_staff, make_worker


class Scene:
    def __init__(self) -> None:
        self.grids = make_tree()
        self.worker = make_worker(self.grids["S11"])
        self.mate = make_worker(self.grids["S12"], username="mate")
        self.office = make_community_staff(self.grids["L"])
        near, far = make_building(self.grids["S11"]), make_building(self.grids["S11"], at=(70, 70, 20), number="2")
        beside = make_building(self.grids["S12"], at=(110, 10, 20), number="3")
        self.alone = make_household(near, room="101", name="王独居", care=("lives_alone",))
        self.plain = make_household(near, room="102", name="李普通")
        self.vacant = make_household(near, room="103", name="空户", care=("disabled",), status="vacant")
        self.far = make_household(far, room="101", name="张远处", care=("lives_alone",))
        self.mates = make_household(beside, room="101", name="赵邻格", care=("disabled",))

    def start(self, **fields: Any) -> Emergency:
        """Over the lower 50 metres of S11 and S12, unless the fields say otherwise."""
        drawn = MultiPolygon(square(1, 1, 50), square(101, 1, 50), srid=4326)
        draft = {"kind": "flood", "level": 2, "title": "暴雨内涝", "drawn": drawn} | fields
        return start_emergency(for_person(self.office), EmergencyDraft(**draft))

    def check(self, emergency: Emergency, household_id: UUID, state: str = "safe", **fields: Any) -> CheckDraft:
        now = timezone.now()
        defaults = {"id": new_id(), "person_id": self.worker.id, "captured_at": now, "checked_at": now}
        return CheckDraft(emergency_id=emergency.id, household_id=household_id, state=state, **(defaults | fields))
