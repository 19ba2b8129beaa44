"""Visit forms: those in use, their versions and workbooks, and sending a new one in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.forms.downloads import XLSX, workbook_response
from server.forms.models import Form
from server.forms.permissions import can_write_forms
from server.forms.problems import FormRefused
from server.forms.sample import sample_workbook
from server.forms.selectors import forms_for, version_for
from server.forms.services import Uploaded, bring_back_form, retire_form, upload_form
from server.forms.showing import title_of
from server.forms.uploads import bytes_of
from server.grids.scope import Scope
from server.office.desk import desk_of, office_page
from server.office.forms import in_use_and_retired
from server.problems import BadInput, NotAllowed, Problem


@require_GET
@office_page
def forms_page(request: HttpRequest) -> HttpResponse:
    return render(request, "office/forms/page.html", page_context(request))


def page_context(request: HttpRequest) -> dict[str, Any]:
    desk = desk_of(request)
    in_use, retired = in_use_and_retired(forms_for(desk.scope))
    return {
        "desk": desk,
        "tab": "forms",
        "in_use": in_use,
        "retired": retired,
        "writes": can_write_forms(desk.scope),
    }


@require_POST
@office_page
def upload(request: HttpRequest) -> HttpResponse:
    """Put a workbook in use; what is wrong with it is shown row by row, and nothing has changed then."""
    try:
        done = uploaded(request, desk_of(request).scope)
    except Problem as problem:
        faults = problem.data["faults"] if isinstance(problem, FormRefused) else []
        context = page_context(request) | {"problem": problem, "faults": faults, "sent": file_name_of(request)}
        return render(request, "office/forms/page.html", context, status=problem.status)
    messages.success(request, said_of(done))
    return redirect("office:forms")


def uploaded(request: HttpRequest, scope: Scope) -> Uploaded:
    """Raises NotAllowed, BadInput without a file, FormRefused, TooManyForms."""
    if not can_write_forms(scope):
        raise NotAllowed
    file = request.FILES.get("file")
    if file is None:
        raise BadInput({"file": [_("Choose the file first.")]})
    return upload_form(scope, bytes_of(file), file_name=file_name_of(request))


def file_name_of(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    return (file.name or "") if file else ""


def said_of(done: Uploaded) -> str:
    words = {"title": title_of(done.version.definition), "version": done.version.number}
    if done.is_new:
        return _("“%(title)s” is in use with version %(version)s. Phones have it after their next sync.") % words
    return _("“%(title)s” has not changed: version %(version)s stays in use.") % words


@require_POST
@office_page
def retire(request: HttpRequest, form_id: UUID) -> HttpResponse:
    form = retire_form(desk_of(request).scope, form_id)
    said = _("“%(title)s” is retired. What is on its way from the phones still counts.")
    messages.success(request, said % {"title": newest_title(form)})
    return redirect("office:forms")


@require_POST
@office_page
def bring_back(request: HttpRequest, form_id: UUID) -> HttpResponse:
    form = bring_back_form(desk_of(request).scope, form_id)
    messages.success(request, _("“%(title)s” is in use again.") % {"title": newest_title(form)})
    return redirect("office:forms")


def newest_title(form: Form) -> str:
    return title_of(form.versions.all()[0].definition)


@require_GET
@office_page
def form_file(request: HttpRequest, form_id: UUID, number: int) -> HttpResponse:
    return workbook_response(version_for(desk_of(request).scope, form_id, number))


@require_GET
@office_page
def sample(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A form to begin with."""
    response = HttpResponse(sample_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="care_visit.xlsx"'
    return response
