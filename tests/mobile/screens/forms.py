"""Forms of the office on a test's phone, as a sync would have left them, and one with every type of question."""

from typing import Any

from mobile import wire
from mobile.device.keystore import FileKeystore
from mobile.store.accounts import Accounts
from mobile.store.sections import keep_sections
from tests.mobile.forms.builders import definition, question
from tests.mobile.screens.town import SERVER, USERNAME, Town


def tell_forms(town: Town, *definitions: dict[str, Any]) -> None:
    """Before the app is started."""
    store = Accounts(town.data / "accounts", FileKeystore(town.data / "keys")).begin(SERVER, USERNAME).open()
    items = tuple({"id": str(number), "definition": it} for number, it in enumerate(definitions))
    with store.database.write() as db:
        keep_sections(db, {"forms": wire.Section("forms-1", items)})
    store.close()


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def choices(*offered: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": text(zh, en)} for value, zh, en in offered]


STATES = choices(("good", "好", "Good"), ("fair", "一般", "Fair"), ("poor", "不好", "Poor"))
HELPS = choices(
    ("food", "送饭", "Meals"),
    ("heat", "取暖", "Heating"),
    ("clean", "打扫", "Cleaning"),
    ("talk", "说说话", "Somebody to talk to"),
    ("shop", "买东西", "Shopping"),
    ("doctor", "看病", "Going to a doctor"),
    ("papers", "办手续", "Paperwork"),
    ("phone", "用手机", "Using a phone"),
    ("repair", "修东西", "Repairs"),
    ("none", "都不需要", "None of these"),
)

EVERY_TYPE = definition(
    question("hello", "note", label=text("先问好，再问下面的事。", "Say hello first, then ask what follows.")),
    question(
        "health",
        "select_one",
        label=text("老人身体怎么样？", "How is their health?"),
        hint=text("看见的和听说的都算", "What you see and what you hear"),
        required=True,
        choices=STATES,
        as_last_time=True,
    ),
    question(
        "wrong",
        "text",
        label=text("哪里不好？", "What is wrong?"),
        hint=text("不要写病名", "No diagnosis, please"),
        relevant=["=", ["ref", "/health"], "poor"],
        appearance="multiline",
    ),
    question(
        "help",
        "select_multiple",
        label=text("需要帮什么忙？", "What help is needed?"),
        choices=HELPS,
        constraint=[
            "call",
            "not",
            ["and", ["call", "selected", ["self"], "none"], [">", ["call", "count-selected", ["self"]], 1]],
        ],
        constraint_message=text("选了“都不需要”就不能再选别的", "“None” goes with nothing else"),
    ),
    question(
        "room",
        "group",
        label=text("屋里", "The room"),
        appearance="field-list",
        children=[
            question(
                "degrees",
                "decimal",
                label=text("屋里多少度？", "How warm is it?"),
                required=True,
                constraint=["and", [">=", ["self"], -20], ["<=", ["self"], 45]],
                constraint_message=text("请写 -20 到 45 之间的数", "A number between -20 and 45, please"),
            ),
            question(
                "since",
                "date",
                label=text("从哪天起这么冷？", "Since when is it this cold?"),
                relevant=["<", ["ref", "/room/degrees"], 16],
            ),
            question(
                "cold",
                "text",
                label=text("冷不冷", "Cold or not"),
                calculation=["call", "if", ["<", ["ref", "/room/degrees"], 16], "冷", "不冷"],
                read_only=True,
            ),
        ],
    ),
    question("people", "integer", label=text("家里几口人？", "How many live here?")),
    question("back_at", "time", label=text("几点再来合适？", "When is a good time to come back?")),
    question("photo", "image", label=text("拍一张门口的照片", "A photo of the door")),
    question("spot", "geopoint", label=text("门口在哪里？", "Where is the door?")),
    question(
        "pets",
        "repeat",
        label=text("养的动物", "Animals"),
        children=[
            question("kind", "text", label=text("是什么动物？", "What kind of animal?"), required=True),
            question("count", "integer", label=text("有几只？", "How many?"), default=1),
        ],
    ),
    code="every",
    outcomes=["met"],
    title=text("关爱走访表", "Care visit"),
)
