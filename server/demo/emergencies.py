"""An exercise that is over, with how every door was found; and what another one starts with."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from server.accounts.models import Person
from server.emergencies.drafts import CheckDraft, EmergencyDraft, PlaceDraft
from server.emergencies.models import Emergency
from server.emergencies.selectors import DoorCheck, doors_of
from server.emergencies.services import check_doors, end_emergency, start_emergency
from server.grids.models import GridLevel, ServiceGrid
from server.grids.scope import for_person
from server.identity import new_id

DAYS_AGO = 9
BEGAN = time(9, 30)
# How the doors were found, one after the other.
FOUND = ("safe", "safe", "away", "safe", "moved_to_shelter", "safe", "not_found", "needs_help", "safe", "unchecked")


def exercise_in(grid: ServiceGrid) -> EmergencyDraft:
    """A flood exercise over one estate, with a shelter and a supply point in its middle."""
    middle = grid.boundaries.latest("created_at").geom.point_on_surface
    return EmergencyDraft(
        kind="flood",
        level=3,
        title="防汛演练：低楼层住户转移",
        text="先打电话，再敲门。低楼层和行动不便的先走，缺轮椅的在备注里写明。",
        grid_ids=(grid.id,),
        all_households=True,
        is_exercise=True,
        places=(
            PlaceDraft("shelter", "示例社区活动室", middle.x, middle.y),
            PlaceDraft("supply", "示例物业门岗", middle.x + 0.0005, middle.y),
        ),
    )


def load_exercise(worker: Person, office: Person, today: date) -> Emergency:
    """It ran for two hours on a morning nine days before."""
    post = worker.grid_posts.filter(grid__level=GridLevel.MEDIUM).first() or worker.grid_posts.get()
    emergency = start_emergency(for_person(office), exercise_in(ServiceGrid.objects.get(posts=post)))
    began = datetime.combine(today - timedelta(days=DAYS_AGO), BEGAN, ZoneInfo(settings.TIME_ZONE))
    scope = for_person(worker)
    doors = doors_of(emergency.id, scope.small_grid_ids)
    check_doors(scope, [check_of(emergency, worker, door, number, began) for number, door in enumerate(doors)])
    end_emergency(for_person(office), emergency.id, note="演练结束，谢谢大家。")
    Emergency.objects.filter(id=emergency.id).update(started_at=began, ended_at=began + timedelta(hours=2))
    return emergency


def check_of(emergency: Emergency, worker: Person, door: DoorCheck, number: int, began: datetime) -> CheckDraft:
    at, state = began + timedelta(minutes=2 + number % 100), FOUND[number % len(FOUND)]
    seen = state in ("safe", "needs_help", "moved_to_shelter")
    return CheckDraft(
        id=new_id(),
        emergency_id=emergency.id,
        household_id=door.household_id,
        person_id=worker.id,
        state=state,
        headcount=door.people if seen else None,
        note="需要轮椅" if state == "needs_help" else "",
        captured_at=at,
        checked_at=at,
    )
