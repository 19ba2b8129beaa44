"""Quiet after the day: no more faults, everybody syncs until nothing moves."""

from datetime import timedelta

from mobile.store import meta
from tests.faults.machine.day import Day
from tests.faults.machine.phone import Phone
from tests.faults.machine.world import await_quiet

ROUNDS = 10
# A phone fetches a doubtful grid again, and believes in a lost scope, only after some time.
PAUSE = timedelta(minutes=61)


def come_to_rest(day: Day) -> None:
    """Those with something to send sync first; then everybody does, until nobody has anything more to say."""
    day.office.renew_tokens()
    await_quiet()
    for phone in day.phones.values():
        if phone.store.counts().unsent:
            sync_once(day, phone)
    for _ in range(ROUNDS):
        await_quiet()
        moved = [phone.name for phone in day.phones.values() if sync_once(day, phone)]
        if not moved:
            return
    raise AssertionError(f"no rest after {ROUNDS} rounds")


def sync_once(day: Day, phone: Phone) -> bool:
    """Whether this phone changed anything for others, or is not yet done itself."""
    items, photos = phone.kept(), phone.photo_files()
    phone.clock.passed += PAUSE
    report, _ = phone.sync(lambda exchange: day.watch(phone, exchange))
    assert report
    expected = (None,) if day.model.scope(phone.person) else ("no_post",)
    # Until a lost scope has been believed there is no word of it.
    assert report.error_code in (*expected, None), f"{phone.name}: {report}"
    day.check_nothing_vanished(phone, items, photos)
    doubt = meta.get(phone.store.database.read(), "scope_doubt")
    return bool(report.pushed or report.photos or doubt or phone.store.mirror.next_snapshot())
