"""Addresses of emergencies."""

from django.urls import path

from server.emergencies.api import ChecklistView, EmergencyEndView, EmergencyListView, EmergencyView

app_name = "emergencies"
urlpatterns = [
    path("emergencies/", EmergencyListView.as_view(), name="list"),
    path("emergencies/<uuid:emergency_id>/", EmergencyView.as_view(), name="detail"),
    path("emergencies/<uuid:emergency_id>/checklist/", ChecklistView.as_view(), name="checklist"),
    path("emergencies/<uuid:emergency_id>/end/", EmergencyEndView.as_view(), name="end"),
]
