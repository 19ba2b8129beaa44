"""The screens of one account's work beside the map, each with what it uses."""

from collections.abc import Iterator

from mobile.screens.call_out import CallOutScreen
from mobile.screens.emergency import EmergencyScreen
from mobile.screens.feedback import FeedbackScreen
from mobile.screens.followed import FollowedScreen
from mobile.screens.getting import GettingScreen
from mobile.screens.licences import LicencesScreen
from mobile.screens.me import MeScreen
from mobile.screens.messages import MessagesScreen
from mobile.screens.news import NewsScreen
from mobile.screens.notice import NoticeScreen
from mobile.screens.outbox import OutboxScreen
from mobile.screens.photographer import Photographer
from mobile.screens.pin import PinChangeScreen
from mobile.screens.receipt import ReceiptScreen
from mobile.screens.tab_screen import TabScreen
from mobile.screens.task import TaskScreen
from mobile.screens.today import TodayScreen


def work_screens(wiring) -> Iterator[TabScreen]:
    """A new screen of the work needs a line here and, if something leads to it, a way in `ways.py`. Each is made when
    it is first wanted, or the phone lies idle: the map is not to wait for them."""
    ways, work, grid_map = wiring.ways, wiring.work, wiring.screen("map").grid_map
    shared = {"store": wiring.store, "worker": wiring.worker, "ways": ways}
    synced = {**shared, "syncing": wiring.syncing}
    # First: an emergency is shown over every screen from the start.
    yield EmergencyScreen(gps=wiring.devices.gps, share=wiring.devices.share, **synced)
    yield GettingScreen(
        syncing=wiring.syncing, ready=work.show, leave=wiring.people.newcomer, sign_in_again=ways.sign_in_again
    )
    yield TodayScreen(
        open_door=ways.door,
        alerts=wiring.alerts,
        gps=wiring.devices.gps,
        middle=lambda: grid_map.centre_lonlat,
        **synced,
    )
    yield MessagesScreen(alerts=wiring.alerts, **synced)
    photographer = Photographer(camera=wiring.devices.camera, store=wiring.store, worker=wiring.worker)
    yield TaskScreen(photographer=photographer, **synced)
    yield CallOutScreen(share=wiring.devices.share, **synced)
    yield NoticeScreen(**synced)
    yield FollowedScreen(**synced)
    yield OutboxScreen(open_household=ways.household, **synced)
    yield ReceiptScreen(**synced)
    yield MeScreen(
        alerts=wiring.alerts,
        choices=wiring.choices,
        sign_out=work.sign_out,
        export=work.export,
        practising=wiring.practice.on,
        **synced,
    )
    yield PinChangeScreen(change=wiring.lock.change, changed=wiring.lock.changed, ways=ways)
    yield NewsScreen(understood=wiring.reactions.news_understood)
    yield FeedbackScreen(**synced)
    yield LicencesScreen(**shared)
