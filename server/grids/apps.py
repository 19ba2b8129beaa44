from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "server.grids"
    label = "grids"
