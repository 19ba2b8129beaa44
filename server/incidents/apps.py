from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "server.incidents"
    label = "incidents"
