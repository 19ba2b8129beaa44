"""Reference tables of incidents: the office's own sub-categories of the five work domains."""

from django.contrib import admin

from server.incidents.models import IncidentCategory


@admin.register(IncidentCategory)
class IncidentCategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "name_en", "code", "domain", "is_active", "street"]
    list_filter = ["street", "domain", "is_active"]
    search_fields = ["name", "name_en", "code"]
