"""Addresses of incidents."""

from django.urls import path

from server.incidents.api import (
    CategoryListView,
    IncidentExportView,
    IncidentListView,
    IncidentStepView,
    IncidentView,
)

app_name = "incidents"
urlpatterns = [
    path("incidents/", IncidentListView.as_view(), name="list"),
    path("incidents.csv", IncidentExportView.as_view(), name="csv"),
    path("incidents/<uuid:incident_id>/", IncidentView.as_view(), name="detail"),
    path("incidents/<uuid:incident_id>/steps/", IncidentStepView.as_view(), name="steps"),
    path("incident-categories/", CategoryListView.as_view(), name="categories"),
]
