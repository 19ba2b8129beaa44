"""The ways from one screen to another, by what is meant: to the outbox, to a door, back. Screens get this as `ways`."""


class Ways:
    def __init__(self, wiring) -> None:
        self.wiring = wiring

    def outbox(self) -> None:
        self.wiring.shell.go("outbox")

    def receipt(self) -> None:
        self.wiring.shell.go("receipt")

    def licences(self) -> None:
        self.wiring.shell.go("licences")

    def accounts(self) -> None:
        self.wiring.people.show()

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

    def household(self, household_id: str) -> None:
        store = self.wiring.store
        self.wiring.worker.run(lambda: store.household(household_id), self.show_household)

    def show_household(self, household) -> None:
        self.wiring.shell.go("map")
        screen = self.wiring.screen("map")
        screen.stop_report_quietly()
        screen.grid_map.selected_building = household.building_id
        screen.fly_above_sheet(household.lon, household.lat)
        screen.open_household(household.id)
