from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "server.visits"
    label = "visits"
