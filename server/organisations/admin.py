"""Organisations and their posts in the administration pages."""

from django.contrib import admin

from server.organisations.models import CallOut, CallOutAnswer, Organisation, OrganisationPost


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "street"]
    list_filter = ["kind", "street"]
    search_fields = ["name"]


@admin.register(OrganisationPost)
class OrganisationPostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["person", "organisation", "term"]
    list_select_related = ["person", "organisation"]
    search_fields = ["person__username", "person__display_name", "organisation__name"]
    autocomplete_fields = ["person", "organisation"]


@admin.register(CallOut)
class CallOutAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["title", "street", "needed", "answer_by", "ends_at", "ended_at"]
    list_filter = ["street"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["organisation", "author", "grids"]


@admin.register(CallOutAnswer)
class CallOutAnswerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["call_out", "person", "answer", "answered_at"]
    list_filter = ["answer"]
    list_select_related = ["call_out", "person"]
    autocomplete_fields = ["call_out", "person", "device"]
