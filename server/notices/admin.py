"""Notices in the administration pages."""

from django.contrib import admin

from server.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["title", "importance", "street", "starts_at", "ends_at", "ended_at"]
    list_filter = ["importance", "street"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["author", "grids"]
