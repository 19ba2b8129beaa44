"""Signing in: server, name, password. Says what is true: wrong login, no network, or a session that has expired."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.screenmanager import Screen

from mobile.widgets.words import words


class SignInScreen(Screen):
    """`try_login(server, name, password, done, failed)` works off the drawing thread."""

    busy = BooleanProperty(False)
    problem = StringProperty("")
    # The same person again: the session has ended, the PIN is forgotten, or the phone has lost the key.
    expired = BooleanProperty(False)
    why = StringProperty("expired")
    can_go_back = BooleanProperty(False)
    accounts_here = BooleanProperty(False)
    server = StringProperty("")
    username = StringProperty("")
    unsent = StringProperty("")

    def __init__(self, *, try_login, signed_in, go_back, set_language, accounts, practise, **kwargs) -> None:
        super().__init__(name="sign_in", **kwargs)
        self.try_login = try_login
        self.signed_in = signed_in
        self.go_back = go_back
        self.set_language = set_language
        self.accounts = accounts
        self.practise = practise

    def submit(self) -> None:
        if self.busy:
            return
        fields = self.ids
        server, name, password = fields.server.text.strip(), fields.username.text.strip(), fields.password.text
        if not (server and name and password):
            words.tell(self, "problem", lambda: words.say("sign_in.fill_in"))
            return
        self.busy, self.problem = True, ""
        self.try_login(server, name, password, self.done, self.failed)

    def done(self, _: object) -> None:
        self.busy = False
        self.ids.password.text = ""
        self.signed_in()

    def failed(self, problem: Exception) -> None:
        self.busy = False
        code = getattr(problem, "code", "unexpected")
        # Signing in is not tried again by itself: what the other screens promise would not be true here.
        if words.has(f"sign_in_problem.{code}"):
            words.tell(self, "problem", lambda: words.say(f"sign_in_problem.{code}"))
        else:
            words.tell_problem(self, code)

    def ask_again(self, server: str, username: str, unsent: int, why: str = "expired", back: bool = True) -> None:
        """The same person signs in again, and nothing is touched. `why`: `expired`, `forgotten`, `key_lost`."""
        self.expired, self.why, self.problem, self.can_go_back = True, why, "", back
        self.server, self.username = server, username
        self.ids.password.text = ""
        words.tell(self, "unsent", lambda: words.say("sign_in.kept", n=unsent) if unsent else "")

    def data_removed(self, records: int) -> None:
        """The office has had this account removed from the phone; its records that were not sent are on their way."""
        words.tell(self, "problem", lambda: words.say("sign_in.removed"))
        if records:
            self.problem += words.say("sign_in.sealed", n=records)

    def ask_anybody(self, server: str, back: bool) -> None:
        """Somebody else may sign in on this phone; those who are here already keep what is theirs."""
        self.expired, self.problem, self.can_go_back = False, "", back
        self.server, self.username, self.unsent = server, "", ""
        self.ids.password.text = ""
