"""Incidents as a phone would send them, and the places that an office needs."""

from uuid import UUID

from django.utils import timezone

from server.identity import new_id
from server.incidents.drafts import IncidentDraft
from server.incidents.models import IncidentCategory
from server.organisations.models import Organisation
from tests.factories.places import lonlat, make_street


def make_category(code: str = "litter", domain: str = "environment", **fields: object) -> IncidentCategory:
    return IncidentCategory.objects.create(
        street=make_street(), code=code, domain=domain, name="垃圾堆放", name_en="Litter", **fields
    )


def make_department(name: str = "示例城管局") -> Organisation:
    return Organisation.objects.create(street=make_street(), kind="department", name=name)


def draft_by(reporter_id: UUID, *, at: tuple[float, float] = (50, 50), **fields: object) -> IncidentDraft:
    """Litter at `at` metres from the centre, seen now, unless the fields say otherwise."""
    lon, lat = lonlat(*at)
    now = timezone.now()
    defaults: dict[str, object] = {
        "id": new_id(),
        "category_code": "litter",
        "description": "楼道堆放杂物",
        "lon": lon,
        "lat": lat,
        "captured_at": now,
        "reported_at": now,
    }
    return IncidentDraft(reporter_id=reporter_id, **{**defaults, **fields})  # type: ignore[arg-type]
