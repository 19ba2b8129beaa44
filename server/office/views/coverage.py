"""The coverage page: the same table as beside the map, with every column."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from server.coverage.models import PeriodKind
from server.coverage.selectors import coverage_table, silent_phones
from server.grids.models import GridLevel
from server.grids.scope import Scope
from server.office.desk import desk_of, office_page
from server.office.filters import CoverageFilter, coverage_filter
from server.office.periods import kind_label
from server.office.selectors import extents_of
from server.office.tables import totals_of


@require_GET
@office_page
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Everything that was counted, per grid."""
    scope = desk_of(request).scope
    return render(request, "office/coverage/page.html", coverage_context(request, scope))


def coverage_context(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """The table that the address asks for, and the controls that lead to others."""
    asked = coverage_filter(request, scope)
    table = coverage_table(
        scope,
        level=asked.level,
        period=asked.period.kind,
        starts_on=asked.period.starts_on,
        parent=asked.parent.id if asked.parent else None,
    )
    boxes = extents_of(scope, [row.grid_id for row in table.rows])
    return {
        "desk": desk_of(request),
        "asked": asked,
        "table": table,
        "rows": [(row, boxes.get(row.grid_id)) for row in table.rows],
        "totals": totals_of(table),
        "levels": GridLevel,
        "kinds": [(kind, kind_label(kind)) for kind in PeriodKind],
        "now": timezone.now() if table.as_of == timezone.localdate() else None,
        "silent_phones": list(silent_phones(scope)),
        "csv_url": f"{reverse('coverage:csv')}?{urlencode(csv_query(asked))}",
    }


def csv_query(asked: CoverageFilter) -> dict[str, str]:
    """The same table as a file."""
    query = {
        "level": asked.level.value,
        "period": asked.period.kind,
        "starts_on": asked.period.starts_on.isoformat(),
    }
    return query | ({"parent": str(asked.parent.id)} if asked.parent else {})
