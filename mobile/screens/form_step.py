"""The office's form as a step of the visit: a page at a time, kept at every answer, with a list of all questions."""

from datetime import datetime
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from mobile.forms import FilledForm
from mobile.forms.answers import fitting
from mobile.forms.filled import Fault, Spot
from mobile.forms.pages import Page, pages
from mobile.forms.paths import spot_of, written
from mobile.screens.form_answers import label_text, trail_text
from mobile.screens.form_box import NoteBox, QuestionBox, TellBox
from mobile.screens.form_choices import ManyBox, OneBox
from mobile.screens.form_library import Library, Offer
from mobile.screens.form_moment import DateBox, TimeBox
from mobile.screens.form_overview import Overview, answered
from mobile.screens.form_photo import PhotoBox
from mobile.screens.form_place import PlaceBox
from mobile.screens.form_text import NumberBox, TextBox
from mobile.screens.form_turns import TurnsBox
from mobile.screens.step import Step
from mobile.widgets.words import words

BOXES: dict[str, type[QuestionBox]] = {
    "text": TextBox,
    "integer": NumberBox,
    "decimal": NumberBox,
    "date": DateBox,
    "time": TimeBox,
    "select_one": OneBox,
    "select_multiple": ManyBox,
    "image": PhotoBox,
    "geopoint": PlaceBox,
    "repeat": TurnsBox,
    "note": NoteBox,
}


# Beside the four of the note, no more than a visit may have.
MOST_PHOTOS = 5


class FormStep(Step):
    """The draft keeps, under `more["form"]` by the form's code: its version, all answers, and the page last seen."""

    name = "form"
    trail = StringProperty("")
    place = StringProperty("")
    share = NumericProperty(0.0)
    unusable = StringProperty("")
    # The list of all questions is shown in place of a page.
    all_shown = BooleanProperty(False)

    __events__ = ("on_pick_place",)

    def __init__(self, *, store, worker, gps, photographer, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store, self.worker, self.gps, self.photographer = store, worker, gps, photographer
        self.library = Library(store, worker)
        self.library.read(self.other_forms)
        self.offer: Offer | None = None
        self.filled: FilledForm | None = None
        self.pages: list[Page] = []
        self.at = 0
        self.boxes: dict[Spot, QuestionBox] = {}
        self.last: dict[str, dict[str, Any]] = {}
        # Questions that the person chose to leave open for now.
        self.skipped: set[Spot] = set()
        self.overview = Overview()
        self.overview.bind(on_jump=lambda _, spot: self.jump(spot))

    # -- the form of this draft ------------------------------------------------------------------------------------

    def asked(self, draft: Any) -> bool:
        return bool(draft.outcome) and self.library.for_draft(draft.outcome, draft.more.get(self.name, {})) is not None

    def open(self, household: Any, draft: Any) -> None:
        super().open(household, draft)
        self.offer, self.filled, self.last = None, None, {}
        self.forget_page()
        self.library.read(self.other_forms)
        self.worker.run(
            lambda: self.store.forms.last_answers(household.id), lambda last: self.take_last(draft, last), topic="last"
        )

    def on_pick_place(self, spot: Spot) -> None:
        """A pin on the map is wanted; `take_place` takes it."""

    def other_forms(self) -> None:
        if self.household is not None and self.filled is None:
            self.dispatch("on_page")

    def take_last(self, draft: Any, last: dict[str, dict[str, Any]]) -> None:
        if draft is self.draft:
            self.last = last

    def begin(self) -> None:
        """Takes up the form that the outcome asks for, where it was left."""
        offer = self.library.for_draft(self.draft.outcome, self.kept_forms)
        if offer is not None and (self.offer is None or self.offer.version != offer.version):
            self.forget_page()
            self.offer, self.filled = offer, None
            if offer.form is not None:
                kept = self.kept_forms.get(offer.form.code)
                self.filled = FilledForm(offer.form, now(), kept["answers"] if kept else None)
                self.find_pages()
                spot = spot_of(offer.form, kept["at"]) if kept else None
                self.at = self.page_of(spot) if spot else 0

    @property
    def kept_forms(self) -> dict[str, Any]:
        return dict(self.draft.more.get(self.name, {}))

    def forget_page(self) -> None:
        self.boxes, self.pages, self.at, self.all_shown = {}, [], 0, False
        self.skipped = set()

    # -- answers ---------------------------------------------------------------------------------------------------

    def put(self, spot: Spot, answer: Any) -> None:
        filled = self.filled
        if filled is None:
            return
        if filled.form.code not in self.draft.more.get(self.name, {}):
            definition = self.offer.definition
            self.library.begun[self.offer.version] = self.offer
            self.worker.run(lambda: self.store.forms.begin(definition), failed=lambda _: None)
        filled.put(spot, answer)
        self.skipped.discard(spot)
        self.changed()

    def changed(self) -> None:
        """Keeps the draft, and brings the page to what is asked now."""
        self.note_draft()
        self.dispatch("on_change")
        here = self.page.spot
        self.find_pages()
        self.at = self.page_of(here)
        self.show_boxes()
        self.show_place()

    def note_draft(self) -> None:
        form = self.filled.form
        kept = {
            "version": form.version,
            "answers": self.filled.draft(),
            "at": written(form, self.page.spot) if self.pages else "",
        }
        self.draft.more[self.name] = {**self.kept_forms, form.code: kept}

    def keep(self) -> None:
        for box in list(self.boxes.values()):
            box.keep()

    def last_answer(self, spot: Spot) -> Any:
        """Of the last visit, where it still fits; not in a repeat, whose turns were others."""
        answers: Any = self.last.get(self.filled.form.code)
        for name in spot.path:
            answers = answers.get(name) if isinstance(answers, dict) else None
        return fitting(self.filled.form.by_path[spot.path], answers)

    # -- pages -----------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        return self.pages[self.at]

    def find_pages(self) -> None:
        self.pages = pages(self.filled)

    def page_of(self, spot: Spot) -> int:
        """The page that shows a question, or the nearest that still stands."""
        for number, page in enumerate(self.pages):
            if page.spot == spot or spot in page.spots:
                return number
        for number, page in enumerate(self.pages):
            if spot in page.trail:
                return number
        return max(0, min(self.at, len(self.pages) - 1))

    def jump(self, spot: Spot) -> None:
        self.keep()
        self.all_shown = False
        self.at = self.page_of(spot)
        self.go_on()
        self.dispatch("on_page")

    def add_turn(self, spot: Spot) -> None:
        turn = self.filled.add_turn(spot.path)
        self.changed()
        self.jump(Spot(spot.path, turn))

    def remove_turn(self, spot: Spot, turn: int) -> None:
        self.keep()
        self.filled.remove_turn(spot.path, turn)
        self.boxes = {}
        self.changed()

    def show_all(self) -> None:
        self.keep()
        self.all_shown = True
        self.dispatch("on_page")

    def go_on(self) -> None:
        """Another page: its boxes are made anew, and it is where the draft is taken up again."""
        self.boxes = {}
        if self.filled.answers:
            self.note_draft()
            self.dispatch("on_change")

    def forward(self) -> bool:
        if self.filled is None or not self.pages:
            return False
        if self.all_shown:
            self.all_shown = False
            return False
        if self.at + 1 < len(self.pages):
            self.at += 1
            self.go_on()
            return True
        self.all_shown = bool(self.filled.faults())
        return self.all_shown

    def back(self) -> bool:
        if self.filled is None:
            return False
        self.keep()
        if self.all_shown:
            self.all_shown = False
            return True
        if self.at > 0:
            self.at -= 1
            self.go_on()
            return True
        return False

    # -- what keeps from going on ----------------------------------------------------------------------------------

    def refusal(self) -> str:
        """A wrong answer; one that is missing is told once, and may be left for later."""
        if self.filled is None or self.all_shown or not self.pages:
            return ""
        found = [fault for spot in self.page.spots if (fault := self.filled.fault(spot))]
        fresh = [fault for fault in found if fault.spot not in self.skipped]
        self.skipped |= {fault.spot for fault in fresh if fault.code == "required"}
        return self.say_fault(fresh[0]) if fresh else ""

    def say_fault(self, fault: Fault) -> str:
        said = fault.message.get(words.language) or next(iter(fault.message.values()), "")
        said = said or words.say("form.must_answer" if fault.code == "required" else "form.not_right")
        if self.page.is_group:
            said = words.say("form.about", label=label_text(self.filled.form.by_path[fault.spot.path]), said=said)
        return said + (words.say("form.or_skip") if fault.code == "required" else "")

    def unfinished(self) -> str:
        """What keeps the visit from being saved; the list of questions is shown with it."""
        self.begin()
        if self.filled is None:
            return ""
        self.filled.at(now())
        self.find_pages()
        faults = self.filled.faults()
        if not faults:
            return ""
        self.all_shown = True
        return words.say("form.not_yet", n=len(faults))

    def record(self) -> dict[str, Any]:
        self.begin()
        if self.filled is None:
            return {}
        form = self.filled.form
        return {"form": {"code": form.code, "version": form.version, "answers": self.filled.sent()}}

    def photos(self) -> tuple[str, ...]:
        """The pictures among the answers: they go with the visit's own."""
        if self.filled is None:
            return ()
        walked = [spot for spot in self.filled.walk() if self.filled.form.by_path[spot.path].type == "image"]
        return tuple(answer for spot in walked if (answer := self.filled.answer(spot)))

    def take_photo(self, box: Any) -> None:
        if len(self.photos()) >= MOST_PHOTOS:
            box.failed("enough")
            return
        self.photographer.take("visit", box.taken, box.failed)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def question(self) -> str:
        self.begin()
        if self.offer is None:
            return ""
        title = self.offer.title.say(words.language)
        if self.filled is None or self.all_shown or not self.pages:
            return title
        asking = [spot for spot in self.page.spots if self.filled.form.by_path[spot.path].asks]
        spot = asking[0] if asking and not self.page.is_group else self.page.spot
        return label_text(self.filled.form.by_path[spot.path]) or title

    def draw(self) -> None:
        self.keep()
        self.begin()
        self.unusable = words.say("form.unusable") if self.offer is not None and self.filled is None else ""
        self.boxes = {}
        if self.filled is None:
            self.ids.holder.clear_widgets()
        elif self.all_shown:
            self.ids.holder.clear_widgets()
            self.ids.holder.add_widget(self.overview)
            self.overview.show(self.filled)
        else:
            self.show_boxes()
        self.show_place()

    def show_boxes(self) -> None:
        """Those of the page; one that is shown already stays, with whatever is being typed into it."""
        if self.all_shown or not self.pages:
            return
        holder, by_path = self.ids.holder, self.filled.form.by_path
        boxes = {}
        for spot in self.page.spots:
            question = by_path[spot.path]
            kind = (
                BOXES.get(question.type, TellBox) if question.asks or question.type in ("note", "repeat") else TellBox
            )
            known = self.boxes.get(spot)
            boxes[spot] = known or kind(self, spot, alone=not self.page.is_group)
            if known:
                known.tell()
        self.boxes = boxes
        if list(reversed(holder.children)) != list(boxes.values()):
            holder.clear_widgets()
            for box in boxes.values():
                holder.add_widget(box)

    def show_place(self) -> None:
        if self.filled is None or not self.pages:
            return
        if self.all_shown:
            done, of = answered(self.filled)
            self.trail, self.place, self.share = "", words.say("form.answered", n=done, of=of), done / max(1, of)
        else:
            self.trail = trail_text(self.filled, self.page.trail)
            self.place = words.say("form.place", n=self.at + 1, of=len(self.pages))
            self.share = (self.at + 1) / len(self.pages)

    def pick_place(self, spot: Spot) -> None:
        """A pin on the map; the page that holds the map answers with `take_place`."""
        self.dispatch("on_pick_place", spot)

    def take_place(self, spot: Spot, lon: float, lat: float) -> None:
        if self.filled is not None:
            self.boxes.pop(spot, None)
            self.put(spot, {"lon": lon, "lat": lat, "accuracy_m": None})


def now() -> datetime:
    return datetime.now().astimezone()
