"""Drives the real app in the real window by touches, as a person would.

    phone = Phone.start(data=tmp_path, server="http://127.0.0.1:8000", gps="116.326,40.003,8", camera="photo.jpg")
    phone.sign_in("worker", "gridwalk-demo")
    phone.wait_ready()
    phone.search("wang"); phone.tap_result(0)
    phone.record_visit("met", needs=("repair",), note="水管漏水", photo=True, fix=True, next_in=7)
    phone.drop_pin(category="drain", about="井盖翘起", photo=True)
    phone.network(False); phone.network(True); phone.sync()

Every widget that can be pressed or typed into has a stable `name_`, the same in every language:
`tab:map|today|report|me`, `sign_in:server|username|password|submit|language|problem`, `getting:again|leave|problem`,
`find:entry|clear`, `hit:<n>`, `map:locate|closer|farther|legend|pill|hint|toast`, `door:<household id>`,
`building|household|visit|report|incident|legend|outbox|licences:back|close`, `household:visit|not_home|phone`,
`outcome:<code>`, `need:<code>`, `visit:note|fix|next|previous|save|save_now|problem`, `visit:photos:camera`,
`visit:photos:<n>`, `next:planned|agreed|1|3|7|14|30|earlier|later`, `saved:done|undo|next_door`,
`saved:hand_on:<need>`, `today:due|near|walk|position`, `walk:30|60|120|accept|arrange|map|end`,
`walk:<household id>`, `earlier|later|drop:<household id>`, `report:position|here|about|previous|save|problem`,
`report:photos:camera|after:camera|photo|another|solved|solved_note|discard`, `alike:<incident id>`, `last:<code>`,
`domain:<code>`, `category:<code>`, `due:<household id>`, `outbox:sync|line`,
`outbox:open|retry|understood:<op id>`, `outbox:receipt`, `receipt:earlier|later|code|verdict|sync`,
`household:amend|add`, `register:name|phone|lived_in|vacant|not_ours|save`, `resident:<n>`,
`resident:name|birth_year|phone|gone|save`, `care:<code>`, `similar:<n>`, `leaving:<reason>`,
`pin:<digit>|rub|done|forgotten|accounts|remove`, `account:<user name>`, `accounts:newcomer`, `news:understood`,
`me:receipt|pin|accounts|export|sign_in_again`,
`me:outbox|sync|zh|en|day|night|text_100|text_125|text_150|text_200|licences|sign_out|problem`.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mobile.forms.paths import written
from tests.mobile.kivy_window import KivyWindow


class Phone:
    def __init__(self, window: KivyWindow, app: Any) -> None:
        self.window = window
        self.app = app

    @classmethod
    def start(
        cls,
        *,
        data: Path,
        server: str = "",
        language: str | None = "zh",
        gps: str = "",
        camera: Path | str = "",
        window: KivyWindow | None = None,
        **options: Any,
    ) -> "Phone":
        """Starts the app as `python -m mobile.main` does, but steps its frames from here."""
        window = window or KivyWindow()
        from mobile.app import GridwalkApp

        app = GridwalkApp(data=data, server=server, language=language, gps=gps, camera=str(camera), **options)
        window.start(app)
        phone = cls(window, app)
        phone.rest()
        return phone

    def stop(self) -> None:
        """Ends the app as closing it does: threads end, the store is closed."""
        from kivy.app import App

        self.app.dispatch("on_stop")
        App._running_app = None
        self.window.clear()
        self.window.frames(2)

    # -- finding ---------------------------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """The screen in front: sign_in, getting, map, today, me, outbox or licences."""
        return self.app.shell.places.current

    @property
    def map(self) -> Any:
        return self.app.shell.places.get_screen("map")

    @property
    def page(self) -> Any:
        """The page in the sheet, or None."""
        sheet = self.map.ids.sheet
        return None if sheet.place == "hidden" else sheet.page

    def find_all(self, name: str) -> list[Any]:
        return [it for it in shown(self.window.window) if getattr(it, "name_", "") == name]

    def find(self, name: str) -> Any:
        found = self.find_all(name)
        assert found, f"{name!r} is not on the screen; there are {sorted(self.names())}"
        return found[0]

    def has(self, name: str) -> bool:
        return bool(self.find_all(name))

    def names(self) -> set[str]:
        return {it.name_ for it in shown(self.window.window) if getattr(it, "name_", "")}

    def texts(self) -> list[str]:
        """Every text that is on the screen now."""
        return [it.text for it in shown(self.window.window) if isinstance(getattr(it, "text", None), str) and it.text]

    # -- hands -----------------------------------------------------------------------------------------------------

    def wait(self, true: Callable[[], object], seconds: float = 20.0) -> None:
        """Steps frames until `true()`. The limit is for a failing test only; nothing waits by the clock."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"did not come true; texts: {self.texts()}"
            self.step()

    def step(self, count: int = 1) -> None:
        """Frames that draw only what has changed, and a moment for the threads."""
        from kivy.base import EventLoop

        for _ in range(count):
            EventLoop.idle()
            time.sleep(0.003)

    def rest(self) -> None:
        """Until sheets have slid and threads have answered."""
        self.step(8)
        sheet = self.map.ids.sheet if self.app.shell.places.has_screen("map") else None
        if sheet is not None and not sheet.dragging:
            self.wait(lambda: abs(sheet.height - sheet.height_of(sheet.place)) < 1.5)
        self.step(3)

    def tap(self, name: str) -> None:
        self.wait(lambda: self.has(name), 10)
        widget = self.find(name)
        self.bring_into_view(widget)
        assert not widget.disabled, f"{name!r} cannot be pressed now"
        self.window.tap_on(widget)
        self.rest()

    def bring_into_view(self, widget: Any) -> None:
        from kivy.uix.scrollview import ScrollView

        parent = widget.parent
        while parent is not None and parent is not self.window.window:
            # A RecycleView keeps no widgets for what it does not show, and cannot scroll to them. By its name:
            # Kivy's factory imports its module a second time, so there are two such classes.
            if isinstance(parent, ScrollView) and type(parent).__name__ != "RecycleView":
                content = parent.children[0] if parent.children else None
                if content is not None and content.height > parent.height:
                    parent.scroll_to(widget, padding=10, animate=False)
                    parent.scroll_y = min(1.0, max(0.0, parent.scroll_y))
            parent = parent.parent
        self.stand_still(widget)

    def stand_still(self, widget: Any) -> None:
        """A tap that is aimed while rows are still moving meets the row beside."""
        self.step(3)
        before, now = None, widget.to_window(*widget.center)
        for _ in range(50):
            if before == now:
                return
            self.step(2)
            before, now = now, widget.to_window(*widget.center)

    def type(self, name: str, text: str) -> None:
        """Taps the field, empties it and types."""
        self.tap(name)
        # A labelled field and the entry in it share the name; the entry is the inner one.
        entry = self.find_all(name)[-1]
        if entry.text:
            entry.select_all()
            entry.delete_selection()
        self.window.type_text(text)
        entry.focus = False
        self.rest()

    def screenshot(self, path: Path | str) -> Path:
        self.rest()
        return self.window.screenshot(path)

    # -- what a worker does ----------------------------------------------------------------------------------------

    def sign_in(self, username: str, password: str, server: str | None = None) -> None:
        """Types the login and waits for the answer, whatever it is."""
        if server is not None:
            self.type("sign_in:server", server)
        if not self.find("sign_in:username").disabled:
            self.type("sign_in:username", username)
        self.type("sign_in:password", password)
        self.tap("sign_in:submit")
        screen = self.app.shell.places.get_screen("sign_in")
        self.wait(lambda: not screen.busy, 60)
        self.rest()

    def problem(self) -> str:
        """What the sign-in or the first download says is wrong."""
        screen = self.app.shell.places.current_screen
        return getattr(screen, "problem", "")

    def wait_ready(self, seconds: float = 120.0) -> None:
        """Until the first download is done and the map is drawn."""
        self.wait(lambda: self.place == "map" and self.map.grid_map.ready, seconds)
        self.wait(lambda: not self.app.syncing.running, seconds)
        self.rest()

    def search(self, text: str) -> list[Any]:
        """Types into the search bar; returns the hits."""
        self.go("map")
        finder = self.map.finder
        self.tap("find:entry")
        if finder.ids.entry.text:
            self.tap("find:clear")
            self.tap("find:entry")
        self.window.type_text(text)
        self.wait(lambda: finder.found >= 0 and finder.answered == text.strip(), 10)
        self.rest()
        return list(finder.hits)

    def tap_result(self, number: int) -> None:
        self.tap(f"hit:{number}")
        self.wait(lambda: self.page is self.map.pages["household"] and self.page.household is not None)
        self.rest()

    def go(self, tab: str) -> None:
        if self.place == "map" and tab == "map" and not self.map.reporting:
            return
        self.tap(f"tab:{tab}")

    def tap_building(self, building_id: str) -> None:
        """Brings the building to the middle of the map and taps it there."""
        self.go("map")
        grid_map = self.map.grid_map
        building = grid_map.scene.buildings[building_id]
        self.map.close_sheet()
        self.rest()
        grid_map.fly_to(*grid_map._projection.to_lonlat(building.x, building.y), 2.5)
        self.wait(lambda: not grid_map.motion.flying)
        self.step(2)
        self.window.tap(*grid_map.to_window(*grid_map.camera.to_screen(building.x, building.y)))
        self.wait(lambda: self.page is self.map.pages["building"] and self.page.building is not None)
        self.wait(lambda: self.page.building.id == building_id)
        self.rest()

    def open_household(self, household_id: str) -> None:
        """Presses the door on the building's board."""
        self.tap(f"door:{household_id}")
        page = self.map.pages["household"]
        self.wait(lambda: self.page is page and page.household is not None and page.household.id == household_id)
        self.rest()

    def record_visit(
        self,
        outcome: str,
        *,
        needs: tuple[str, ...] = (),
        note: str = "",
        photo: bool = False,
        fix: bool = False,
        next_in: int | None = None,
    ) -> None:
        """From an open household to "saved", back on the map. "Not home" takes its two taps."""
        if outcome == "not_home" and not next_in:
            self.tap("household:not_home")
            self.save_visit()
            return
        self.tap("household:visit")
        form = self.map.pages["visit"]
        self.tap(f"outcome:{outcome}")
        while form.step != "next":
            if form.step == "needs":
                # Some are filled in already; afterwards exactly these are chosen.
                for need in set(needs) ^ set(form.draft.needs):
                    self.tap(f"need:{need}")
            if form.step == "form":
                self.answer_what_must_be(form.steps["form"])
            if form.step == "note":
                self.fill_note(form, note, photo, fix)
            self.tap("visit:next")
        if next_in:
            self.tap(f"next:{next_in}")
        self.save_visit()

    def answer_what_must_be(self, step: Any) -> None:
        """Of the office's form, on the page that stands: the first choice of each question that asks for one."""
        for spot in step.page.spots:
            question = step.filled.form.by_path[spot.path]
            if step.filled.fault(spot) and question.choices:
                self.tap(f"form:{written(step.filled.form, spot)}:{question.choices[0].value}")

    def save_visit(self) -> None:
        """Saves, and leaves the page that says what happens next: from then on the visit may be sent."""
        self.tap("visit:save")
        self.wait(lambda: self.page is self.map.pages["saved"])
        self.rest()
        self.tap("saved:done")
        self.wait(lambda: self.page is self.map.pages["building"])
        self.rest()

    def fill_note(self, form: Any, note: str, photo: bool, fix: bool) -> None:
        if note:
            self.type("visit:note", note)
        if photo:
            self.tap("visit:photos:camera")
            self.wait(lambda: form.steps["note"].ids.photos.hashes or form.steps["note"].problem)
        if fix:
            self.tap("visit:fix")
            self.wait(lambda: not form.presence.looking)

    def drop_pin(
        self,
        *,
        category: str,
        about: str = "",
        photo: bool = False,
        fix: bool = False,
        move: tuple[int, int] = (0, 0),
        another: bool = True,
    ) -> None:
        """Reports an incident at the pin: `move` drags the map by so many pixels; `fix` takes the phone's position."""
        self.tap("tab:report")
        page = self.map.pages["report"]
        self.wait(lambda: page.categories)
        if move != (0, 0):
            x, y = 206, 560
            self.window.drag((x, y), (x + move[0], y + move[1]))
            self.rest()
        if fix:
            self.tap("report:position")
            self.wait(lambda: not page.fixing)
            self.rest()
        self.tap("report:here")
        domain = next(it.domain for it in page.categories if it.code == category)
        self.tap(f"domain:{domain}")
        self.tap(f"category:{category}")
        self.wait(lambda: page.step in ("alike", "about"))
        self.rest()
        if page.step == "alike" and another:
            self.tap("report:another")
        if about:
            self.type("report:about", about)
        if photo:
            self.tap("report:photos:camera")
            self.wait(lambda: page.ids.photos.hashes or page.problem)
        self.tap("report:save")
        self.wait(lambda: not self.map.reporting)
        self.rest()

    def network(self, online: bool) -> None:
        """Takes the phone's network away, or gives it back, as the phone would notice it."""
        self.app.devices.network.set_online(online)
        self.rest()

    def sync(self, seconds: float = 120.0) -> str:
        """Presses "sync now"; returns the code of what went wrong, or ""."""
        self.wait(lambda: not self.app.syncing.running, seconds)
        self.go("me")
        self.tap("me:sync")
        self.wait(lambda: not self.app.syncing.running, seconds)
        self.rest()
        return str(self.app.syncing.problem)

    def counts(self) -> tuple[int, int]:
        """Waiting and needing attention, as the badge says."""
        self.rest()
        return int(self.app.syncing.waiting), int(self.app.syncing.attention)


def shown(widget: Any) -> Iterator[Any]:
    """Every widget that can be seen under this one, itself included: not faded out, hidden or empty."""
    for child in widget.children:
        if child.opacity == 0 or not getattr(child, "shown", True) or child.width < 1 or child.height < 1:
            continue
        yield child
        yield from shown(child)
