"""The ways from one screen to another, by what is meant: to the outbox, to a door, back. Screens get this as `ways`."""


class Ways:
    def __init__(self, wiring) -> None:
        self.wiring = wiring

    def outbox(self) -> None:
        self.wiring.shell.go("outbox")

    def messages(self) -> None:
        self.wiring.shell.go("messages")

    def task(self, task_id: str) -> None:
        self.wiring.screen("task").open(task_id)
        self.wiring.shell.go("task")

    def call_out(self, call_out_id: str) -> None:
        self.wiring.screen("call_out").open(call_out_id)
        self.wiring.shell.go("call_out")

    def notice(self, notice_id: str) -> None:
        self.wiring.screen("notice").open(notice_id)
        self.wiring.shell.go("notice")

    def alert(self, alert) -> None:
        """To what the phone has said aloud."""
        if alert.kind.startswith("task"):
            self.task(alert.id)
        elif alert.kind.startswith("call_out"):
            self.call_out(alert.id)
        else:
            self.messages()

    def receipt(self) -> None:
        self.wiring.shell.go("receipt")

    def feedback(self) -> None:
        self.wiring.shell.go("feedback")

    def licences(self) -> None:
        self.wiring.shell.go("licences")

    def practice(self) -> None:
        """Into the practice, or out of it."""
        self.wiring.practice.turn()

    def emergency(self) -> None:
        self.wiring.shell.go("emergency")

    def followed(self) -> None:
        self.wiring.shell.go("followed")

    def area(self, rings) -> None:
        """To an area on the map."""
        self.wiring.shell.go("map")
        screen = self.wiring.screen("map")
        screen.stop_report_quietly()
        screen.close_sheet()
        screen.grid_map.fly_to_box(point for ring in rings for point in ring)

    def accounts(self) -> None:
        people, practice = self.wiring.people, self.wiring.practice
        if practice.on:
            practice.end(people.show)
        else:
            people.show()

    def pin_change(self) -> None:
        self.wiring.lock.ask_new()

    def sign_in_again(self) -> None:
        self.wiring.entrance.again("expired")

    def back(self) -> None:
        self.wiring.shell.back()

    def at_map(self) -> None:
        self.wiring.shell.here = "map"

    def door(self, door) -> None:
        """To a door of a list: its place on the map, its household in the sheet."""
        self.wiring.shell.go("map")
        self.wiring.screen("map").open_hit(door)

    def walk(self, walk) -> None:
        """A walk as a numbered line on the map."""
        self.wiring.shell.go("map")
        self.wiring.screen("map").walk_line.show(walk)

    def household(self, household_id: str) -> None:
        store = self.wiring.store
        self.wiring.worker.run(lambda: store.household(household_id), self.show_household)

    def incident(self, incident_id: str) -> None:
        """To its place on the map, its page in the sheet."""
        store = self.wiring.store
        self.wiring.worker.run(lambda: store.incident(incident_id), self.show_incident, lambda _: self.messages())

    def show_incident(self, incident) -> None:
        self.place(incident.lon, incident.lat)
        self.wiring.screen("map").open_incident(incident.id)

    def place(self, lon: float, lat: float) -> None:
        self.wiring.shell.go("map")
        screen = self.wiring.screen("map")
        screen.stop_report_quietly()
        screen.fly_above_sheet(lon, lat)

    def show_household(self, household) -> None:
        self.wiring.shell.go("map")
        screen = self.wiring.screen("map")
        screen.stop_report_quietly()
        screen.grid_map.selected_building = household.building_id
        screen.fly_above_sheet(household.lon, household.lat)
        screen.open_household(household.id)
