"""People and posts of the area, and when their phones were last heard of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from server.coverage.selectors import silent_phones
from server.office.desk import desk_of, office_page
from server.office.selectors import phones_in, posts_in


@require_GET
@office_page
def people(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    context = {
        "desk": desk,
        "posts": posts_in(desk.scope),
        "phones": phones_in(desk.scope),
        "silent": set(silent_phones(desk.scope).values_list("id", flat=True)),
    }
    return render(request, "office/people.html", context)
