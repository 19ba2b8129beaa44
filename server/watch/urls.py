"""Addresses of the watch."""

from django.urls import path

from server.watch.api import AlarmsView

app_name = "watch"
urlpatterns = [path("alarms/", AlarmsView.as_view(), name="alarms")]
