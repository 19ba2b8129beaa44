from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "server.visits"
    label = "visits"
    verbose_name = _("Visit plans and intervals")

    def ready(self) -> None:
        from server.photos.permissions import register
        from server.visits.checks import check_time_zone
        from server.visits.selectors import may_see_photo

        register(may_see_photo)
        checks.register(check_time_zone, checks.Tags.database)
