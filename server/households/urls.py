"""Addresses of households."""

from django.urls import path

from server.households.api.buildings import BoardView, BuildingListView, BuildingView
from server.households.api.households import (
    HouseholdListView,
    HouseholdMoveView,
    HouseholdRevealView,
    HouseholdView,
)
from server.households.api.imports import BuildingImportView

urlpatterns = [
    path("buildings/", BuildingListView.as_view(), name="buildings"),
    path("buildings/import/", BuildingImportView.as_view(), name="buildings-import"),
    path("buildings/<uuid:building_id>/", BuildingView.as_view(), name="building"),
    path("buildings/<uuid:building_id>/board/", BoardView.as_view(), name="building-board"),
    path("households/", HouseholdListView.as_view(), name="households"),
    path("households/<uuid:household_id>/", HouseholdView.as_view(), name="household"),
    path("households/<uuid:household_id>/move/", HouseholdMoveView.as_view(), name="household-move"),
    path("households/<uuid:household_id>/reveal/", HouseholdRevealView.as_view(), name="household-reveal"),
]
