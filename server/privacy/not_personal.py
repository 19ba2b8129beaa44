"""Fields that look as if they could be personal and are not, each with the reason. See `register.py`."""

OFFICE_TEXT = "what an office says to many; its form asks for no name and no number of a person"
PLACE = "describes a public place or an area of the office"
CHOICE = "one of a fixed list of words"
BOOKKEEPING = "when the software wrote or counted something"
COUNTS = "sums over a whole grid"
TECHNICAL = "names a file, a version or a code of the software"

NOT_PERSONAL: dict[str, dict[str, tuple[str, ...]]] = {
    PLACE: {
        "basemap.BaseMapFeature": ("name", "geom", "geom_3857"),
        "grids.Street": ("code", "name", "centre"),
        "grids.ServiceGrid": ("code", "name"),
        "grids.GridBoundary": ("geom", "geom_3857", "valid"),
        "organisations.Organisation": ("name",),
        "households.Building": ("name", "number", "address", "geom", "geom_3857", "raw"),
        "emergencies.Emergency": ("title", "text", "area", "end_note"),
        "emergencies.EmergencyPlace": ("name", "point"),
    },
    OFFICE_TEXT: {
        "notices.Notice": ("title", "text", "starts_at", "ends_at", "ended_at"),
        "forms.Form": ("code",),
        "forms.FormVersion": ("definition", "workbook", "file_name"),
        "organisations.CallOut": (
            "title",
            "text",
            "place",
            "contact",
            "starts_at",
            "ends_at",
            "answer_by",
            "ended_at",
        ),
    },
    CHOICE: {
        "notices.Notice": ("roles", "importance"),
        "forms.Form": ("purpose",),
        "basemap.BaseMapFeature": ("kind", "kind_class"),
        "grids.ServiceGrid": ("level",),
        "organisations.Organisation": ("kind",),
        "households.Building": ("use",),
        "households.RegisterChange": ("kind", "act", "field"),
        "households.PossibleDuplicate": ("state",),
        "visits.VisitInterval": ("care_category",),
        "incidents.IncidentCategory": ("domain", "code", "name", "name_en"),
        "incidents.Incident": ("state", "location_source"),
        "incidents.IncidentJoin": ("location_source",),
        "incidents.IncidentEvent": ("from_state", "to_state"),
        "emergencies.Emergency": ("kind",),
        "emergencies.EmergencyPlace": ("kind",),
        "coverage.CoverageCount": ("period",),
        "feedback.Feedback": ("about",),
        "sync.Operation": ("kind", "state"),
        "sync.Decision": ("kind",),
        "sync.Change": ("kind",),
        "sync.Epoch": ("reason",),
    },
    BOOKKEEPING: {
        "accounts.Person": ("created_at",),
        "accounts.SealingKey": ("private_key", "made_at"),
        "grids.ServiceGrid": ("created_at",),
        "notices.Notice": ("created_at",),
        "forms.Form": ("retired_at",),
        "forms.FormVersion": ("uploaded_at",),
        "organisations.CallOut": ("created_at",),
        "organisations.CallOutAnswer": ("received_at",),
        "grids.GridBoundary": ("created_at",),
        "households.Household": ("updated_at",),
        "households.Resident": ("updated_at",),
        "households.PossibleDuplicate": ("found_at", "decided_at"),
        "photos.PhotoUpload": ("created_at", "expires_at", "locked_until"),
        "photos.Photo": ("stored_at",),
        "visits.Visit": ("received_at",),
        "incidents.Incident": ("due_at", "received_at", "updated_at"),
        "incidents.IncidentJoin": ("received_at",),
        "incidents.IncidentSeries": ("day",),
        "emergencies.Emergency": ("started_at", "ended_at"),
        "emergencies.EmergencyCheck": ("received_at",),
        "feedback.Feedback": ("received_at",),
        "coverage.CoverageCount": ("computed_at",),
        "coverage.DirtyPeriod": ("month", "marked_at"),
        "sync.Operation": ("received_at", "judged_at", "sent", "released_at"),
        "sync.Decision": ("at",),
        "sync.Unreadable": ("received_at",),
        "sync.Change": ("changed_at",),
        "sync.Epoch": ("began_at", "doubted_at"),
        "watch.StandingAlarm": ("began_at", "seen_at", "data"),
        "watch.LastLook": ("at",),
        "tiles.LayerChange": ("at",),
    },
    COUNTS: {
        "coverage.CoverageCount": ("starts_on", "as_of"),
        "emergencies.Emergency": ("summary",),
    },
    TECHNICAL: {
        "basemap.BaseMapFeature": ("source", "source_id"),
        "grids.GridBoundary": ("source", "source_crs"),
        "households.Building": ("source", "source_id", "source_crs"),
        "photos.PhotoUpload": ("sha256",),
        "visits.Visit": ("form_version",),
        "forms.FormVersion": ("digest",),
        "incidents.Incident": ("number",),
        "sync.Operation": ("code",),
        "sync.Unreadable": ("code",),
        "sync.Epoch": ("life",),
        "watch.StandingAlarm": ("code",),
        "tiles.LayerChange": ("source",),
    },
}


def names() -> set[str]:
    """All of them as `app.Model.field`."""
    return {
        f"{model}.{field}" for models in NOT_PERSONAL.values() for model, fields in models.items() for field in fields
    }
