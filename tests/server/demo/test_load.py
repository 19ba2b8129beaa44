"""The demo is the same for the same seed, whole or not there, and free of the faults that the product looks for."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from server.accounts.models import Person
from server.demo.load import load
from server.demo.marker import is_loaded
from server.demo.seeded import Seed
from server.demo.visits import YEARS
from server.emergencies.models import Emergency
from server.emergencies.selectors import section as emergencies_told
from server.forms.answers import check_answers
from server.forms.selectors import section
from server.grids.imports.boundaries import LEVEL_ABOVE, placed_grids
from server.grids.models import GridLevel, ServiceGrid, Street
from server.grids.scope import for_person
from server.grids.topology import nesting_faults
from server.households.imports import misplaced_buildings
from server.households.models import Building, Household, Resident
from server.incidents.models import Incident, IncidentEvent, IncidentState
from server.incidents.workflow import STEPS
from server.notices.models import Notice
from server.notices.selectors import notices_for
from server.organisations import call_outs
from server.organisations.call_outs import open_call_outs_for
from server.visits.models import Visit, VisitPlan

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 3)
SMALL = 120


def load_small(seed: int = 1, today: date = TODAY) -> None:
    load(seed=Seed(seed), households=SMALL, today=today, tell=lambda line: None)


def fingerprint() -> dict[str, object]:
    """Everything that must be equal for equal seeds, whatever the day; dates count from the day of loading."""
    return {
        "grids": sorted(ServiceGrid.objects.values_list("id", "code", "name")),
        "buildings": sorted(Building.objects.values_list("id", "source_id", "number", "address", "small_grid")),
        "households": sorted(Household.objects.values_list("id", "name", "phone", "pinyin", "dwelling", "status")),
        "residents": sorted(Resident.objects.values_list("id", "name", "birth_year", "care_categories")),
        "people": sorted(Person.objects.values_list("id", "username", "display_name")),
        "visits": sorted(Visit.objects.values_list("id", "household", "visitor", "outcome", "note", "visited_at")),
        "incidents": sorted(Incident.objects.values_list("id", "number", "description", "state", "reporter")),
    }


def clear() -> None:
    from server.demo.clear import clear as clear_demo

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    clear_demo()


def test_the_same_seed_gives_the_same_demo_and_another_one_another() -> None:
    load_small()
    first = fingerprint()
    clear()
    load_small()
    assert fingerprint() == first
    clear()
    load_small(seed=2)
    other = fingerprint()
    assert other["households"] != first["households"]
    assert [row[1:] for row in other["grids"]] != []


class TestLoadedDemo(TestCase):
    """What only reads shares one load."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_small()

    def test_the_demo_obeys_the_products_own_rules(self) -> None:
        street = Street.objects.get()
        for level in (GridLevel.LARGE, GridLevel.MEDIUM, GridLevel.SMALL):
            parents = placed_grids(street, LEVEL_ABOVE[level], TODAY) if level in LEVEL_ABOVE else []
            assert nesting_faults(placed_grids(street, level, TODAY), parents) == []
        assert misplaced_buildings(street, TODAY) == []
        counts = {level: ServiceGrid.objects.filter(level=level).count() for level in GridLevel}
        assert 4 <= counts["large"] <= 6
        assert 15 <= counts["medium"] <= 30
        assert 80 <= counts["small"] <= 150
        assert street.is_demo
        assert not Household.objects.exclude(phone__startswith="100").exclude(phone="").exists()

    def test_visits_fill_two_years_and_plans_follow(self) -> None:
        visits = Visit.objects.order_by("visited_at")
        first, last = timezone.localdate(visits.first().visited_at), timezone.localdate(visits.last().visited_at)
        assert TODAY - timedelta(days=365 * YEARS) <= first < TODAY - timedelta(days=600)
        assert TODAY - timedelta(days=10) < last < TODAY
        assert VisitPlan.objects.count() == SMALL
        assert VisitPlan.objects.filter(last_visit_at__isnull=True).exists()
        assert VisitPlan.objects.filter(last_visit_at__isnull=False).count() > SMALL * 0.8

    def test_a_form_is_in_use_and_answers_fit_it(self) -> None:
        [form] = section(for_person(Person.objects.get(username="worker")))
        filled = list(Visit.objects.filter(form__isnull=False))
        assert len(filled) > 5
        for visit in filled:
            assert (visit.form["code"], visit.form["version"]) == (form["definition"]["code"], 1)
            check_answers(form["definition"], visit.form["answers"], [])

    def test_incidents_are_in_every_state_by_legal_steps(self) -> None:
        assert set(IncidentState.values) - {"reopened"} <= set(Incident.objects.values_list("state", flat=True))
        legal = {(step.from_state, step.to_state) for step in STEPS} | {("", "reported")}
        assert set(IncidentEvent.objects.values_list("from_state", "to_state")) <= legal
        for incident in Incident.objects.prefetch_related("events"):
            events = sorted(incident.events.all(), key=lambda event: event.version)
            assert [event.version for event in events] == list(range(1, incident.version + 1))
            assert events[-1].to_state == incident.state
            assert [event.at for event in events] == sorted(event.at for event in events)

    def test_its_worker_has_messages_of_each_kind(self) -> None:
        scope = for_person(Person.objects.get(username="worker"), on=TODAY)
        with time_machine.travel(timezone.make_aware(datetime.combine(TODAY, time(9))), tick=False):
            assert len(notices_for(scope)) == 2
            assert len(open_call_outs_for(scope)) == 2
            assert sum(item["coming"] for item in call_outs.section(scope)) == 2
        assert Notice.objects.count() == 3

    def test_people_see_what_their_posts_allow(self) -> None:
        reach = {
            name: len(for_person(Person.objects.get(username=name), on=TODAY).small_grid_ids)
            for name in ("worker", "teammate", "leader", "community", "street", "department")
        }
        assert 0 < reach["worker"] == reach["leader"] < reach["community"] < reach["street"]
        assert reach["teammate"] > 0
        assert reach["department"] == 0


def test_a_failing_load_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> int:
        raise RuntimeError

    monkeypatch.setattr("server.demo.load.load_incidents", fail)
    with pytest.raises(RuntimeError):
        load_small()
    assert not is_loaded()
    assert not Visit.objects.exists()


def test_the_command_is_idempotent_and_only_for_demo_mode(settings: object) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo", households=SMALL)
    settings.DEMO = True
    out = StringIO()
    call_command("load_demo", households=SMALL, stdout=out)
    assert "households: 120" in out.getvalue()
    before = Visit.objects.count()
    again = StringIO()
    call_command("load_demo", households=SMALL, stdout=again)
    assert "loaded already" in again.getvalue()
    assert Visit.objects.count() == before


def test_a_real_office_is_never_removed() -> None:
    load_small()
    Street.objects.create(code="620000000001", name="街道", centre=Street.objects.get().centre)
    with pytest.raises(CommandError):
        clear()
    assert Street.objects.count() == 2


def test_an_exercise_is_over_and_another_can_be_started(settings):
    settings.DEMO = True
    load_small()
    over = Emergency.objects.get()
    assert over.is_exercise
    assert over.ended_at is not None
    assert over.checks.exists()
    call_command("start_exercise", stdout=StringIO())
    worker = for_person(Person.objects.get(username="worker"))
    running = [item for item in emergencies_told(worker) if not item["ended_at"]]
    assert [bool(item["doors"]) for item in running] == [True]
