"""From the household to the form, to what happens next, and on from there: the visit's way through the map's sheet."""

from mobile.widgets.words import words


class VisitFlow:
    """`place` is the map's screen; it shows the pages and says what was saved."""

    def __init__(self, place) -> None:
        self.place = place
        self.form, self.after = place.pages["visit"], place.pages["saved"]
        place.pages["household"].bind(on_visit=lambda _, household, outcome: self.open(household, outcome))
        self.form.bind(
            on_saved=lambda _, household, visit_id, draft: self.saved(household, visit_id, draft),
            on_leave=lambda page: place.open_household(page.household.id),
        )
        self.pointing = place.pages["form_pin"]
        self.form.steps["form"].bind(on_pick_place=lambda _, spot: self.point(spot))
        self.pointing.bind(on_done=lambda page, place: self.pointed(page.wanted, place))
        self.after.bind(
            on_released=lambda _: place.syncing.recorded(),
            on_undone=lambda _, household, draft: self.undone(household, draft),
            on_hand_on=lambda _, household, need, note: self.hand_on(household, need, note),
            on_next=lambda _, door: place.ways.door(door),
            on_done=lambda page: self.done(page.household),
        )

    def open(self, household, outcome: str) -> None:
        self.form.open(household, outcome)
        self.place.show_page("visit", "full")

    def point(self, spot) -> None:
        """A question asks for a place: the map takes the pin, beginning at the door's building."""
        household = self.form.household
        if household.lon or household.lat:
            self.place.fly_above_sheet(household.lon, household.lat)
        self.pointing.open(spot)
        self.place.show_page("form_pin", "peek")
        self.place.grid_map.pin_mode = True

    def pointed(self, spot, place) -> None:
        self.place.grid_map.pin_mode = False
        if place is not None:
            self.form.steps["form"].take_place(spot, *place)
        self.place.show_page("visit", "full")

    def saved(self, household, visit_id: str, draft) -> None:
        """The states change at once; it is sent when it can no longer be taken back."""
        self.place.syncing.touched()
        self.after.open(household, visit_id, draft)
        self.place.show_page("saved", "half")

    def undone(self, household, draft) -> None:
        """Back in the form as it was, so that one slip of the finger is mended by one press."""
        self.place.syncing.touched()
        self.form.drafts.keep(draft)
        self.place.say_saved("saved.undone")
        self.place.open_household(household.id)

    def hand_on(self, household, need: str, note: str) -> None:
        about = words.say("saved.about", need=words.say(f"need.{need}"), note=note).strip(" :：")
        self.place.pages["report"].begin(lonlat=(household.lon, household.lat), about=about, household_id=household.id)
        self.place.start_report()

    def done(self, household) -> None:
        self.place.open_building(household.building_id)
        self.place.ids.sheet.go("peek")
