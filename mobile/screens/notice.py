"""A notice of the office, in full. Reading it stays on this phone."""

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.words import words


class NoticeScreen(TabScreen):
    tab = "today"
    side = True
    calm = True

    title = StringProperty("")
    about = StringProperty("")
    signed = StringProperty("")
    until = StringProperty("")
    problem = StringProperty("")
    important = BooleanProperty(False)

    def __init__(self, *, store, worker, syncing, ways, **kwargs) -> None:
        super().__init__(name="notice", **kwargs)
        self.store = store
        self.worker = worker
        self.syncing = syncing
        self.ways = ways
        self.notice = None
        words.fbind("say", self.draw)

    def open(self, notice_id: str) -> None:
        self.notice, self.problem = None, ""
        messages = self.store.messages

        def read():
            messages.open_notice(notice_id)
            return messages.notice(notice_id)

        def show(notice) -> None:
            self.notice = notice
            self.draw()
            self.syncing.touched()

        self.worker.run(read, show, self.failed, topic="notice")

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        notice = self.notice
        if notice is None:
            return
        self.title, self.about, self.important = notice.title, notice.text, notice.important
        self.signed = words.say("messages.from", who=notice.author, when=words.moment(notice.starts_at))
        self.until = words.say("notice.until", when=words.moment(notice.ends_at))
