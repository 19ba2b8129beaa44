"""Addresses of grids."""

from django.urls import path

from server.grids.api.grids import GridListView, GridView
from server.grids.api.imports import GridImportView

urlpatterns = [
    path("grids/", GridListView.as_view(), name="grids"),
    path("grids/import/", GridImportView.as_view(), name="grids-import"),
    path("grids/<uuid:grid_id>/", GridView.as_view(), name="grid"),
]
