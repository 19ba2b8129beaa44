"""Where map data, typeface and software come from, and under which licences."""

from kivy.properties import StringProperty

from mobile.screens.tab_screen import TabScreen


class LicencesScreen(TabScreen):
    """`attribution` is what the map pack says of its sources."""

    tab = "me"
    side = True

    attribution = StringProperty("")

    def __init__(self, *, store, worker, ways, **kwargs) -> None:
        super().__init__(name="licences", **kwargs)
        self.store = store
        self.worker = worker
        self.ways = ways

    def on_pre_enter(self, *_: object) -> None:
        def show(pack) -> None:
            self.attribution = str((pack or {}).get("attribution", ""))

        self.worker.run(self.store.pack, show, topic="licences")
