"""Addresses of tiles."""

from django.urls import path

from server.tiles.api import tile_view, tilejson_view

app_name = "tiles"
# The numbers are taken as text: an address that is no tile is refused by name, not by a missing route.
urlpatterns = [
    path("<str:layer>/<str:z>/<str:x>/<str:y>.mvt", tile_view, name="tile"),
    path("<str:layer>.json", tilejson_view, name="tilejson"),
]
