"""The whole demo, step by step, in one transaction: it is there or it is not."""

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

from django.db import connection, transaction

from server.accounts.models import Person
from server.coverage.models import PeriodKind
from server.coverage.periods import Period
from server.coverage.services import ensure
from server.demo.copying import analyse
from server.demo.emergencies import load_exercise
from server.demo.extract import Extract
from server.demo.forms import load_forms
from server.demo.households import load_dwellings, load_households
from server.demo.incidents import load_incidents
from server.demo.messages import load_messages
from server.demo.people import load_people
from server.demo.places import load_basemap, load_buildings, load_grids, load_street
from server.demo.reference import load_categories, load_intervals, load_organisations
from server.demo.seeded import Seed
from server.demo.visits import load_visits
from server.grids.models import GridLevel
from server.households.models import Building, Dwelling, Household, HouseholdPlacement, Resident
from server.visits.models import VisitPlan

# What the triggers of the visits read.
FILLED = (Building, Dwelling, Household, HouseholdPlacement, Resident, VisitPlan)
Tell = Callable[[str], None]
# A fixed number of days, so that chance takes the same turns whenever the demo is loaded.
REGISTER_AGE = timedelta(days=5 * 365)


def load(*, seed: Seed, households: int, today: date, tell: Tell) -> None:
    """Load the demo. `today` moves all dates; everything else follows from the seed."""
    since = today - REGISTER_AGE
    clock = _Clock(tell)
    with transaction.atomic():
        _allow_long_steps()
        extract = Extract.read()
        street = load_street(extract)
        clock.tell(f"base map: {load_basemap(extract)} features")
        grids = load_grids(street, seed, since)
        clock.tell(f"service grids: {len(grids)}")
        places = load_buildings(street, extract, grids, seed, since)
        clock.tell(f"buildings: {len(places.homes)} homes")
        load_intervals(street)
        categories = load_categories(street)
        organisations = load_organisations(street, seed)
        staff = load_people(places, organisations, seed, since)
        clock.tell("people and posts")
        load_forms(staff)
        doors = load_dwellings(places, seed)
        inhabited = load_households(doors, count=households, seed=seed, since=since, today=today)
        analyse(*FILLED)
        clock.tell(f"households: {len(inhabited.households)} with {inhabited.residents} residents")
        clock.tell(f"visits of two years: {load_visits(places, staff, inhabited, seed, today)}")
        count = load_incidents(places, staff, categories, organisations, seed, today)
        clock.tell(f"incidents with their logs: {count}")
        exercise = load_exercise(Person.objects.get(username="worker"), staff.street, today)
        clock.tell(f"an exercise that is over: {exercise.checks.count()} doors checked")
        clock.tell(f"notices, call-outs and tasks: {load_messages(places, staff, seed, today)}")
    # In a transaction of its own: the page that opens first finds this month counted.
    smalls = [grid.id for grid in grids.values() if grid.level == GridLevel.SMALL]
    ensure(Period(PeriodKind.MONTH, today.replace(day=1)), smalls, today)
    clock.tell(f"coverage of this month: {len(smalls)} small grids")


def _allow_long_steps() -> None:
    """Making up two years of visits may take longer than an idle transaction is otherwise given."""
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = 0")


class _Clock:
    """Tells each step with the seconds that it took."""

    def __init__(self, tell: Tell) -> None:
        self._tell, self._last = tell, perf_counter()

    def tell(self, what: str) -> None:
        now = perf_counter()
        self._tell(f"  {what} ({now - self._last:.1f} s)")
        self._last = now
