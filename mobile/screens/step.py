"""One question of the visit form. The page asks its steps in order; a new kind of question is one more of them."""

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.words import words


class Step(BoxLayout):
    """Fires `on_answer` when its question is answered by one press, `on_change` when the draft is to be kept, and
    `on_page` when it shows another page of its own.

    The page calls `open` when a form is opened, `draw` whenever the step is shown or the language changes, `keep`
    before the draft is kept, and `close` when the form is left or saved.
    """

    name = ""
    household: Any = ObjectProperty(None, allownone=True)
    draft: Any = ObjectProperty(None, allownone=True)

    __events__ = ("on_answer", "on_change", "on_page")

    def on_answer(self) -> None:
        """The question is answered: the page goes on."""

    def on_change(self) -> None:
        """Something was changed that is to survive a kill."""

    def on_page(self) -> None:
        """Another page of this step is to be shown."""

    def asked(self, draft: Any) -> bool:
        """Whether this outcome leaves the question open."""
        return bool(draft.outcome)

    def question(self) -> str:
        return words.say(f"visit.ask_{self.name}")

    def open(self, household: Any, draft: Any) -> None:
        self.household, self.draft = household, draft

    def draw(self) -> None:
        """Shows the draft in the language chosen."""

    def keep(self) -> None:
        """Writes into the draft what is only in the widgets so far."""

    def forward(self) -> bool:
        """For a step of several pages: True if it went on within itself."""
        return False

    def back(self) -> bool:
        """The same backwards."""
        return False

    def refusal(self) -> str:
        """What keeps the worker from going on or saving, as a sentence; "" if nothing does."""
        return ""

    def unfinished(self) -> str:
        """What keeps the visit from being saved; a step of several pages may know more than its page does."""
        return self.refusal()

    def photos(self) -> tuple[str, ...]:
        """Pictures of this step's own that go with the visit."""
        return ()

    def record(self) -> dict[str, Any]:
        """This step's part of what `store.record_visit` is given."""
        return {}

    def close(self) -> None:
        """The form is left or saved."""
