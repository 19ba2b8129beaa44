"""The accepted walk on the map: the doors that are left, numbered as in the list, joined by a line."""


class WalkLine:
    """`place` is the map's screen. Read whenever the map comes to the front and when something was recorded."""

    def __init__(self, place) -> None:
        self.place = place
        self.shown: list[tuple[float, float]] = []
        place.bind(on_pre_enter=lambda *_: self.read())
        place.syncing.fbind("changed", self.read)

    def read(self, *_: object) -> None:
        store = self.place.store
        self.place.worker.run(store.walk.accepted, self.draw, lambda _: None, topic="walk line")

    def draw(self, walk) -> None:
        doors = [stop.door for stop in walk.left] if walk else []
        stops = [(door.lon, door.lat) for door in doors if door.lon or door.lat]
        if stops != self.shown:
            self.shown = stops
            self.place.grid_map.show_route(stops)

    def show(self, walk) -> None:
        """The walk as it is being looked at, accepted or only proposed, in the middle of the map."""
        place = self.place
        place.stop_report_quietly()
        place.close_sheet()
        place.worker.drop("walk line")
        self.draw(walk)
        if self.shown:
            place.grid_map.fly_to_box(self.shown)
