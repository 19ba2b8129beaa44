"""A call-out: the office asks for help, and the worker says whether they come. They may say otherwise until it ends."""

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.messages import answer_text, lines, span
from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import MainButton, PlainButton
from mobile.widgets.words import words

ICONS = {"accepted": "check", "declined": "close", "done": "hand"}


class CallOutScreen(TabScreen):
    """Which answers there are follows from the one that was given: they come as buttons under the thumb."""

    tab = "today"
    side = True

    title = StringProperty("")
    team = StringProperty("")
    when = StringProperty("")
    place = StringProperty("")
    people = StringProperty("")
    about = StringProperty("")
    contact = StringProperty("")
    answer = StringProperty("")
    answer_kind = StringProperty("info")
    problem = StringProperty("")
    open_ = BooleanProperty(False)
    can_call = BooleanProperty(False)

    def __init__(self, *, store, worker, syncing, share, ways, **kwargs) -> None:
        super().__init__(name="call_out", **kwargs)
        self.store = store
        self.worker = worker
        self.syncing = syncing
        self.share = share
        self.ways = ways
        self.call_out = None
        self.notes: dict[str, str] = {}
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)

    @property
    def is_busy(self) -> bool:
        return bool(self.ids.note.text.strip())

    def open(self, call_out_id: str) -> None:
        self.keep()
        self.call_out, self.problem = None, ""
        self.ids.note.text = self.notes.get(call_out_id, "")
        messages = self.store.messages

        def read():
            messages.open_call_out(call_out_id)
            return messages.call_out(call_out_id)

        def show(call_out) -> None:
            self.show(call_out)
            self.syncing.touched()

        self.worker.run(read, show, self.failed, topic="call_out")

    def read(self, *_: object) -> None:
        if self.call_out is not None:
            call_out_id = self.call_out.id
            self.worker.run(lambda: self.store.messages.call_out(call_out_id), self.show, lambda _: None)

    def show(self, call_out) -> None:
        if self.call_out is None or self.call_out.id == call_out.id:
            self.call_out = call_out
            self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def keep(self) -> None:
        """What was written and not yet sent with an answer stays while the app runs."""
        if self.call_out is not None:
            self.notes[self.call_out.id] = self.ids.note.text

    def draw(self, *_: object) -> None:
        call_out = self.call_out
        if call_out is None:
            return
        self.title = call_out.title
        self.team = words.say("call_out.for_team", team=call_out.team) if call_out.team else ""
        self.when = span(call_out.starts_at, call_out.ends_at)
        self.place = call_out.place
        self.people = words.say("call_out.people", needed=call_out.needed, coming=call_out.coming)
        self.about = call_out.text
        self.contact = call_out.contact
        self.can_call = bool(number_in(call_out.contact))
        self.answer = answer_text(call_out)
        if call_out.attention:
            self.answer = words.say_or(f"reason.{call_out.attention}", "reason.other")
        elif call_out.answer and call_out.note:
            self.answer = lines(self.answer, call_out.note)
        coming = call_out.answer in ("accepted", "done")
        unanswered = call_out.open and not call_out.answer
        self.answer_kind = (
            "danger" if call_out.attention else "good" if coming else "warn" if unanswered and call_out.late else "info"
        )
        self.open_ = bool(self.offers())
        self.draw_answers()

    def offers(self) -> tuple[str, ...]:
        """The answers that can be given now; the first is the main one."""
        call_out = self.call_out
        if call_out.answer == "accepted":
            return ("done", "declined") if call_out.open else ("done",)
        if not call_out.open or call_out.answer == "done":
            return ()
        return ("accepted",) if call_out.answer == "declined" else ("accepted", "declined")

    def draw_answers(self) -> None:
        box = self.ids.answers
        box.clear_widgets()
        for answer in reversed(self.offers()):
            kind = MainButton if answer == self.offers()[0] else PlainButton
            button = kind(name_=f"call_out:{answer}", icon=ICONS[answer], text=words.say(f"answer.{answer}"))
            button.bind(on_release=lambda _, answer=answer: self.give(answer))
            box.add_widget(button)

    def give(self, answer: str) -> None:
        call_out_id, note = self.call_out.id, self.ids.note.text

        def kept(_: object) -> None:
            self.notes.pop(call_out_id, None)
            self.ids.note.text, self.problem = "", ""
            self.syncing.recorded()

        self.worker.run(lambda: self.store.messages.answer_call_out(call_out_id, answer, note), kept, self.failed)

    def call(self) -> None:
        self.share.dial(number_in(self.contact))

    def go_back(self) -> None:
        self.keep()
        self.ways.back()


def number_in(contact: str) -> str:
    """The telephone number in a line such as "社区办公室 0931-1234567", or ""."""
    digits = "".join(sign for sign in contact if sign.isascii() and (sign.isdigit() or sign in "+-"))
    return digits if sum(sign.isdigit() for sign in digits) >= 5 else ""
