"""Workers who get other grids, households that move, a server that for a moment says the scope is empty: unsent work
lands, what was left goes from the phone, and nothing goes on one wrong word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mobile.sync.receipts import fetch_receipts
from server.grids.models import GridPost, GridRole
from server.households.services import place_household
from server.sync.models import Operation
from server.sync.selectors import digests
from server.visits.models import Visit
from tests.faults.phones import Told, own_digests, set_clock
from tests.journeys.field import Handset, jpeg
from tests.people import appoint

pytestmark = pytest.mark.django_db(transaction=True)


def give_grid(person, grid, *, instead: bool, on) -> None:
    """The office gives a worker another grid from a day on."""
    if instead:
        for post in GridPost.objects.filter(person=person):
            post.term = type(post.term)(post.term.lower, on)
            post.save()
    appoint(person, GridRole.GRID_WORKER, grid, term=(on, None))


def settled(phone, trials, circumstances):
    """C and D: the phone holds exactly what the server has of its grids; and the day's receipt is the office's."""
    ours = own_digests(phone.store)
    theirs = {str(grid): digest for grid, digest in digests(list(ours)).items()}
    trials.hold("C", ours == theirs, f"{circumstances}: {ours} != {theirs}")
    held = {row[0] for row in phone.store.database.read().execute("select distinct grid from record")}
    trials.hold("D", held - {None} <= set(ours), f"{circumstances}: {held}")
    receipt = phone.store.office_receipt()
    trials.hold("A", receipt and receipt.matches, f"{circumstances}: the receipts differ")


@pytest.mark.fault("worker-moved")
@pytest.mark.case("R05")
def test_a_worker_who_was_moved_this_morning_brings_in_what_was_done_before(field, phone, trials):
    home = str(field.homes[0].id)
    phone.store.record_visit(household_id=home, outcome="met", photos=(photo := phone.store.add_photo(jpeg()),))
    phone.store.amend_household(home, phone="13911112222")
    give_grid(field.worker, field.grids["S22"], instead=True, on=timezone.localdate())
    report = phone.sync()
    trials.hold("A", (report.pushed, report.attention, report.waiting) == (2, 0, 0), report)
    trials.hold("B", Visit.objects.count() == 1, Visit.objects.count())
    # One grid for another is all that this worker had: believed when it is told again.
    assert phone.store.find("王小明")
    set_clock(phone.store, minutes=11)
    phone.sync()
    assert phone.store.find("王小明") == []
    assert [hit.name for hit in phone.store.find("远方")] == ["远方"]
    settled(phone, trials, "after the move")
    assert not phone.store.photos.path_of(photo).exists(), "the server has it, and its household has left"
    assert phone.store.receipt().photos == 1


@pytest.mark.fault("worker-moved")
@pytest.mark.case("R03", "R05")
def test_work_in_a_grid_that_was_left_days_ago_is_refused_in_sight_of_both(field, phone, trials):
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    give_grid(field.worker, field.grids["S22"], instead=True, on=timezone.localdate() - timedelta(days=3))
    phone.sync()
    set_clock(phone.store, minutes=11)
    phone.sync()
    [item] = phone.store.outbox()
    trials.hold("G", (item.state, item.code, bool(item.message)) == ("attention", "outside_your_grids", True), item)
    trials.hold("G", Operation.objects.get().state == "rejected")
    household = phone.store.household(str(field.homes[0].id))
    assert household.hidden, "shown with its refusal, in no list"
    assert phone.store.find("王小明") == []
    settled(phone, trials, "after the refusal")


@pytest.mark.fault("worker-moved")
def test_a_grid_among_several_goes_at_once_and_work_on_it_waits_hidden(field, phone, trials):
    for code in ("S12", "S21", "S22"):
        give_grid(field.worker, field.grids[code], instead=False, on=timezone.localdate() - timedelta(days=9))
    phone.sync()
    for number in range(4):
        far = field.grids["S22"]
        field.far.__class__.objects.filter(id=field.far.id).update(small_grid=far)
        phone.store.record_visit(household_id=str(field.far.id), outcome="met", note=str(number))
    GridPost.objects.filter(person=field.worker, grid=field.grids["S22"]).update(
        term=type(GridPost.objects.first().term)(None, timezone.localdate())
    )
    # The push is lost on its way, the pull comes through: the grid goes, the work stays.
    phone.store.mirror.apply_pull(Told(phone).pull())
    assert phone.store.find("远方") == []
    assert phone.store.household(str(field.far.id)).hidden
    trials.hold("F", phone.store.counts().waiting == 4, "purged with unsent work")
    assert phone.sync().pushed == 4
    trials.hold("D", not phone.store.database.read().execute("select 1 from hidden_household").fetchall())
    settled(phone, trials, "one of four grids left")


@pytest.mark.fault("household-moved")
@pytest.mark.case("R05")
def test_a_household_moved_with_unsent_visits_they_land_and_the_counts_agree(
    field, phone, live_server, tmp_path, trials
):
    other = Handset(tmp_path / "other", live_server.url, "stranger")
    other.sign_in()
    other.sync()
    moved = field.homes[0]
    for outcome in ("not_home", "met"):
        phone.store.record_visit(household_id=str(moved.id), outcome=outcome)
    phone.store.amend_household(str(moved.id), phone="13911112222")
    place_household(household_id=moved.id, dwelling=field.far.dwelling)
    report = phone.sync()
    trials.hold("A", (report.pushed, report.attention) == (3, 0), phone.store.outbox())
    trials.hold("B", Visit.objects.filter(household=moved).count() == 2)
    assert phone.store.find("王小明") == []
    trials.hold("D", not phone.store.database.read().execute("select 1 from hidden_household").fetchall())
    other.sync()
    there = other.store.household(str(moved.id))
    assert (len(there.visits), there.phone) == (2, "13911112222")
    settled(phone, trials, "the old phone")
    settled(other, trials, "the new phone")
    counts = [grid.households for handset in (phone, other) for grid in handset.store.grids()]
    trials.hold("C", counts == [2, 2], counts)
    other.store.close()


@pytest.mark.fault("false-empty-scope")
@pytest.mark.case("R41")
@pytest.mark.parametrize("pulls", [1, 3])
def test_a_false_empty_scope_never_empties_the_phone(field, phone, trials, pulls):
    home = str(field.homes[0].id)
    phone.store.record_visit(household_id=home, outcome="met")
    term = GridPost.objects.get(person=field.worker).term
    GridPost.objects.filter(person=field.worker).update(term=type(term)(None, timezone.localdate() - timedelta(days=9)))
    for _ in range(pulls):
        phone.store.mirror.apply_pull(Told(phone).pull())
        trials.hold("F", len(phone.store.find("1号楼")) == 3, "emptied by one wrong word")
    # Well again: the doubt is forgotten, an hour later as much as now.
    GridPost.objects.filter(person=field.worker).update(term=term)
    phone.sync()
    set_clock(phone.store, hours=1)
    GridPost.objects.filter(person=field.worker).update(term=type(term)(None, timezone.localdate() - timedelta(days=9)))
    phone.store.mirror.apply_pull(Told(phone).pull())
    trials.hold("F", len(phone.store.find("1号楼")) == 3, "an old doubt was counted")
    trials.hold("A", Visit.objects.count() == 1)


@pytest.mark.fault("false-empty-scope")
@pytest.mark.case("R41")
def test_who_truly_loses_the_only_post_keeps_unsent_work_and_nothing_else(field, phone, trials):
    home = str(field.homes[0].id)
    phone.store.record_visit(household_id=home, outcome="met")
    days_ago = timezone.localdate() - timedelta(days=9)
    term = GridPost.objects.get(person=field.worker).term
    GridPost.objects.filter(person=field.worker).update(term=type(term)(None, days_ago))
    phone.store.mirror.apply_pull(Told(phone).pull())
    set_clock(phone.store, minutes=9)
    phone.store.mirror.apply_pull(Told(phone).pull())
    assert phone.store.find("王小明"), "the second word came too early"
    set_clock(phone.store, minutes=11)
    phone.store.mirror.apply_pull(Told(phone).pull())
    trials.hold("D", phone.store.find("1号楼") == [])
    trials.hold("F", phone.store.counts().waiting == 1)
    assert phone.store.household(home).hidden
    assert phone.sync().error_code == "no_post"
    trials.hold("G", phone.store.outbox()[0].state == "attention")


def test_a_jump_of_the_clock_is_no_second_word(field, phone):
    """The wall clock goes on an hour between two pulls a moment apart."""
    term = GridPost.objects.get(person=field.worker).term
    GridPost.objects.filter(person=field.worker).update(term=type(term)(None, timezone.localdate() - timedelta(days=9)))
    phone.store.mirror.apply_pull(Told(phone).pull())
    set_clock(phone.store, steady=False, hours=1)
    phone.store.mirror.apply_pull(Told(phone).pull())
    assert phone.store.find("王小明")


def test_receipts_of_earlier_days_are_fetched_when_they_change(field, phone):
    yesterday = timezone.localtime() - timedelta(days=1)
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", captured_at=yesterday)
    phone.sync()
    told = phone.store.office_receipt(yesterday.date())
    assert told
    assert (told.records, told.matches) == (1, True)
    assert phone.store.days_without_receipt() == [phone.store.clock.today()]
    fetch_receipts(phone.store, phone.client())
