"""One account's work: its sync and screens are opened together and closed together."""

from datetime import datetime

from mobile.screens.alerts import Alerts
from mobile.screens.syncing import Syncing
from mobile.store import Store
from mobile.store.accounts import Account
from mobile.store.news import News
from mobile.widgets.worker import Worker
from mobile.wiring.pages import map_screen
from mobile.wiring.places import work_screens


class Work:
    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.finding: Worker | None = None

    def open(self, store: Store, account: Account, syncing: Syncing | None = None) -> None:
        """`syncing` is the account's own, unless it is one that only pretends."""
        self.close()
        wiring = self.wiring
        wiring.store, wiring.account = store, account
        wiring.syncing = syncing or self.real_syncing(store)
        wiring.alerts = Alerts(
            store=store,
            worker=wiring.worker,
            syncing=wiring.syncing,
            notifications=wiring.devices.notifications,
            choice=wiring.settings.alerts,
        )
        wiring.alerts.bind(on_chosen=lambda _, choice: wiring.choices.set_alerts(choice))
        # A thread of its own: a slow read elsewhere must not hold up typing.
        self.finding = Worker("find")
        wiring.shell.put(map_screen(wiring, self.finding), of_work=True)
        wiring.shell.put_later(work_screens(wiring))
        wiring.shell.follow(wiring.syncing)
        wiring.shell.follow_alerts(wiring.alerts)
        wiring.shell.follow_alarm(wiring.screen("emergency"), wiring.screen("map").grid_map)
        wiring.lock.read()

    def real_syncing(self, store: Store) -> Syncing:
        wiring = self.wiring
        syncing = Syncing(store, wiring.devices.network, wiring.reactions.synced)
        syncing.bind(on_finished=wiring.leaving.look)
        if wiring.settings.synced_at:
            syncing.finished_at = datetime.fromisoformat(wiring.settings.synced_at)
        return syncing

    def enter(self) -> None:
        """After sign-in: the map when its data are there, else the first download; and a sync in any case."""
        self.show()
        self.wiring.syncing.start()

    def show(self) -> None:
        """The map when there is something on it, else the first download. A grid that is still missing is said on the
        map: it must not keep the worker from the others."""
        wiring, store = self.wiring, self.wiring.store

        def read() -> tuple[bool, News]:
            grids = (me := store.me()) and me.grids
            here = any(grid.complete for grid in grids or ()) or store.contact.look().expired
            return bool(grids and store.pack_parts() and here), store.news()

        def show(found: tuple[bool, News]) -> None:
            ready, news = found
            if store is not wiring.store or wiring.lock.locked:
                return
            if ready:
                wiring.screen("map").load_map()
            wiring.shell.go("map" if ready else "getting")
            wiring.reactions.show_news(news)

        wiring.worker.run(read, show)

    def close(self) -> None:
        wiring, store, idle = self.wiring, self.wiring.store, True
        if wiring.syncing is not None:
            idle = wiring.syncing.close()
            wiring.alerts.close()
            self.finding.close()
        wiring.shell.drop_work()
        wiring.syncing, wiring.alerts, wiring.store = None, None, None
        # SQLite crashes when a connection is closed under a reader: the close waits in the readers' own line. Under a
        # sync that is still waiting for its answer the store stays open; it is safe on the disk at every moment.
        if store is not None and idle:
            wiring.worker.run(store.close)

    def sign_out(self, refused) -> None:
        """Refused by the store while anything is unsent."""
        wiring = self.wiring
        if wiring.practice.on:
            wiring.practice.end()
            return

        def out(_: object) -> None:
            wiring.settings.account = ""
            wiring.settings.synced_at = ""
            wiring.remember()
            wiring.entrance.anybody(back=False)
            self.close()

        wiring.worker.run(wiring.store.sign_out, out, refused)

    def export(self, done, failed) -> None:
        """What cannot be sent leaves the phone sealed: a file that only the office's server opens."""
        wiring, store, share = self.wiring, self.wiring.store, self.wiring.devices.share
        target = wiring.data / "export" / f"gridwalk-{datetime.now():%Y%m%d-%H%M%S}.sealed"  # noqa: DTZ005 - a name

        def job() -> int:
            target.parent.mkdir(exist_ok=True)
            return store.export_sealed(target)

        def written(count: int) -> None:
            share.send_file(target)
            done(count)

        wiring.worker.run(job, written, failed)
