"""What the office can look at: operations as they came, with their verdicts. Nothing here can be changed."""

from django.contrib import admin
from django.http import HttpRequest

from server.sync.models import Decision, Operation, Unreadable


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Operation)
class OperationAdmin(ReadOnly):
    list_display = ("received_at", "person", "device", "device_seq", "kind", "state", "code")
    list_filter = ("state", "kind", "code")
    date_hierarchy = "received_at"
    list_select_related = ("person", "device")


@admin.register(Unreadable)
class UnreadableAdmin(ReadOnly):
    list_display = ("received_at", "person", "device", "code")
    list_select_related = ("person", "device")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """Decided in the inbox, never here."""

    list_display = ("at", "kind", "by", "operation", "unreadable", "reason")
    list_filter = ("kind",)
    date_hierarchy = "at"
    list_select_related = ("by", "operation", "unreadable")
