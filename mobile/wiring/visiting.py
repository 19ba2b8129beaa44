"""The visit's pages, each with what it uses."""

from kivy.uix.widget import Widget

from mobile.device.gps import Fix
from mobile.map.nearness import metres_to
from mobile.map.view import GridMap
from mobile.screens.drafts import Drafts
from mobile.screens.form_pin import FormPinPage
from mobile.screens.form_step import FormStep
from mobile.screens.photographer import Photographer
from mobile.screens.saved import SavedPage
from mobile.screens.visit import VisitPage
from mobile.screens.visit_steps import NeedsStep, NextStep, NoteStep, OutcomeStep
from mobile.store.walk import apart

# Where the pack does not draw the building, its middle stands for it: half of a common one's depth is taken off.
HALF_DEPTH_M = 8.0


def visit_pages(wiring, grid_map: GridMap, drafts: Drafts, photographer: Photographer) -> dict[str, Widget]:
    shared = {"store": wiring.store, "worker": wiring.worker}
    store, worker = wiring.store, wiring.worker

    def distance(household, fix: Fix) -> float | None:
        metres = metres_to(grid_map.scene, household.building_id, fix.lon, fix.lat)
        if metres is None and (household.lon or household.lat):
            metres = max(0.0, apart((fix.lon, fix.lat), (household.lon, household.lat)) - HALF_DEPTH_M)
        return metres

    def hints(household_id: str, show) -> None:
        worker.run(lambda: store.walk.hint(household_id, trying=True), show, lambda _: None, topic="hint")

    form = FormStep(gps=wiring.devices.gps, photographer=photographer, **shared)
    steps = [OutcomeStep(), NeedsStep(), form, NoteStep(photographer=photographer), NextStep(hints=hints)]
    return {
        "form_pin": FormPinPage(pin=lambda: grid_map.pin_lonlat),
        "visit": VisitPage(gps=wiring.devices.gps, distance=distance, drafts=drafts, steps=steps, **shared),
        "saved": SavedPage(syncing=wiring.syncing, **shared),
    }
