"""Start an exercise emergency over the demo worker's grids, to try it on the phones; the office's page ends it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from server.accounts.models import Person
from server.demo.marker import is_loaded


class Command(BaseCommand):
    help = "Starts an exercise emergency over the grids of the demo's worker."

    def handle(self, *_args: Any, **_options: Any) -> None:
        from server.demo.emergencies import exercise_in
        from server.emergencies.services import start_emergency
        from server.grids.models import ServiceGrid
        from server.grids.scope import for_person

        if not settings.DEMO or not is_loaded():
            raise CommandError("The demo is not loaded.")
        post = Person.objects.get(username="worker").grid_posts.order_by("grid__level").first()
        if post is None or post.grid_id is None:
            raise CommandError("The demo's worker has no grid.")
        office = for_person(Person.objects.get(username="street"))
        emergency = start_emergency(office, exercise_in(ServiceGrid.objects.get(posts=post)))
        self.stdout.write(f"Started: {emergency.title} ({emergency.grids.count()} small grids).")
