"""A version's workbook as a download. It comes from outside: no browser shows it in our name."""

from django.http import HttpResponse

from server.forms.models import FormVersion

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(version: FormVersion) -> HttpResponse:
    response = HttpResponse(bytes(version.workbook), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{version.form.code}-{version.number}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
