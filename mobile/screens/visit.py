"""The visit form: one question at a time, outcome first; saving is possible from every step after the first."""

from collections.abc import Sequence

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.drafts import Drafts, VisitDraft, fresh_draft
from mobile.screens.place import door_text
from mobile.screens.step import Step
from mobile.widgets.words import words


class VisitPage(BoxLayout):
    """Asks its `steps` in order; the first is the outcome. Fires `on_saved(household, visit_id, draft)` and `on_leave`.
    The draft lives in `drafts` until it is saved. `distance(household, fix)` gives metres to the building, or None."""

    step = StringProperty("outcome")
    household = ObjectProperty(None, allownone=True)
    household_name = StringProperty("")
    question = StringProperty("")
    outcome = StringProperty("")
    place = StringProperty("")
    is_last = BooleanProperty(False)
    busy = BooleanProperty(False)
    problem = StringProperty("")
    peek_height = NumericProperty(0)

    __events__ = ("on_saved", "on_leave")

    def __init__(self, *, store, worker, gps, distance, drafts: Drafts, steps: Sequence[Step], **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.drafts = drafts
        self.draft = VisitDraft("")
        self.steps = {step.name: step for step in steps}
        for step in steps:
            step.bind(
                on_answer=lambda _: self.forward(), on_change=lambda _: self.changed(), on_page=lambda _: self.draw()
            )
        self.presence = self.ids.presence.__self__
        self.presence.gps, self.presence.distance = gps, distance
        self.presence.bind(on_change=lambda _: self.keep())
        words.fbind("say", self.draw)

    def on_saved(self, household, visit_id: str, draft: VisitDraft) -> None:
        """The visit is kept on the phone, and held for a moment in which it can be taken back."""

    def on_leave(self) -> None:
        """Left without saving; the draft stays."""

    # -- steps -----------------------------------------------------------------------------------------------------

    @property
    def asked(self) -> list[str]:
        """The questions that this outcome leaves open."""
        return [name for name, step in self.steps.items() if step.asked(self.draft)]

    def open(self, household, outcome: str = "") -> None:
        self.household = household
        self.draft = self.drafts.get(household.id) or fresh_draft(household)
        if outcome:
            self.draft.outcome = outcome
        self.problem, self.busy = "", False
        for step in self.steps.values():
            step.open(household, self.draft)
        self.presence.open(household, self.draft)
        self.step = self.asked[1] if self.draft.outcome else self.asked[0]
        self.draw()

    def forward(self) -> None:
        step = self.steps[self.step]
        self.keep()
        self.problem = step.refusal()
        if self.problem:
            # The sentence stands at the top.
            self.ids.scroll.scroll_y = 1
            return
        if not step.forward():
            asked = self.asked
            self.step = asked[min(len(asked) - 1, asked.index(self.step) + 1)]
        self.draw()

    def back(self) -> None:
        self.problem = ""
        asked = self.asked
        if self.steps[self.step].back():
            self.draw()
        elif self.step == asked[0]:
            self.leave()
        else:
            self.keep()
            self.step = asked[asked.index(self.step) - 1]
            self.draw()

    def leave(self) -> None:
        self.keep()
        self.close()
        self.dispatch("on_leave")

    def close(self) -> None:
        for step in self.steps.values():
            step.close()
        self.presence.close()

    def changed(self) -> None:
        """What was said of an answer is not said of the next one."""
        self.problem = ""
        self.keep()

    def keep(self) -> None:
        for step in self.steps.values():
            step.keep()
        if self.draft.outcome:
            self.drafts.keep(self.draft)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        if self.household is None:
            return
        draft, asked = self.draft, self.asked
        step = self.steps[self.step]
        self.household_name = self.household.name
        self.place = door_text(self.household)
        self.outcome = draft.outcome
        self.question = step.question()
        self.is_last = bool(draft.outcome) and self.step == asked[-1]
        self.ids.count.text = (
            words.say("visit.step", n=asked.index(self.step) + 1, of=len(asked)) if draft.outcome else ""
        )
        step.draw()
        holder = self.ids.steps
        if step.parent is not holder:
            holder.clear_widgets()
            holder.add_widget(step)
        self.ids.scroll.scroll_y = 1

    # -- saving ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        if self.busy or not self.draft.outcome:
            return
        self.keep()
        for name in self.asked:
            if refusal := self.steps[name].unfinished():
                self.step = name
                self.draw()
                self.problem = refusal
                return
        self.busy, self.problem = True, ""
        draft, household, record = self.draft, self.household, {}
        for name in self.asked:
            record |= self.steps[name].record()
        # A picture or words that were there before the outcome was changed are still the worker's own.
        record = {"note": draft.note, "photos": tuple(sha256 for sha256, _ in draft.photos), **record}
        own = [sha256 for name in self.asked for sha256 in self.steps[name].photos()]
        record["photos"] = tuple(dict.fromkeys([*record["photos"], *own]))

        record |= {"household_id": draft.household_id, "fix": draft.fix, "presence": draft.presence}

        def job() -> str:
            return self.store.undo.hold(lambda: self.store.record_visit(**record))

        self.worker.run(job, lambda visit_id: self.saved(household, visit_id, draft), self.refused)

    def saved(self, household, visit_id: str, draft: VisitDraft) -> None:
        self.busy = False
        self.close()
        self.drafts.forget(household.id)
        self.dispatch("on_saved", household, visit_id, draft)

    def refused(self, problem: Exception) -> None:
        self.busy = False
        words.tell_problem(self, problem)
