"""Addresses of organisations."""

from django.urls import path

from server.organisations.api import MeView, OrganisationListView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("organisations/", OrganisationListView.as_view(), name="organisations"),
]
