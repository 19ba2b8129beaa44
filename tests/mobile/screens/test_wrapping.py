"""Lines of Chinese end where a reader expects it; texts on the screen follow the language."""

import pytest

from tests.mobile.screens.driver import Phone


def em(text: str) -> float:
    """Chinese is twice as wide as Latin."""
    return float(sum(1 if ord(it) < 256 else 2 for it in text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("还有 2 条待发送", 8, ["还有", "2 条待发", "送"]),
        ("没有发送，请再试", 8, ["没有发", "送，请再", "试"]),
        ("好。", 2, ["好。"]),
        ("请等（三十秒）再试", 6, ["请等", "（三十", "秒）再", "试"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
        ("误差 8 米", 20, ["误差 8 米"]),
        ("忘了 PIN 也不要紧", 10, ["忘了 PIN", "也不要紧"]),
    ],
)
def test_no_line_begins_with_a_comma_and_a_number_stays_with_its_word(
    text: str, width: float, lines: list[str]
) -> None:
    from mobile.widgets.wrapping import wrap

    assert wrap(text, width, em).split("\n") == lines


def test_nothing_is_lost_or_added_but_breaks() -> None:
    from mobile.widgets.wrapping import wrap

    text = "已记录 3 条，1.5 公里；“王小明”住 3栋2单元501。"
    for width in range(4, 40):
        assert wrap(text, width, em).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_what_a_screen_said_before_follows_the_language(phone: Phone) -> None:
    from mobile.store.problems import StorageFailed
    from mobile.widgets.words import words

    phone.app.wiring.ways.followed()
    phone.rest()
    screen = phone.app.wiring.screen("followed")
    screen.failed(StorageFailed())
    assert screen.problem == words.texts["zh"]["problem.storage_failed"]
    phone.app.wiring.choices.set_language("en")
    assert screen.problem == words.texts["en"]["problem.storage_failed"]
    screen.problem = ""
    phone.app.wiring.choices.set_language("zh")
    assert screen.problem == ""
