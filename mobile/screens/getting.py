"""The first download: the map and the households of one's own grids, with a true count of what has come."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.words import words

STEPS = ("pull", "packs")


class GettingScreen(TabScreen):
    calm = True

    share = NumericProperty(0.0)
    line = StringProperty("")
    detail = StringProperty("")
    problem = StringProperty("")
    running = BooleanProperty(False)

    def __init__(self, *, syncing, ready, leave, sign_in_again, **kwargs) -> None:
        super().__init__(name="getting", **kwargs)
        self.syncing = syncing
        self.ready = ready
        self.leave = leave
        self.sign_in_again = sign_in_again
        for name in ("step", "done", "total", "running", "problem"):
            syncing.fbind(name, self.follow)
        syncing.bind(on_finished=self.finished)
        words.fbind("say", self.follow)
        self.follow()

    def follow(self, *_: object) -> None:
        sync = self.syncing
        self.running = sync.running
        self.problem = words.say_or(f"problem.{sync.problem}", "problem.unexpected") if sync.problem else ""
        self.line = words.say_or(f"getting.{sync.step}", "getting.start")
        self.share = sync.done / sync.total if sync.total else 0
        if not sync.total:
            self.detail = ""
        elif sync.step in ("packs", "photos"):
            self.detail = words.say("getting.bytes", done=f"{sync.done / 1e6:.1f}", total=f"{sync.total / 1e6:.1f}")
        else:
            self.detail = words.say("getting.records", done=sync.done, total=sync.total)

    def finished(self, _: object, report) -> None:
        # Later syncs end, too, while another screen is in front: they open nothing.
        if report is not None and report.error_code is None and self.manager.current == self.name:
            self.ready()

    def again(self) -> None:
        if self.syncing.problem == "token_expired":
            self.sign_in_again()
        else:
            self.syncing.start()
