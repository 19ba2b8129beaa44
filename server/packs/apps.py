from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "server.packs"
    label = "packs"
