"""People and their devices in the administration pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.accounts.services import revoke_device


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ["username", "display_name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "display_name"]
    ordering = ["username"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (None, {"fields": ["display_name", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "usable_password", "password1", "password2"]}),
    ]


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Devices register themselves at sign-in; here their access is ended."""

    list_display = ["__str__", "person", "platform", "app_version", "last_seen_at", "waiting_count", "revoked_at"]
    list_filter = ["platform", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["name", "person__username", "person__display_name"]
    readonly_fields = ["id", "person", "platform", "app_version", "registered_at", "last_seen_at", "waiting_count"]
    fields = [*readonly_fields, "name", "revoked_at"]
    actions = ["revoke"]

    @admin.action(description=_("End the access of these devices"), permissions=["change"])
    def revoke(self, _request: HttpRequest, devices: QuerySet[Device]) -> None:
        for device in devices:
            revoke_device(device=device)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Device | None = None) -> bool:
        return False
