"""A photo is seen by whoever may see a record that names it."""

import pytest

from server.grids.scope import for_person
from server.incidents.services import report_incident
from server.photos.models import Photo
from server.photos.permissions import can_see_photo
from server.visits.services import record_visit
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_street_staff, make_worker
from tests.server.incidents.drafts import draft_by, make_category
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("noun", ["visit", "incident"])
def test_the_record_decides(noun):
    grids = make_tree()
    make_category()
    worker, stranger = make_worker(grids["S11"]), make_worker(grids["S22"], username="stranger")
    photo = Photo(sha256="ab" * 32, owner=worker)
    mate = make_worker(grids["S11"], username="mate")
    assert not can_see_photo(for_person(mate), photo)
    if noun == "visit":
        household = make_household(make_building(grids["S11"]))
        record_visit(for_person(worker), draft_for(household, worker.id, photo_hashes=(photo.sha256,)))
    else:
        report_incident(for_person(worker), draft_by(worker.id, photo_hashes=(photo.sha256,)))
    seen_by = {person.username for person in (worker, mate, stranger) if can_see_photo(for_person(person), photo)}
    assert seen_by == {"worker", "mate"}
    assert can_see_photo(for_person(make_street_staff()), photo)
