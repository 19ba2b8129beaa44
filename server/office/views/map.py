"""The map page: layers on the left, the coverage table beside it, each selecting the other."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from server.grids.models import Street
from server.office.choropleth import LEGEND
from server.office.desk import desk_of, office_page
from server.office.filters import id_in
from server.office.fragments import wants_part
from server.office.selectors import extent_of
from server.office.views.buildings import building_context
from server.office.views.coverage import coverage_context


@require_GET
@office_page
def map_page(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the table beside the map where htmx changes a filter."""
    scope = desk_of(request).scope
    context = coverage_context(request, scope) | {"live": True}
    if wants_part(request):
        return render(request, "office/map/side.html", context)
    building_id = id_in(request, "building")
    if building_id is not None:
        context |= building_context(scope, building_id)
    context |= {
        "street": Street.objects.get(id=cast("int", scope.street_id)),
        "box": extent_of(scope),
        "legend": LEGEND,
    }
    return render(request, "office/map/page.html", context)
