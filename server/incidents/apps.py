from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "server.incidents"
    label = "incidents"
    verbose_name = _("Categories of incidents")

    def ready(self) -> None:
        from server.incidents.selectors import may_see_photo
        from server.photos.permissions import register

        register(may_see_photo)
