"""Streets, grids, boundaries and posts in the administration pages.

GeoDjango's own map widget would load OpenLayers from another host, so geometry is text here; boundaries come by import.
"""

from typing import Any

from django.contrib import admin
from django.contrib.gis.db import models
from django.forms import Textarea
from django.http import HttpRequest

from server.grids.models import GridBoundary, GridPost, ServiceGrid, Street

# A plain text area takes and shows well-known text.
WITHOUT_MAP: dict[Any, dict[str, Any]] = {models.PointField: {"widget": Textarea}}


@admin.register(Street)
class StreetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "code", "is_demo"]
    formfield_overrides = WITHOUT_MAP


class BoundaryInline(admin.TabularInline):  # type: ignore[type-arg]
    """When which boundary held, and where it came from."""

    model = GridBoundary
    readonly_fields = ["valid", "source", "source_crs", "created_at"]
    fields = [*readonly_fields]
    extra = 0

    def has_add_permission(self, _request: HttpRequest, _obj: ServiceGrid | None = None) -> bool:
        return False


@admin.register(ServiceGrid)
class ServiceGridAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "code", "level", "parent"]
    list_filter = ["level", "street"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent"]
    inlines = [BoundaryInline]


@admin.register(GridPost)
class GridPostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["person", "role", "grid", "street", "term"]
    list_filter = ["role", "street"]
    list_select_related = ["person", "grid", "street"]
    search_fields = ["person__username", "person__display_name", "grid__name", "grid__code"]
    autocomplete_fields = ["person", "grid"]
