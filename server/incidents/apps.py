from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "server.incidents"
    label = "incidents"

    def ready(self) -> None:
        from server.incidents.selectors import may_see_photo
        from server.photos.permissions import register

        register(may_see_photo)
