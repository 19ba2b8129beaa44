"""Addresses of coverage."""

from django.urls import path

from server.coverage.api import CoverageExportView, CoverageView

app_name = "coverage"
urlpatterns = [
    path("coverage/", CoverageView.as_view(), name="table"),
    path("coverage.csv", CoverageExportView.as_view(), name="csv"),
]
