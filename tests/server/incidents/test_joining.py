"""“This one too”: both reporters are kept, each counts once, and what the second one adds is lost nowhere."""

import pytest
from django.utils import timezone

from server.grids.scope import for_person
from server.identity import new_id
from server.incidents.joining import JoinDraft, Spot, join_incidents
from server.incidents.models import Incident, IncidentJoin
from server.incidents.selectors import incident_for, incidents_for, may_see_photo
from server.incidents.services import advance_incident, report_incident
from server.sync.rows import own_incidents, rows_of
from tests.factories.places import lonlat, make_tree
from tests.people import make_community_staff, make_person, make_worker
from tests.server.incidents.drafts import draft_by, make_category
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db
PHOTO = "c" * 64


class Cast:
    def __init__(self) -> None:
        make_category()
        self.grids = make_tree()
        self.worker = make_worker(self.grids["S11"])
        self.mate = make_worker(self.grids["S11"], username="mate")
        self.office = make_community_staff(self.grids["L"])
        self.incident = report_incident(for_person(self.worker), draft_by(self.worker.id))

    def draft(self, person, **fields) -> JoinDraft:
        now = timezone.now()
        defaults = {
            "id": new_id(),
            "incident_id": self.incident.id,
            "note": "还在",
            "captured_at": now,
            "joined_at": now,
        }
        return JoinDraft(person_id=person.id, **{**defaults, **fields})

    def join(self, person, **fields):
        (result,) = join_incidents(for_person(person), [self.draft(person, **fields)])
        return result

    def row(self) -> dict:
        import json

        pair = (self.incident.small_grid_id, self.incident.id)
        return json.loads(rows_of("incident", [pair])[pair])

    def step(self, to_state: str, **fields) -> None:
        self.incident.refresh_from_db()
        advance_incident(
            for_person(self.office), frozenset(), incident_id=self.incident.id, to_state=to_state,
            base_version=self.incident.version, **fields,
        )  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_both_reporters_are_kept_and_told_with_the_history(cast):
    lon, lat = lonlat(52, 50)
    join = cast.join(cast.mate, photo_hashes=(PHOTO,), spot=Spot(lon, lat, 6.0, "fix"))
    assert isinstance(join, IncidentJoin)
    found = incident_for(for_person(cast.office), (), cast.incident.id)
    assert (found.reporter, [join.person for join in found.joins.all()]) == (cast.worker, [cast.mate])
    assert found.version == 1, "nobody's next step goes stale because somebody else saw it too"
    row = cast.row()
    assert row["joiner_ids"] == [str(cast.mate.id)]
    assert (row["photos"], row["photos_stored"]) == (1, 0)
    assert [(event["state"], event["note"]) for event in row["history"]] == [("reported", ""), ("", "还在")]


def test_one_persons_same_words_count_once_and_other_words_are_kept(cast):
    draft = cast.draft(cast.mate)
    scope = for_person(cast.mate)
    first, again = (join_incidents(scope, [draft])[0] for _ in range(2))
    assert again.id == first.id
    assert cast.join(cast.mate).id == first.id
    assert IncidentJoin.objects.count() == 1
    cast.join(cast.mate, note="更严重了", photo_hashes=(PHOTO,))
    assert IncidentJoin.objects.count() == 2
    assert cast.row()["joiner_ids"] == [str(cast.mate.id)]
    assert len(join_incidents(scope, [cast.draft(cast.mate, note="a"), cast.draft(cast.mate, note="a")])) == 2
    assert IncidentJoin.objects.count() == 3


def test_the_reporter_who_adds_is_no_second_reporter(cast):
    cast.join(cast.worker, note="补一张照片")
    assert cast.row()["joiner_ids"] == []
    assert len(cast.row()["history"]) == 2


def test_a_merged_incident_hands_it_on(cast):
    other = report_incident(for_person(cast.mate), draft_by(cast.mate.id))
    cast.step("merged", merged_into_id=other.id)
    join = cast.join(cast.mate)
    assert join.incident_id == other.id


def test_a_settled_incident_is_for_the_office_to_decide(cast):
    cast.step("rejected", note="不属于街道")
    assert cast.join(cast.mate).code == "incident_settled"
    assert isinstance(cast.join(cast.mate, insist=True), IncidentJoin)


def test_nobody_joins_what_they_cannot_see_nor_for_another(cast):
    stranger = make_worker(cast.grids["S12"], username="stranger")
    assert cast.join(stranger).code == "unknown_incident"
    (problem,) = join_incidents(for_person(cast.mate), [cast.draft(cast.worker)])
    assert problem.code == "not_the_reporter"
    former = make_person("former")
    assert cast.join(former).code == "no_post"
    assert cast.join(cast.mate, incident_id=new_id()).code == "unknown_incident"
    assert not IncidentJoin.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"note": "a\x00b"}, "text_unusable"),
        ({"note": "长" * 2001}, "text_unusable"),
        ({"photo_hashes": ("short",)}, "bad_photo_hash"),
        ({"spot": Spot(float("nan"), 40.0)}, "bad_position"),
        ({"spot": Spot(*lonlat(50, 50), -1.0)}, "bad_accuracy"),
        ({"spot": Spot(*lonlat(50, 50), None, "crystal_ball")}, "unknown_location_source"),
    ],
)
def test_unusable_values_are_named_and_stop_no_other(cast, fields, code):
    results = join_incidents(for_person(cast.mate), [cast.draft(cast.mate, **fields), cast.draft(cast.mate)])
    assert [getattr(result, "code", "written") for result in results] == [code, "written"]


def test_whoever_joined_goes_on_seeing_it_after_it_has_left_their_grids(cast):
    cast.join(cast.mate, photo_hashes=(PHOTO,))
    Incident.objects.filter(id=cast.incident.id).update(small_grid=cast.grids["S22"])
    scope = for_person(cast.mate)
    assert cast.incident in incidents_for(scope)
    assert may_see_photo(scope, PHOTO)
    assert [entity_id for entity_id, _ in own_incidents(cast.mate.id, list(scope.small_grid_ids))] == [cast.incident.id]


def test_from_a_phone_a_report_and_joining_it_come_in_one_batch(cast):
    phone = make_phone(cast.worker)
    lon, lat = lonlat(20, 20)
    place = {"lon": lon, "lat": lat, "location_source": "pin"}
    report = phone.op("incident.report", new_id(), {"category": "litter", "description": "满", **place})
    join = phone.op("incident.join", report["entity_id"], {"note": "又看到了", "photos": [], "place": place})
    assert phone.statuses(report, join) == ["applied", "applied"]
    assert phone.statuses(join) == ["duplicate"]
    assert IncidentJoin.objects.get().incident_id.hex == report["entity_id"].replace("-", "")
