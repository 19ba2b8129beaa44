"""Addresses of visits."""

from django.urls import path

from server.visits.api import VisitListView

app_name = "visits"
urlpatterns = [path("visits/", VisitListView.as_view(), name="list")]
