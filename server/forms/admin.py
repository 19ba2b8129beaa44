"""Forms in the administration pages: to look at only, for they are made of workbooks."""

from django.contrib import admin
from django.http import HttpRequest

from server.forms.models import Form


@admin.register(Form)
class FormAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["code", "street", "purpose", "retired_at"]
    list_filter = ["street", "purpose"]
    search_fields = ["code"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Form | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Form | None = None) -> bool:
        return False
