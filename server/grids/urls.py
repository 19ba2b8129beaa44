from django.urls import path

from server.grids.api import GridListView, GridView

urlpatterns = [
    path("grids/", GridListView.as_view(), name="grids"),
    path("grids/<uuid:grid_id>/", GridView.as_view(), name="grid"),
]
