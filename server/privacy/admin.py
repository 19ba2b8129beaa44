"""The log of reads, to look at only."""

from django.contrib import admin
from django.http import HttpRequest

from server.privacy.models import Reveal


@admin.register(Reveal)
class RevealAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["at", "person", "kind", "record_id", "reason"]
    list_filter = ["kind"]
    search_fields = ["person__username", "record_id", "reason"]
    date_hierarchy = "at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Reveal | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Reveal | None = None) -> bool:
        return False
