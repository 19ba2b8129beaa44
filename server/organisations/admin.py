"""Organisations and their posts in the administration pages."""

from django.contrib import admin

from server.organisations.models import Organisation, OrganisationPost


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
