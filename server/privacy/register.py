"""The field register: every personal field of every noun with its purpose, basis, sensitivity and retention.

A field that could hold something of a person is either here or in `not_personal.py` with the reason why it is not; a
test fails, by the field's name, on one that is in neither. Fields are named `app.Model.field`.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Basis(Enum):
    """Why the law allows it: the personal information protection law, article 13."""

    STATUTORY_DUTY = _("needed for a statutory duty of the street office (art. 13, no. 3)")
    EMPLOYMENT = _("needed to manage those who work for the office (art. 13, no. 2)")


class Sensitivity(Enum):
    ORDINARY = _("ordinary")
    SENSITIVE = _("sensitive: health, whereabouts, or what could harm someone in the wrong hands (art. 28)")


class Retention(Enum):
    """How long, counted from what. The jobs that remove read the same words."""

    HOUSEHOLD = _("until two years after the household has left")
    PERSON = _("until two years after the last post has ended")
    RECORD = _("five years after the record was closed")
    FIX = _("one year after it was taken")
    SIGN_IN = _("until the sign-in ends")
    DEVICE = _("until one year after the device was last seen")
    UPLOAD = _("fourteen days after its last part came, or until the photo is whole")
    LOG = _("three years; the law asks for it")
    CHECK = _("thirty days after the all-clear")
    MESSAGE = _("six months after it was judged")


@dataclass(frozen=True)
class Entry:
    """The fields of one model that are kept for one purpose."""

    model: str
    fields: tuple[str, ...]
    purpose: Promise
    basis: Basis
    sensitivity: Sensitivity
    retention: Retention

    @property
    def names(self) -> set[str]:
        return {f"{self.model}.{field}" for field in self.fields}


DUTY, WORK = Basis.STATUTORY_DUTY, Basis.EMPLOYMENT
ORDINARY, SENSITIVE = Sensitivity.ORDINARY, Sensitivity.SENSITIVE

REGISTER: tuple[Entry, ...] = (
    # Those who work with the software
    Entry("accounts.Person", ("username", "password", "last_login"), _("signing in"), WORK, ORDINARY, Retention.PERSON),
    Entry(
        "accounts.Person", ("display_name",), _("who recorded or handled something"), WORK, ORDINARY, Retention.PERSON
    ),
    Entry("accounts.Person", ("language",), _("the language of pages and answers"), WORK, ORDINARY, Retention.PERSON),
    Entry(
        "accounts.Device",
        (
            "name",
            "platform",
            "app_version",
            "registered_at",
            "last_seen_at",
            "revoked_at",
            "waiting_count",
            "escrow",
            "wipe_asked_at",
            "wipe_reason",
            "wiped_at",
        ),
        _("ending the access of a lost phone, and knowing which phones have work that is not sent"),
        WORK,
        ORDINARY,
        Retention.DEVICE,
    ),
    Entry(
        "accounts.DeviceToken",
        ("digest", "token_key", "created", "expiry"),
        _("staying signed in on a phone"),
        WORK,
        ORDINARY,
        Retention.SIGN_IN,
    ),
    Entry("grids.GridPost", ("role", "term"), _("access by post, for its term"), WORK, ORDINARY, Retention.PERSON),
    Entry(
        "organisations.OrganisationPost", ("term",), _("access by post, for its term"), WORK, ORDINARY, Retention.PERSON
    ),
    Entry(
        "organisations.CallOutAnswer",
        ("answer", "note", "answered_at"),
        _("knowing whether enough people come to help"),
        WORK,
        ORDINARY,
        Retention.RECORD,
    ),
    # Those who are visited
    Entry("households.Household", ("name",), _("whom to ask for at the door"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry(
        "households.Household",
        ("pinyin", "initials"),
        _("finding a household by what one can type"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    Entry("households.Household", ("phone",), _("calling when nobody is at home"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry(
        "households.Household",
        ("status", "registered_on"),
        _("counting who is to be visited"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "households.HouseholdPlacement",
        ("valid",),
        _("counting a household in the grid where it was at the time"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    Entry("households.Dwelling", ("number",), _("finding the door"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry("households.Resident", ("name",), _("whom to ask for at the door"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry("households.Resident", ("phone",), _("calling when nobody is at home"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry("households.Resident", ("birth_year",), _("help that depends on age"), DUTY, ORDINARY, Retention.HOUSEHOLD),
    Entry(
        "households.Resident",
        ("care_categories",),
        _("how often to visit, and what a visitor needs to know; coarse, never a diagnosis"),
        DUTY,
        SENSITIVE,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "households.Resident",
        ("name_key",),
        _("noticing that one person stands on the register twice"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "households.RegisterChange",
        ("old", "new", "at"),
        _("every row of the register keeps its history: who changed what, and from what"),
        DUTY,
        SENSITIVE,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "households.ResidentRemoval",
        ("was", "reason", "at"),
        _("putting back who was taken off by mistake, and losing nothing that was written of them"),
        DUTY,
        SENSITIVE,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "households.PossibleDuplicate",
        ("reason",),
        _("noticing that one person stands on the register twice"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    # What happened at the door and in the street
    Entry(
        "visits.VisitPlan",
        ("due_on", "last_contact_at", "last_visit_at", "last_outcome", "status"),
        _("when to visit next"),
        DUTY,
        ORDINARY,
        Retention.HOUSEHOLD,
    ),
    Entry(
        "visits.Visit",
        ("outcome", "visited_at", "captured_at", "next_on"),
        _("showing that the household was visited, and when to come again"),
        DUTY,
        ORDINARY,
        Retention.RECORD,
    ),
    Entry(
        "visits.Visit",
        ("needs", "note", "photo_hashes", "form"),
        _("passing on what help is needed"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    Entry(
        "visits.Visit",
        ("fix", "fix_accuracy_m", "presence_grade", "presence_reasons"),
        _("where the visitor stood, if they chose to say so"),
        WORK,
        SENSITIVE,
        Retention.FIX,
    ),
    Entry(
        "incidents.Incident",
        ("description", "photo_hashes"),
        _("settling what was reported"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    Entry(
        "incidents.Incident",
        ("point", "point_3857", "captured_at", "reported_at"),
        _("finding the place that was reported"),
        DUTY,
        ORDINARY,
        Retention.RECORD,
    ),
    Entry(
        "incidents.IncidentJoin",
        ("note", "photo_hashes", "captured_at", "at"),
        _("settling what was reported"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    Entry(
        "incidents.IncidentJoin",
        ("point", "accuracy_m"),
        _("finding the place that was reported"),
        DUTY,
        ORDINARY,
        Retention.RECORD,
    ),
    Entry(
        "incidents.IncidentEvent",
        ("note", "photo_hashes"),
        _("following how it was settled"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    Entry("incidents.IncidentEvent", ("at",), _("following how it was settled"), WORK, ORDINARY, Retention.RECORD),
    Entry(
        "photos.Photo",
        ("image", "thumbnail", "sha256"),
        _("showing what words do not"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    Entry("photos.PhotoChunk", ("content",), _("taking in a photo over a bad line"), DUTY, SENSITIVE, Retention.UPLOAD),
    # Messages of phones, as they came
    Entry(
        "sync.Operation",
        ("message", "data"),
        _("losing nothing that a phone sent, and explaining a refusal"),
        DUTY,
        SENSITIVE,
        Retention.MESSAGE,
    ),
    Entry("sync.Unreadable", ("content",), _("losing nothing that a phone sent"), DUTY, SENSITIVE, Retention.MESSAGE),
    Entry(
        "sync.Decision",
        ("reason", "changes", "before"),
        _("telling a worker what the office decided on their record, and why"),
        DUTY,
        SENSITIVE,
        Retention.RECORD,
    ),
    # How each door was found in an emergency
    Entry(
        "emergencies.EmergencyCheck",
        ("state", "headcount", "note"),
        _("seeing in an emergency who is safe and who needs help"),
        DUTY,
        SENSITIVE,
        Retention.CHECK,
    ),
    Entry(
        "emergencies.EmergencyCheck",
        ("captured_at", "checked_at"),
        _("knowing which check of a door is the newest"),
        DUTY,
        ORDINARY,
        Retention.CHECK,
    ),
    # Complaints and suggestions
    Entry(
        "feedback.Feedback",
        ("text", "answer", "written_at", "answered_at"),
        _("hearing complaints and suggestions, and answering them"),
        WORK,
        ORDINARY,
        Retention.RECORD,
    ),
    Entry(
        "feedback.Feedback",
        ("contact",),
        _("calling back who has asked for it"),
        WORK,
        ORDINARY,
        Retention.RECORD,
    ),
    # The log of reads
    Entry(
        "privacy.Reveal",
        ("kind", "reason", "at"),
        _("showing who read which record in full, and why"),
        DUTY,
        ORDINARY,
        Retention.LOG,
    ),
)
