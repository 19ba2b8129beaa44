"""Reference tables of visits: how often whom."""

from django.contrib import admin

from server.visits.models import VisitInterval


@admin.register(VisitInterval)
class VisitIntervalAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["care_category", "days", "street"]
    list_filter = ["street"]
