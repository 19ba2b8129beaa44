"""Every read of forms."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from server.forms.definitions import definitions
from server.forms.models import Form, FormVersion
from server.forms.problems import FormNotFound
from server.grids.scope import Scope

# Which street's form, and which version of it.
Key = tuple[int, str, int]


def forms_for(scope: Scope) -> QuerySet[Form]:
    """The forms of one's street, those in use first; each with its versions, the newest first, without workbooks."""
    versions = FormVersion.objects.defer("workbook").select_related("uploaded_by").order_by("-number")
    found = Form.objects.filter(street_id=scope.street_id) if scope.street_id else Form.objects.none()
    return (
        found.select_related("retired_by")
        .prefetch_related(Prefetch("versions", versions))
        .order_by("retired_at", "code")
    )


def form_for(scope: Scope, form_id: UUID) -> Form:
    """Raises FormNotFound."""
    found = forms_for(scope).filter(id=form_id).first()
    if found is None:
        raise FormNotFound
    return found


def version_for(scope: Scope, form_id: UUID, number: int) -> FormVersion:
    """With its workbook. Raises FormNotFound."""
    versions = FormVersion.objects.filter(form__street_id=scope.street_id or 0, form_id=form_id, number=number)
    found = versions.select_related("form").first()
    if found is None:
        raise FormNotFound
    return found


def section(scope: Scope) -> list[dict[str, Any]]:
    """The section `forms` of a pull: the newest version of every form in use."""
    if scope.street_id is None:
        return []
    newest = FormVersion.objects.filter(form__street_id=scope.street_id, form__retired_at=None)
    rows = newest.order_by("form__code", "-number").distinct("form__code").values_list("id", flat=True)
    ids = list(rows)
    found = definitions(ids)
    return [{"id": str(version_id), "definition": found[version_id]} for version_id in ids]


def definitions_by_key(keys: Collection[Key]) -> dict[Key, Mapping[str, Any]]:
    """The definitions that a batch of visits was filled in with, in one query; in none if no visit has a form."""
    if not keys:
        return {}
    rows = FormVersion.objects.filter(
        form__street_id__in={street_id for street_id, _, _ in keys},
        form__code__in={code for _, code, _ in keys},
        number__in={number for _, _, number in keys},
    ).values_list("form__street_id", "form__code", "number", "id")
    ids = {(street_id, code, number): version_id for street_id, code, number, version_id in rows}
    found = definitions([version_id for key, version_id in ids.items() if key in keys])
    return {key: found[version_id] for key, version_id in ids.items() if version_id in found}
