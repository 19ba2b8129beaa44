"""The demo's form, the sample that every office can begin with, and answers to it on the visits of the last weeks."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import orjson

from server.demo.copying import Row
from server.demo.people import Staff
from server.demo.seeded import Seed
from server.forms.sample import sample_workbook
from server.forms.services import upload_form
from server.grids.scope import for_person
from server.visits.models import CONTACTS

ANSWERED = timedelta(days=40)
ANSWERED_SHARE = 0.6
CODE, VERSION = "care_visit", 1
OFTEN = {
    "health": ("good", "good", "good", "fair", "poor"),
    "medicine": ("enough", "enough", "none", "short"),
    "food": ("self", "self", "family", "canteen", "hard"),
    "company": ("often", "seldom", "none"),
}
HEATING = ("warm", "warm", "cold", "broken", "stove")
STAIRS = ("easy", "easy", "hard", "stays")
REMARKS = ("", "", "", "想换个近一点的菜店。", "楼道灯晚上不亮。", "孩子周末回来。")


def load_forms(staff: Staff) -> None:
    upload_form(for_person(staff.street), sample_workbook(), file_name="关爱走访.xlsx")


def fill_in(visits: Sequence[Row], seed: Seed, today: date) -> None:
    """Answers as workers give them, for most contacts of the last weeks."""
    chance = seed.chance("answers")
    for visit in visits:
        recent = visit["outcome"] in CONTACTS and visit["visited_at"].date() > today - ANSWERED
        filled = recent and chance.random() < ANSWERED_SHARE
        said = {"code": CODE, "version": VERSION, "answers": answers(chance)} if filled else None
        visit["form"] = orjson.dumps(said).decode() if said else None


def answers(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {name: chance.choice(values) for name, values in OFTEN.items()}
    if found["health"] != "good":
        found["health_help"] = chance.choice((["doctor"], ["medicine"], ["doctor", "care"], ["none"]))
    if found["medicine"] == "short":
        found["medicine_days"] = chance.randint(1, 9)
    home = {"heating": chance.choice(HEATING), "stairs": chance.choice(STAIRS)}
    if home["heating"] == "stove":
        home["alarm"] = chance.choice(("yes", "no"))
    found["home"] = home
    if is_urgent(found):
        found["urgent"] = "yes"
    if remark := chance.choice(REMARKS):
        found["remark"] = remark
    return found


def is_urgent(found: dict[str, Any]) -> bool:
    """As the form's own calculation says."""
    home = found["home"]
    return bool(
        found["food"] == "hard"
        or home["heating"] == "broken"
        or home.get("alarm") == "no"
        or found.get("medicine_days", 99) <= 3
    )
