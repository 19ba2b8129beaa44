from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "server.organisations"
    label = "organisations"
