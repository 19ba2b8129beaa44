"""Me: who is signed in, the state of sending, language, text size, night, licences, and the way out."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.screenmanager import Screen

from mobile.screens.version import VERSION
from mobile.widgets.press import Chip
from mobile.widgets.theme import TEXT_SCALES, theme
from mobile.widgets.words import words


class MeScreen(Screen):
    """`set_language`, `set_night`, `set_text_scale` keep the choice; `sign_out(refused)` leaves, or says why not."""

    person = StringProperty("")
    posts = StringProperty("")
    server = StringProperty("")
    last = StringProperty("")
    waiting = StringProperty("")
    problem = StringProperty("")
    syncing = ObjectProperty()
    version = StringProperty(VERSION)

    def __init__(self, *, store, worker, syncing, choices, sign_out, ways, **kwargs) -> None:
        super().__init__(name="me", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.choices = choices
        self.leave = sign_out
        self.ways = ways
        self.me = None
        self.login = None
        for name in ("running", "finished_at", "waiting", "attention", "problem"):
            syncing.fbind(name, self.draw)
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        theme.fbind("text_scale", self.draw)
        self.read()

    def on_pre_enter(self, *_: object) -> None:
        self.problem = ""
        self.read()

    def read(self, *_: object) -> None:
        self.worker.run(lambda: (self.store.me(), self.store.login()), self.show, topic="me")

    def show(self, pair) -> None:
        self.me, self.login = pair
        self.draw()

    def draw(self, *_: object) -> None:
        sync = self.syncing
        if self.me:
            self.person = self.me.display_name or self.me.username
            self.posts = "\n".join(filter(None, [self.me.street_name, self.post_text()]))
        self.server = self.login.base_url if self.login else ""
        self.last = (
            words.say("sync.last", when=words.moment(sync.finished_at)) if sync.finished_at else words.say("sync.never")
        )
        if sync.attention:
            self.waiting = words.say(
                "pill.both" if sync.waiting else "pill.attention",
                n=sync.attention,
                waiting=sync.waiting,
                attention=sync.attention,
            )
        else:
            self.waiting = words.say("pill.waiting", n=sync.waiting) if sync.waiting else words.say("outbox.all_sent")
        self.draw_scales()

    def post_text(self) -> str:
        lines = []
        for post in self.me.posts:
            grid = post.get("grid") or {}
            role = words.say_or(f"role.{post.get('role')}", "role.other")
            lines.append(words.say("me.post", role=role, grid=grid.get("name", "")))
        shown = lines[:3]
        if len(lines) > 3:
            shown.append(words.say("me.more_posts", n=len(lines) - 3))
        return "\n".join(shown)

    def draw_scales(self) -> None:
        box = self.ids.scales
        box.clear_widgets()
        for scale in TEXT_SCALES:
            chip = Chip(name_=f"me:text_{round(scale * 100)}", text=f"{round(scale * 100)}%")
            chip.chosen = abs(theme.text_scale - scale) < 0.01
            chip.bind(on_release=lambda _, scale=scale: self.choices.set_text_scale(scale))
            box.add_widget(chip)

    def sign_out(self) -> None:
        self.problem = ""
        self.leave(self.refused)

    def refused(self, problem: Exception) -> None:
        code = getattr(problem, "code", "unexpected")
        data = getattr(problem, "data", {})
        if code == "unsent_work":
            self.problem = words.say("me.unsent", n=data.get("records", 0), photos=data.get("photos", 0))
        else:
            self.problem = words.say_or(f"problem.{code}", "problem.unexpected")
