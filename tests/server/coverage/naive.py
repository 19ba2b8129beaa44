"""The indicators a second time, household by household in plain Python, straight from the definitions.

Nothing here is shared with the server but its tables: no trigger, no plan, no roll-up.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from server.grids.models import ServiceGrid
from server.households.models import Household, HouseholdPlacement, Resident
from server.visits.models import Visit, VisitInterval

DISTRICT = ZoneInfo("Asia/Shanghai")
CONTACTS = {"met", "phone"}


def local_day(visit: Visit) -> date:
    return visit.visited_at.astimezone(DISTRICT).date()


def counting_visits() -> list[Visit]:
    corrected = {visit.corrects_id for visit in Visit.objects.exclude(corrects=None)}
    return sorted((v for v in Visit.objects.all() if v.id not in corrected), key=lambda v: (v.visited_at, v.id))


def interval_of(household: Household) -> int:
    categories = {""}
    for resident in Resident.objects.filter(household=household):
        categories.update(resident.care_categories)
    rules = VisitInterval.objects.filter(street=household.street, care_category__in=categories)
    return min((rule.days for rule in rules), default=365)


def due_date(household: Household, interval: int, visits: list[Visit]) -> date:
    """By these visits, in order of time."""
    contacts = [local_day(visit) for visit in visits if visit.outcome in CONTACTS]
    due = max(contacts, default=household.registered_on) + timedelta(days=interval)
    if visits and visits[-1].next_on and visits[-1].next_on > local_day(visits[-1]):
        due = min(due, visits[-1].next_on)
    return due


def naive_counts(grid: ServiceGrid, start: date, end: date, today: date) -> dict[str, int]:
    """The counts of one small grid in [start, end)."""
    as_of = min(today, end - timedelta(days=1))
    known = [visit for visit in counting_visits() if local_day(visit) <= as_of]
    names = ["eligible", "due", "attempted", "contacted", "not_home", "declined", "covered", "overdue", "visits"]
    counts = dict.fromkeys(names, 0)
    counts["visits"] = sum(visit.small_grid_id == grid.id and local_day(visit) >= start for visit in known)
    for placement in HouseholdPlacement.objects.filter(small_grid=grid, valid__contains=as_of):
        household = placement.household
        if household.status != "lived_in":
            continue
        interval = interval_of(household)
        theirs = [visit for visit in known if visit.household_id == household.id]
        inside = [visit for visit in theirs if local_day(visit) >= start]
        was_contacted = any(visit.outcome in CONTACTS for visit in inside)
        is_due = due_date(household, interval, [visit for visit in theirs if local_day(visit) < start]) < end
        counts["eligible"] += 1
        counts["due"] += is_due
        counts["attempted"] += bool(inside)
        counts["contacted"] += was_contacted
        if inside and not was_contacted:
            counts["not_home"] += inside[-1].outcome == "not_home"
            counts["declined"] += inside[-1].outcome == "declined"
        counts["covered"] += is_due and was_contacted
        counts["overdue"] += due_date(household, interval, theirs) < as_of
    return counts
