"""The field half of the main job: what a grid worker does with the real app in a real window."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from mobile.store.views import HouseholdView
from tests.faults.line import Line
from tests.journeys.steps import Steps
from tests.mobile.screens.driver import Phone

LOCAL = ZoneInfo("Asia/Shanghai")
NOTE = "楼道灯坏了，老人夜里上下楼不便"
CATEGORY, ABOUT = "井盖", "单元门口的井盖翘起来了"


@dataclass(frozen=True)
class Recorded:
    """What the phone recorded, for the office to be asked about."""

    household: HouseholdView
    incident_id: str


def take_picture(path: Path) -> Path:
    """What the stand-in camera sees: a drawn doorway, 1600 × 1200 px."""
    image = Image.new("RGB", (1600, 1200), "#c9d3d8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 860, 1600, 1200), fill="#8d948f")
    draw.rectangle((560, 240, 1040, 1020), fill="#7a4b32", outline="#4d2f20", width=14)
    draw.ellipse((950, 620, 990, 660), fill="#d9c27a")
    draw.ellipse((120, 980, 520, 1120), fill="#4a4f52", outline="#2d3032", width=10)
    image.save(path, quality=90)
    return path


def fits(household: HouseholdView, now: datetime) -> bool:
    """Overdue, and nobody was reached this month: one visit then changes "contacted" and "overdue" by exactly one."""
    month = now.astimezone(LOCAL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    this_month = [visit for visit in household.visits if visit.when >= month]
    return household.state == "overdue" and not this_month and len(household.name) >= 2


def choose_household(phone: Phone) -> HouseholdView:
    """The first door of the day's list that the journey can count on."""
    store, now = phone.app.store, datetime.now(LOCAL)
    doors = [store.household(door.household_id) for door in store.today(limit=400)]
    return next(household for household in doors if household is not None and fits(household, now))


class FieldDay:
    """One worker, one phone, one line to the server that can be cut."""

    def __init__(self, phone: Phone, line: Line, steps: Steps, pictures: Path) -> None:
        self.phone, self.line, self.steps, self.pictures = phone, line, steps, pictures

    def picture(self, name: str) -> None:
        self.phone.screenshot(self.pictures / f"phone-{name}.png")

    def begin(self, username: str, password: str) -> None:
        """Sign in over HTTP and fetch the pack."""
        self.picture("01-sign-in")
        self.phone.sign_in(username, password)
        self.phone.wait_ready()
        grid_map, store = self.phone.map.grid_map, self.phone.app.store
        self.steps.sure(grid_map.ready, "the phone signed in and downloaded its pack; the map is drawn")
        self.steps.sure(
            store.building_states(), f"{len(store.building_states())} buildings with doors are on the phone"
        )
        self.picture("02-map")

    def lose_network(self) -> None:
        self.line.cut()
        self.phone.network(False)
        self.steps.did("the network is gone: the line is cut")

    def find_by_tap(self, household: HouseholdView) -> None:
        self.phone.tap_building(household.building_id)
        self.steps.sure(self.phone.page.building.id == household.building_id, "a tap on the map opened the building")
        self.picture("03-building")
        self.phone.open_household(household.id)
        self.steps.sure(self.phone.page.household.id == household.id, "its board led to the household's door")
        self.picture("04-household")
        self.phone.map.close_sheet()
        self.phone.rest()

    def find_by_search(self, household: HouseholdView) -> None:
        hits = self.phone.search(household.name)
        place = next((n for n, hit in enumerate(hits) if hit.household_id == household.id), None)
        self.picture("05-search")
        self.steps.sure(place is not None, f"the search without a network found the household among {len(hits)} hits")
        self.phone.tap_result(place)
        self.steps.sure(self.phone.page.household.id == household.id, "the hit opened the same household")

    def record_visit(self, household: HouseholdView) -> None:
        self.phone.record_visit("met", needs=("repair",), note=NOTE, photo=True, fix=True)
        after = self.phone.app.store.household(household.id)
        self.steps.sure(after.visits[0].waiting and after.visits[0].outcome == "met", "the visit is kept on the phone")
        self.steps.sure(after.state != "overdue", "the door changed its colour at once, before anything was sent")
        self.picture("06-visit-saved")

    def report_incident(self) -> str:
        before = {incident.id for incident in self.phone.app.store.incidents()}
        category = next(it.code for it in self.phone.app.store.categories() if CATEGORY in it.name)
        self.phone.drop_pin(category=category, about=ABOUT, photo=True, move=(30, 24))
        new = [it.id for it in self.phone.app.store.incidents() if it.id not in before]
        self.steps.sure(len(new) == 1, "an incident was reported by dropping a pin")
        self.picture("07-incident-on-map")
        return new[0]

    def show_outbox(self, waiting: int, name: str) -> None:
        count, attention = self.phone.counts()
        self.phone.go("me")
        self.phone.tap("me:outbox")
        self.picture(name)
        self.phone.tap("outbox:back")
        self.steps.sure(
            (count, attention) == (waiting, 0), f"the outbox says {waiting} waiting, none needing attention"
        )

    def fail_to_sync(self) -> None:
        code = self.phone.sync()
        self.steps.sure(code == "offline", "a sync without a network says so and loses nothing")

    def regain_network(self) -> None:
        self.line.mend()
        self.phone.network(True)
        self.steps.did("the network is back")
        code = self.phone.sync()
        self.steps.sure(code == "", "the phone synced")

    def stay_with_map(self) -> None:
        self.phone.go("today")
        self.picture("09-today")
        self.phone.go("map")
        self.phone.rest()
        self.picture("10-map-after")


def near(household: HouseholdView) -> str:
    """Where the stand-in GPS is: some metres off the building's middle, 8 m accurate."""
    return f"{household.lon + 0.00004:.6f},{household.lat - 0.00003:.6f},8"
