"""Who I am here, and what the signs and figures mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from server.office.desk import desk_of, signed_in_page


@require_GET
@signed_in_page
def me(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    posts = desk.person.grid_posts.filter(term__contains=desk.scope.on).select_related("grid", "street")
    organisations = desk.person.organisation_posts.filter(term__contains=desk.scope.on).select_related("organisation")
    return render(request, "office/me.html", {"desk": desk, "posts": posts, "organisation_posts": organisations})
