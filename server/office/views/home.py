"""The start: the map for the office, the incidents for a department."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from server.office.desk import desk_of, incident_page


@incident_page
def home(request: HttpRequest) -> HttpResponse:
    return redirect("office:map" if desk_of(request).is_office else "office:incidents")
