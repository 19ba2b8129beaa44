"""The map's screen and the pages of its sheet, each with what it uses."""

from mobile.map.view import GridMap
from mobile.screens.building import BuildingPage
from mobile.screens.drafts import Drafts
from mobile.screens.finder import Finder
from mobile.screens.household import HouseholdPage
from mobile.screens.incident import IncidentPage
from mobile.screens.legend import LegendPage
from mobile.screens.map import MapScreen
from mobile.screens.map_filter import MapFilter
from mobile.screens.photographer import Photographer
from mobile.screens.register import RegisterPage
from mobile.screens.report import ReportPage
from mobile.screens.resident import ResidentPage
from mobile.screens.several import SeveralPage
from mobile.widgets.worker import Worker
from mobile.wiring.visiting import visit_pages


def map_screen(wiring, finding: Worker) -> MapScreen:
    grid_map, devices, map_filter = GridMap(), wiring.devices, MapFilter()
    shared = {"store": wiring.store, "worker": wiring.worker}
    drafts = Drafts(wiring.store, wiring.worker)
    photographer = Photographer(camera=devices.camera, **shared)
    pages = {
        "building": BuildingPage(**shared),
        "household": HouseholdPage(share=devices.share, drafts=drafts, **shared),
        **visit_pages(wiring, grid_map, drafts, photographer),
        "register": RegisterPage(**shared),
        "resident": ResidentPage(**shared),
        "report": ReportPage(
            gps=devices.gps,
            photographer=photographer,
            pin=lambda: grid_map.pin_lonlat,
            grid_at=grid_map.grid_at,
            **shared,
        ),
        "incident": IncidentPage(**shared),
        "legend": LegendPage(map_filter=map_filter),
        "several": SeveralPage(**shared),
    }
    return MapScreen(
        grid_map=grid_map,
        finder=Finder(store=wiring.store, worker=finding),
        pages=pages,
        syncing=wiring.syncing,
        gps=devices.gps,
        ways=wiring.ways,
        map_filter=map_filter,
        **shared,
    )
