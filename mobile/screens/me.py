"""Me: who is signed in, the state of sending, the day's receipt, PIN, language, text size, night, and the way out."""

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from mobile.screens.contact import office_contact
from mobile.screens.tab_screen import TabScreen
from mobile.screens.version import VERSION
from mobile.widgets.press import Chip
from mobile.widgets.theme import TEXT_SCALES, theme
from mobile.widgets.words import words

LOCK_MINUTES = (1, 5, 15)


class MeScreen(TabScreen):
    """`set_language`, `set_night`, `set_text_scale` keep the choice; `sign_out(refused)` leaves, or says why not;
    `export(done, failed)` writes what is unsent into a sealed file and hands it on."""

    tab = "me"
    calm = True

    person = StringProperty("")
    posts = StringProperty("")
    server = StringProperty("")
    last = StringProperty("")
    waiting = StringProperty("")
    problem = StringProperty("")
    login_line = StringProperty("")
    incomplete = StringProperty("")
    contact = StringProperty("")
    told = StringProperty("")
    exported = StringProperty("")
    expired = BooleanProperty(False)
    has_pin = BooleanProperty(False)
    can_export = BooleanProperty(False)
    alerts = ObjectProperty()
    syncing = ObjectProperty()
    practising = BooleanProperty(False)
    version = StringProperty(VERSION)

    def __init__(self, *, store, worker, syncing, alerts, choices, sign_out, export, ways, **kwargs) -> None:
        super().__init__(name="me", syncing=syncing, alerts=alerts, **kwargs)
        self.store = store
        self.worker = worker
        self.choices = choices
        self.leave = sign_out
        self.seal = export
        self.ways = ways
        self.me = None
        self.login = None
        self.login_state = "active"
        for name in ("running", "finished_at", "waiting", "attention", "problem", "contact"):
            syncing.fbind(name, self.draw)
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        theme.fbind("text_scale", self.draw)
        self.read()

    def on_pre_enter(self, *_: object) -> None:
        self.problem = self.exported = self.told = ""
        self.can_export = False
        self.read()

    def read(self, *_: object) -> None:
        store = self.store
        self.worker.run(lambda: (store.me(), store.login(), store.login_state()), self.show, topic="me")

    def show(self, read) -> None:
        self.me, self.login, self.login_state = read
        self.draw()

    def draw(self, *_: object) -> None:
        sync = self.syncing
        if self.me:
            self.person = self.me.display_name or self.me.username
            self.posts = "\n".join(filter(None, [self.me.street_name, self.post_text()]))
            loading = sum(not grid.complete for grid in self.me.grids)
            self.incomplete = words.say("me.incomplete", n=loading, of=len(self.me.grids)) if loading else ""
        self.contact = office_contact(sync.contact, full=True)
        if sync.contact.expired:
            # It says the same, and why.
            self.incomplete = ""
        self.expired = self.login_state == "expired"
        if self.login_state == "revoked" and (sync.waiting or sync.photos):
            self.can_export = True
        self.login_line = "" if self.login_state in ("active", "signed_out") else words.say(f"login.{self.login_state}")
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
        self.draw_minutes()

    def pin_changed(self) -> None:
        self.told = words.say("me.pin_on" if self.has_pin else "me.pin_off")

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

    def draw_minutes(self) -> None:
        box = self.ids.minutes
        box.clear_widgets()
        for minutes in LOCK_MINUTES if self.has_pin else ():
            chip = Chip(name_=f"me:lock_{minutes}", text=words.say("time.minutes", n=minutes))
            chip.chosen = self.choices.lock_minutes == minutes
            chip.bind(on_release=lambda _, minutes=minutes: self.choose_minutes(minutes))
            box.add_widget(chip)

    def on_has_pin(self, *_: object) -> None:
        self.draw_minutes()

    def choose_minutes(self, minutes: int) -> None:
        self.choices.set_lock_minutes(minutes)
        self.draw_minutes()

    def sign_out(self) -> None:
        self.problem = ""
        self.leave(self.refused)

    def refused(self, problem: Exception) -> None:
        code = getattr(problem, "code", "unexpected")
        data = getattr(problem, "data", {})
        if code == "unsent_work":
            records, photos = data.get("records", 0), data.get("photos", 0)
            words.tell(self, "problem", lambda: words.say("me.unsent", n=records, photos=photos))
            self.can_export = True
        else:
            words.tell_problem(self, code)

    def export(self) -> None:
        self.exported, self.can_export = "", False
        self.seal(self.sealed, self.not_sealed)

    def sealed(self, count: int) -> None:
        self.problem = ""
        words.tell(self, "exported", lambda: words.say("me.exported", n=count))

    def not_sealed(self, problem: Exception) -> None:
        self.can_export = True
        words.tell_problem(self, problem)
