from django.apps import AppConfig


class TilesConfig(AppConfig):
    name = "server.tiles"
    label = "tiles"
