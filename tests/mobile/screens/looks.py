"""How a screen may look: language, text size, colours. A screen that stands is put into each look live, one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from tests.mobile.screens.driver import Phone

COLOURS = {"light": (False, False), "night": (True, False), "contrast": (False, True), "night-contrast": (True, True)}


@dataclass(frozen=True)
class Look:
    language: str = "zh"
    percent: int = 100
    colours: str = "light"

    @property
    def name(self) -> str:
        return f"{self.language}-{self.percent}-{self.colours}"

    def put_on(self) -> None:
        from mobile.widgets.theme import theme
        from mobile.widgets.words import words

        words.language, theme.text_scale = self.language, self.percent / 100
        theme.night, theme.contrast = COLOURS[self.colours]


PLAIN = Look()
ALL = tuple(Look(*it) for it in product(("zh", "en"), (100, 200), COLOURS))
LARGE = tuple(Look(language, 200) for language in ("zh", "en"))
SIZES = tuple(Look(*it) for it in product(("zh", "en"), (100, 200)))


def in_each(phone: Phone, looks: tuple[Look, ...], at: Callable[[str, Look], object]) -> Callable[[str], None]:
    """What a walk calls on each screen: `at(screen, look)` in each look, and then the plain one again."""

    def stands(screen: str) -> None:
        for look in looks:
            look.put_on()
            phone.rest()
            at(screen, look)
        PLAIN.put_on()
        phone.rest()

    return stands
