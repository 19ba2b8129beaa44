from django.apps import AppConfig


class BasemapConfig(AppConfig):
    name = "server.basemap"
    label = "basemap"
