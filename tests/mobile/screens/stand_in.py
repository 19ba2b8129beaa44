"""A store of made-up people behind the real store's interface, for looking at screens in every state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mobile.store.problems import NotInStore
from mobile.store.views import (
    Board,
    BuildingView,
    CategoryView,
    Counts,
    Door,
    DueDoor,
    GridView,
    Hit,
    HouseholdView,
    IncidentView,
    Login,
    Me,
    OutboxItem,
    ResidentView,
    UnitColumn,
    VisitView,
)

SURNAMES = "王李张刘陈杨赵黄周吴"
STATES = ("contacted", "due", "overdue", "not_home", "never", "contacted", "contacted", "excluded")
CATEGORIES = (
    ("party_building", "activity", "党群活动", "Party and community events"),
    ("governance", "dispute", "邻里纠纷", "Dispute between neighbours"),
    ("governance", "hazard", "安全隐患", "Safety hazard"),
    ("livelihood", "elderly", "老人照料", "Care for the elderly"),
    ("environment", "litter", "垃圾堆放", "Litter"),
    ("environment", "drain", "下水堵塞", "Blocked drain"),
    ("service", "lamp", "路灯不亮", "Street lamp out"),
    ("service", "repair", "设施维修", "Facility to mend"),
)
LONLAT = (116.3262, 40.0034)


class StandIn:
    """`full`, `empty` or, with `problem` set, failing reads."""

    def __init__(self, empty: bool = False) -> None:
        self.empty = empty
        self.problem: Exception | None = None
        self.changed = 0
        self.recorded: list[dict] = []
        self.reported: list[dict] = []
        self.signed_in = True

    def close(self) -> None: ...

    def device(self) -> dict[str, str]:
        return {"id": "device", "name": "desk", "platform": "test", "app_version": "0"}

    def login(self) -> Login | None:
        return Login("http://127.0.0.1:8000", "worker", "token", "") if self.signed_in else None

    def me(self) -> Me:
        grids = (GridView("g1", "DEMO-01", "示例小网格 1", "示例中网格", True, 48),)
        posts = ({"role": "grid_worker", "grid": {"name": "示例小网格 1", "level": "small"}},)
        return Me("p1", "worker", "示例网格员 王敏", "zh", "示例街道", LONLAT, True, posts, grids)

    def sign_out(self) -> None:
        self.signed_in = False

    def fail(self) -> None:
        if self.problem:
            raise self.problem

    def doors(self):
        for unit in (1, 2, 3):
            for floor in range(1, 7):
                for side in (1, 2):
                    number = unit * 100 + floor * 10 + side
                    state = STATES[(number * 7 + floor) % len(STATES)]
                    name = SURNAMES[number % 10] + ("*" if number % 3 else "秀英"[: 1 + number % 2])
                    yield unit, floor, f"{floor}0{side}", f"h{number}", name, state, number % 9 == 0

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        self.fail()
        if self.empty or text == "xyz":
            return []
        return [
            Hit(hid, name, "b3", "示例3号楼", "清华园示例路", unit, floor, room, *LONLAT, state, care)
            for unit, floor, room, hid, name, state, care in self.doors()
        ][:limit]

    def building(self, building_id: str) -> BuildingView:
        self.fail()
        counts: dict[str, int] = {}
        for *_, state, _ in self.doors():
            counts[state] = counts.get(state, 0) + 1
        return BuildingView(
            building_id,
            "示例3号楼",
            "3",
            "示例街道清华园示例路 3 号",
            *LONLAT,
            6,
            36,
            "overdue",
            counts,
            True,
            len(self.recorded),
        )

    def board(self, building_id: str) -> Board:
        waiting = {record["household_id"] for record in self.recorded} | {"h131"}
        units = []
        for number in (1, 2, 3):
            floors = []
            for level in range(6, 0, -1):
                row = tuple(
                    Door(hid, f"d{hid}", room, name, self.state_of(hid, state), care, hid in waiting)
                    for unit, floor, room, hid, name, state, care in self.doors()
                    if unit == number and floor == level
                )
                floors.append((level, row))
            units.append(UnitColumn(number, tuple(floors)))
        return Board(building_id, "示例3号楼", tuple(units))

    def state_of(self, household_id: str, state: str) -> str:
        for record in self.recorded:
            if record["household_id"] == household_id:
                return "not_home" if record["outcome"] == "not_home" else "contacted"
        return state

    def household(self, household_id: str) -> HouseholdView:
        self.fail()
        found = next((door for door in self.doors() if door[3] == household_id), None)
        if found is None:
            raise NotInStore(kind="household", id=household_id)
        unit, floor, room, hid, name, state, _ = found
        now = datetime.now(UTC)
        visits = (
            ()
            if self.empty
            else (
                VisitView(
                    "v1",
                    now - timedelta(days=40),
                    "met",
                    "示例网格员 王敏",
                    ("repair", "company"),
                    "厨房水管漏水，已报修。",
                    None,
                    False,
                    "",
                    2,
                    1,
                ),
                VisitView("v2", now - timedelta(days=75), "not_home", "示例网格员 王敏", (), "", None, False, "", 0, 0),
            )
        )
        residents = (
            ResidentView("r1", name, 1948, ("lives_alone", "reduced_mobility")),
            ResidentView("r2", "王*", 1979, ()),
        )
        return HouseholdView(
            hid, name, "138****8888", "清华园示例路 3 号", "b3", "示例3号楼", unit, floor, room, residents, "lived_in",
            date.today() - timedelta(days=12), self.state_of(hid, state), True, 30, visits, *LONLAT,
        )  # fmt: skip

    def building_states(self) -> dict[str, str]:
        return {"b3": "overdue"}

    def care_buildings(self) -> set[str]:
        return {"b3"}

    def today(self, limit: int = 50) -> list[DueDoor]:
        self.fail()
        if self.empty:
            return []
        today = date.today()
        rows = [
            DueDoor(
                hid,
                name,
                "b3",
                "示例3号楼",
                unit,
                floor,
                room,
                *LONLAT,
                today - timedelta(days=14 - number),
                state,
                care,
            )
            for number, (unit, floor, room, hid, name, state, care) in enumerate(self.doors())
        ]
        return [replace(row, state="overdue" if row.due_on < today else "due") for row in rows[:22]]

    def incidents(self) -> list[IncidentView]:
        return [self.incident("i1")]

    def incident(self, incident_id: str) -> IncidentView:
        now = datetime.now(UTC)
        return IncidentView(
            incident_id, "DEMO-2026-0042", "drain", "environment", "3号楼北侧下水井盖翘起，雨天积水，老人路过容易绊倒。",
            *LONLAT, 8.0, "pin", None, "in_progress", 4, now - timedelta(days=2), now + timedelta(days=1), "示例网格员 王敏",
            True, False, "", 2, 2,
        )  # fmt: skip

    def categories(self) -> list[CategoryView]:
        return [CategoryView(code, domain, name, name_en) for domain, code, name, name_en in CATEGORIES]

    def outbox(self) -> list[OutboxItem]:
        if self.empty:
            return []
        now = datetime.now(UTC)
        return [
            OutboxItem(
                "o1",
                "visit.record",
                "李*",
                "v9",
                "h111",
                now - timedelta(days=1),
                "attention",
                "outside_your_grids",
                "",
                0,
                0,
            ),
            OutboxItem(
                "o2", "visit.record", "王秀英", "v8", "h121", now - timedelta(minutes=4), "sending", "", "", 1, 2
            ),
            OutboxItem(
                "o3", "incident.report", "下水堵塞", "i8", None, now - timedelta(minutes=20), "waiting", "", "", 0, 1
            ),
            OutboxItem("o4", "visit.record", "张*", "v7", "h131", now - timedelta(minutes=50), "waiting", "", "", 0, 0),
            OutboxItem("o5", "visit.record", "赵*", "v6", "h112", now - timedelta(hours=3), "sent", "", "", 2, 2),
        ]

    def counts(self) -> Counts:
        if self.empty:
            return Counts(0, 0, 0)
        return Counts(3 + len(self.recorded) + len(self.reported), 1, 2)

    def record_visit(self, **record) -> str:
        self.fail()
        self.recorded.append(record)
        return f"v{len(self.recorded)}"

    def report_incident(self, **record) -> str:
        self.fail()
        self.reported.append(record)
        return f"i{len(self.reported)}"

    def add_photo(self, content: bytes) -> str:
        import hashlib

        return hashlib.sha256(content).hexdigest()

    def pack(self):
        return {"attribution": "© OpenStreetMap contributors, ODbL 1.0; Geofabrik 2017"}

    def pack_parts(self):
        return self.parts if hasattr(self, "parts") else []
