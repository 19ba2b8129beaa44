"""What the demo's office tells and asks: three notices, two call-outs with some answers, and tasks for its worker."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from server.accounts.models import Person
from server.demo.people import Staff, demo_estate
from server.demo.places import Places
from server.demo.seeded import Seed
from server.grids.models import GridRole, ServiceGrid
from server.incidents.models import Incident, IncidentEvent, IncidentState
from server.notices.models import Importance, Notice
from server.organisations.models import Answer, CallOut, CallOutAnswer

# Title, text, important, for which posts, begins and ends in days from today.
NOTICES: tuple[tuple[str, str, bool, tuple[GridRole, ...], int, int], ...] = (
    (
        "周四上午停水，请提醒独居老人存水",
        "供水公司检修主管道，周四 8 点到 12 点停水。上门时请提醒独居和行动不便的住户提前存水。",
        True,
        (),
        -1,
        4,
    ),
    ("冬季用火用电安全", "走访时请顺便看一看炉火、电热毯和插线板，有隐患的记成事件上报。", False, (), -6, 30),
    (
        "网格长碰头会",
        "周五下午三点在社区二楼，说一说本月的走访和难办的事。",
        False,
        (GridRole.GRID_LEADER,),
        -2,
        5,
    ),
)


def load_messages(places: Places, staff: Staff, seed: Seed, today: date) -> int:
    """Gives how many there are. The estate is that of the worker whose login is printed."""
    estate = demo_estate(places)
    community = places.grid_by_id[estate.parent_id]
    author = staff.communities[community.id]
    made = [notice(number, community, author, seed, today) for number in range(len(NOTICES))]
    made_call_outs = [snow(estate, author, staff, seed, today), medicine(estate, author, seed, today)]
    return len(made) + len(made_call_outs) + give_tasks(estate, author, staff.workers[estate.id], today)


def notice(number: int, grid: ServiceGrid, author: Person, seed: Seed, today: date) -> Notice:
    title, text, important, roles, begins, ends = NOTICES[number]
    made = Notice.objects.create(
        id=seed.id_of("notice", str(number)),
        street=grid.street,
        title=title,
        text=text,
        importance=Importance.IMPORTANT if important else Importance.NORMAL,
        roles=[role.value for role in roles],
        starts_at=at(today, begins, 8),
        ends_at=at(today, ends, 18),
        author=author,
    )
    made.grids.set([grid])
    return made


def snow(estate: ServiceGrid, author: Person, staff: Staff, seed: Seed, today: date) -> CallOut:
    made = CallOut.objects.create(
        id=seed.id_of("call_out", "snow"),
        street=estate.street,
        title="明早扫雪，请大家搭把手",
        text="带上铁锹和手套，社区备热水。身体不方便的请不要勉强。",
        place=f"{estate.name}东门",
        contact="社区办公室（示例）0930-0000000",
        needed=12,
        starts_at=at(today, 1, 7),
        ends_at=at(today, 1, 10),
        answer_by=at(today, 0, 22),
        author=author,
    )
    made.grids.set([estate.parent or estate])
    others = [person for grid_id, person in staff.workers.items() if grid_id != estate.id][:3]
    for number, person in enumerate(others):
        answer = Answer.DECLINED if number == 2 else Answer.ACCEPTED
        note = "当天上班，来不了" if number == 2 else ""
        reply(made, person, answer, note, at(today, -1, 15 + number), seed)
    return made


def medicine(estate: ServiceGrid, author: Person, seed: Seed, today: date) -> CallOut:
    made = CallOut.objects.create(
        id=seed.id_of("call_out", "medicine"),
        street=estate.street,
        title="帮行动不便的老人去社区医院取药",
        text="两位老人，药方已在社区。一个来回大约一小时。",
        place="社区服务中心一楼",
        contact="社区办公室（示例）0930-0000000",
        needed=2,
        starts_at=at(today, 2, 9),
        ends_at=at(today, 2, 12),
        answer_by=at(today, 1, 18),
        author=author,
    )
    made.grids.set([estate])
    return made


def reply(call_out: CallOut, person: Person, answer: Answer, note: str, moment: datetime, seed: Seed) -> None:
    CallOutAnswer.objects.create(
        id=seed.id_of("call_out_answer", f"{call_out.id} {person.username}"),
        call_out=call_out,
        person=person,
        answer=answer,
        note=note,
        answered_at=moment,
    )


def give_tasks(estate: ServiceGrid, author: Person, worker: Person, today: date) -> int:
    """Up to two incidents of the estate that were accepted are given to its worker, one of them due soon."""
    accepted = Incident.objects.filter(state=IncidentState.ACCEPTED).order_by("number")
    # One stays as it is wherever it lies: the demo shows every state.
    waiting = accepted.filter(small_grid__parent=estate).exclude(id=accepted.values("id")[:1])[:2]
    for number, incident in enumerate(list(waiting)):
        Incident.objects.filter(id=incident.id).update(
            state=IncidentState.ASSIGNED,
            version=incident.version + 1,
            handler=worker,
            due_at=at(today, number, 18),
        )
        IncidentEvent.objects.create(
            incident=incident,
            version=incident.version + 1,
            from_state=IncidentState.ACCEPTED,
            to_state=IncidentState.ASSIGNED,
            person=author,
            note="请到现场看一看，能处理的当场处理。",
            at=incident.events.latest("version").at,
        )
    return len(waiting)


def at(today: date, days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(today + timedelta(days=days), time(hour)))
