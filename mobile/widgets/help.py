"""The "?" of a screen: two or three plain sentences for exactly that screen, over it, closed with one press.

A "?" that nobody has pressed yet is tinted: a hint that is never in the way.
"""

from kivy.event import EventDispatcher
from kivy.properties import ListProperty, StringProperty
from kivy.uix.modalview import ModalView

from mobile.widgets.press import IconButton
from mobile.widgets.words import words


class Known(EventDispatcher):
    """The pages whose help was opened on this phone."""

    pages = ListProperty()


known = Known()


class HelpButton(IconButton):
    """`page` is the screen's name; `step` the question of a page that asks several."""

    page = StringProperty("")
    step = StringProperty("")

    def on_release(self) -> None:
        if self.page not in known.pages:
            known.pages.append(self.page)
        help_card.show(self.page, self.step)


class HelpCard(ModalView):
    """At the foot of the window, where the thumb is."""

    text = StringProperty("")

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.page = self.step = ""
        words.fbind("say", self.draw)

    def show(self, page: str, step: str) -> None:
        self.page, self.step = page, step
        self.draw()
        self.ids.scroll.scroll_y = 1
        self.open(animation=False)

    def shut(self) -> None:
        self.dismiss(animation=False)

    def draw(self, *_: object) -> None:
        self.text = help_text(self.page, self.step) if self.page else ""


class HelpCards:
    """One card per window; made when it is first needed, as its rule is loaded by then."""

    def __init__(self) -> None:
        self.card: HelpCard | None = None

    def show(self, page: str, step: str = "") -> None:
        self.card = self.card or HelpCard()
        self.card.show(page, step)

    def shut(self) -> None:
        if self.card is not None:
            self.card.shut()


help_card = HelpCards()


def help_text(page: str, step: str = "") -> str:
    own = f"{page}_{step}"
    name = own if step and words.has(f"help.{own}") else page
    return words.say(f"help.{name}")
