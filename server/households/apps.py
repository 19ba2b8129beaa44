from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "server.households"
    label = "households"
