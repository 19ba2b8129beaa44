"""Write the demo's grid boundaries anew from the map extract."""

from typing import Any

from django.core.management.base import BaseCommand

from server.demo.boundaries import as_geojson, boundary_path, generate
from server.demo.extract import Extract


class Command(BaseCommand):
    help = "Generates gisdata/boundaries/demo_{large,medium,small}.geojson from the map extract."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for level, grids in generate(Extract.read()).items():
            path = boundary_path(level)
            path.write_text(as_geojson(grids), encoding="utf-8")
            self.stdout.write(f"{path.name}: {len(grids)} grids, {path.stat().st_size // 1024} kB")
