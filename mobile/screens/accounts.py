"""The people who have signed in on this phone, each with what still waits; another's work stays safe and unread."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.screenmanager import Screen

from mobile.widgets.press import Row
from mobile.widgets.words import words


class AccountsScreen(Screen):
    """`choose(view)` opens an account, `newcomer()` the sign-in for somebody else, `leave()` goes back."""

    problem = StringProperty("")
    note = StringProperty("")
    can_go_back = BooleanProperty(True)

    def __init__(self, *, accounts, worker, choose, newcomer, leave, **kwargs) -> None:
        super().__init__(name="accounts", **kwargs)
        self.accounts = accounts
        self.worker = worker
        self.choose = choose
        self.newcomer = newcomer
        self.leave = leave
        self.views = []
        self.open_now = ""
        words.fbind("say", self.draw)

    def open(self, open_now: str) -> None:
        """`open_now` is the id of the account whose work is open."""
        self.open_now, self.problem = open_now, ""
        self.worker.run(self.accounts.all, self.show, self.failed, topic="accounts")

    def show(self, views) -> None:
        self.views = views
        self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        box = self.ids.rows
        box.clear_widgets()
        for view in self.views:
            row = Row(
                name_=f"account:{view.username}",
                icon="check" if view.id == self.open_now else "me",
                text=view.username or words.say("accounts.unknown"),
                note=f"{unsent_text(view)}\n{view.server}".strip(),
            )
            row.bind(on_release=lambda _, view=view: self.choose(view))
            box.add_widget(row)
        others = [view for view in self.views if view.unsent and view.id != self.open_now]
        self.note = words.say("accounts.others_wait") if others else ""


def unsent_text(view) -> str:
    if not view.unsent:
        return words.say("outbox.all_sent")
    return words.say("accounts.unsent", n=view.records, photos=view.photos)
