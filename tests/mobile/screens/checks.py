"""What must be true of every screen in every look: words of its language, nothing cut, targets that a thumb meets."""

import re
from collections.abc import Iterator
from typing import Any

from tests.mobile.kivy_window import HEIGHT, WIDTH
from tests.mobile.screens import mailbox
from tests.mobile.screens.driver import Phone, shown
from tests.mobile.screens.test_texts import LATIN_KEPT
from tests.mobile.screens.town import CATEGORIES, PEOPLE

TARGET = 47.5
RECEIPT_CODE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
TYPED = {"zzzz", "limin"}
HAN = re.compile(r"[\u3400-\u9fff]")
# What people wrote and what things are called: data, the same in every language.
DATA = (
    "练习员",
    "示例小网格",
    "示例网格",
    "示例小区",
    "示例路",
    "示例",
    "号楼",
    "李敏",
    "张华",
    "厨房水管漏水，已报修。",
    "井盖翘起",
    "中文",
    "号",
)
TOLD = (mailbox.task(), mailbox.call_out(), mailbox.notice())
TITLES = ("冬季用电安全提醒", "帮独居老人取药", "楼道堆放杂物")
OFFICE = TITLES + tuple(value for it in TOLD for value in it.values() if isinstance(value, str) and HAN.search(value))
NAMES = tuple(it[0] for it in PEOPLE) + tuple(it["name"] for it in CATEGORIES)

Box = tuple[float, float, float, float]


def faults(phone: Phone, language: str) -> list[str]:
    words = english(phone) if language == "zh" else chinese(phone)
    return words + cut_texts(phone) + targets(phone)


def all_faults(phone: Phone, language: str) -> list[str]:
    return faults(phone, language) + covered(phone)


# -- words -------------------------------------------------------------------------------------------------------------


def english(phone: Phone) -> list[str]:
    left = [RECEIPT_CODE.sub("", LATIN_KEPT.sub("", text)) for text in phone.texts()]
    return [
        f"not Chinese: {text}"
        for text in left
        if re.search(r"[A-Za-z]{3,}", text) and "http" not in text and text not in TYPED
    ]


def chinese(phone: Phone) -> list[str]:
    found = []
    for text in phone.texts():
        left = text
        for known in (*OFFICE, *NAMES, *DATA):
            left = left.replace(known, "")
        if HAN.search(left):
            found.append(f"not English: {text}")
    return found


# -- texts -------------------------------------------------------------------------------------------------------------


def cut_texts(phone: Phone) -> list[str]:
    """Texts that are drawn larger than their label or field, or over the window's edge."""
    from kivy.uix.label import Label
    from kivy.uix.textinput import TextInput

    found = []
    for it in shown(phone.window.window):
        if isinstance(it, Label) and it.text.strip() and not it.shorten:
            left, _ = it.to_window(it.x, it.y)
            drawn = left + (it.width - it.texture_size[0]) / 2
            over = drawn < -1 or drawn + it.texture_size[0] > WIDTH + 1
            if it.texture_size[0] > it.width + 2 or it.texture_size[1] > it.height + 2 or over:
                found.append(f"cut: {it.text}")
        if isinstance(it, TextInput) and not it.text and it.hint_text and not it.multiline:
            from mobile.widgets.measure import text_width

            if text_width(it.hint_text, it.font_size) > it.width - it.padding[0] - it.padding[2] + 2:
                found.append(f"cut: {it.hint_text}")
    return found


# -- targets -----------------------------------------------------------------------------------------------------------


def targets(phone: Phone) -> list[str]:
    """Each is a thumb wide and inside the window."""
    found = []
    for it, _ in pressable(phone.window.window, (0, 0, WIDTH, HEIGHT)):
        if min(it.size) < TARGET:
            found.append(f"small: {it.name_} {it.width:.0f}×{it.height:.0f}")
        left, _, right, _ = box_of(it)
        if left < -1 or right > WIDTH + 1:
            found.append(f"outside: {it.name_}")
    return found


def covered(phone: Phone) -> list[str]:
    """A finger that goes for the middle of a target meets that one."""
    from mobile.widgets.press import Press

    root, found = phone.window.window, []
    for it, box in pressable(root, (0, 0, WIDTH, HEIGHT)):
        # Scrolled half out of sight: it can be brought into sight.
        if box[3] - box[1] < it.height * 0.6 or box[2] - box[0] < it.width * 0.6:
            continue
        met = meets(root, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, Press)
        if met is not it:
            found.append(f"covered: {it.name_} by {getattr(met, 'name_', met)}")
    return found


def pressable(widget: Any, clip: Box) -> Iterator[tuple[Any, Box]]:
    """Everything that can be pressed, with the part of it that is seen."""
    from kivy.uix.modalview import ModalView

    from mobile.widgets.press import Press

    # What lies over everything is alone to be pressed.
    over = [child for child in widget.children if isinstance(child, ModalView)]
    for child in over or widget.children:
        if hidden(child):
            continue
        inner = both(clip, box_of(child)) if clips(child) else clip
        if isinstance(child, Press) and child.name_:
            seen = both(clip, box_of(child))
            if seen[0] < seen[2] and seen[1] < seen[3]:
                yield child, seen
        if inner[0] < inner[2] and inner[1] < inner[3]:
            yield from pressable(child, inner)


def meets(widget: Any, x: float, y: float, kind: type) -> Any:
    """What lies on top there, as touches go: a target, or what keeps them from what is under it."""
    from kivy.uix.modalview import ModalView

    from mobile.widgets.sheet import Sheet

    for child in widget.children:
        if hidden(child):
            continue
        left, low, right, high = box_of(child)
        inside = left <= x <= right and low <= y <= high
        if clips(child) and not inside:
            continue
        if isinstance(child, kind) and inside:
            return child
        met = meets(child, x, y, kind)
        if met is not None:
            return met
        if (isinstance(child, Sheet) and inside) or isinstance(child, ModalView):
            return child
    return None


def hidden(widget: Any) -> bool:
    return widget.opacity == 0 or not getattr(widget, "shown", True) or widget.width < 1 or widget.height < 1


def clips(widget: Any) -> bool:
    from kivy.uix.scrollview import ScrollView

    from mobile.widgets.sheet import Sheet
    from mobile.widgets.stencil import StencilBox

    # By its name, too: Kivy's factory imports the RecycleView's module a second time.
    return isinstance(widget, ScrollView | Sheet | StencilBox) or type(widget).__name__ == "RecycleView"


def box_of(widget: Any) -> Box:
    left, low = widget.to_window(widget.x, widget.y)
    return left, low, left + widget.width, low + widget.height


def both(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
