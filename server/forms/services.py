"""Every write of forms."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils import timezone

from server.forms.compiling import compile_form
from server.forms.models import Form, FormVersion
from server.forms.permissions import can_write_forms
from server.forms.problems import TooManyForms
from server.forms.selectors import form_for
from server.grids.models import Street
from server.grids.scope import Scope
from server.problems import NotAllowed

# All of them are on every phone of the street.
MOST_IN_USE = 20
FILE_NAME_LENGTH = 120


@dataclass(frozen=True)
class Uploaded:
    version: FormVersion
    is_new: bool


def upload_form(scope: Scope, data: bytes, *, file_name: str = "") -> Uploaded:
    """The form of an .xlsx, in use from now on. Raises NotAllowed, FormRefused, TooManyForms.

    A workbook that compiles to what is in use already makes no new version.
    """
    if not can_write_forms(scope):
        raise NotAllowed
    definition = compile_form(data)
    with transaction.atomic():
        street = Street.objects.select_for_update().get(id=scope.street_id or 0)
        form, _ = Form.objects.get_or_create(street=street, code=definition["code"])
        put_in_use(form)
        newest = form.versions.defer("workbook").order_by("-number").first()
        digest = digest_of(definition)
        if newest is not None and newest.digest == digest:
            return Uploaded(newest, is_new=False)
        number = newest.number + 1 if newest else 1
        version = FormVersion.objects.create(
            form=form,
            number=number,
            definition=numbered(definition, number),
            digest=digest,
            workbook=data,
            file_name=file_name[:FILE_NAME_LENGTH].replace("\x00", ""),
            uploaded_by=scope.person,
        )
        return Uploaded(version, is_new=True)


def numbered(definition: dict[str, Any], number: int) -> dict[str, Any]:
    return {"code": definition["code"], "version": number, **definition}


def digest_of(definition: dict[str, Any]) -> str:
    return sha256(orjson.dumps(definition, option=orjson.OPT_SORT_KEYS)).hexdigest()


def put_in_use(form: Form) -> None:
    """Raises TooManyForms."""
    others = Form.objects.filter(street_id=form.street_id, retired_at=None).exclude(id=form.id).count()
    if others >= MOST_IN_USE:
        raise TooManyForms(limit=MOST_IN_USE)
    Form.objects.filter(id=form.id).update(retired_at=None, retired_by=None)


@transaction.atomic
def retire_form(scope: Scope, form_id: UUID) -> Form:
    """Takes it off the phones at their next sync; what was filled in before still counts. Raises FormNotFound,
    NotAllowed. Twice is once."""
    form = form_for(scope, form_id)
    if not can_write_forms(scope):
        raise NotAllowed
    Form.objects.filter(id=form.id, retired_at=None).update(retired_at=timezone.now(), retired_by=scope.person)
    return form_for(scope, form_id)


@transaction.atomic
def bring_back_form(scope: Scope, form_id: UUID) -> Form:
    """Raises FormNotFound, NotAllowed, TooManyForms."""
    form = form_for(scope, form_id)
    if not can_write_forms(scope):
        raise NotAllowed
    Street.objects.select_for_update().get(id=form.street_id)
    put_in_use(form)
    return form_for(scope, form_id)
