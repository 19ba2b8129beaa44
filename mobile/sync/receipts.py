"""Fetches the office's receipt for the day, to be held against the phone's own."""

from mobile.store import Store
from mobile.sync.client import Client
from mobile.sync.problems import NotOurServer, Refused
from mobile.wire import DayReceipt, NotOurEnvelope


def fetch_receipts(store: Store, client: Client) -> None:
    """Today's, and those of earlier days that got records or photos since."""
    for day in store.days_without_receipt():
        try:
            told = DayReceipt.read(client.get(f"sync/receipt?day={day.isoformat()}"))
        except NotOurEnvelope as error:
            raise NotOurServer from error
        except Refused as problem:
            # An older server gives none.
            if problem.status == 404:
                return
            raise
        if told.day != day.isoformat():
            raise NotOurServer
        store.keep_office_receipt(told)
