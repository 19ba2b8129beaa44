"""People and posts of the area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from server.office.desk import desk_of, office_page
from server.office.selectors import posts_in


@require_GET
@office_page
def people(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    return render(request, "office/people.html", {"desk": desk, "tab": "people", "posts": posts_in(desk.scope)})
