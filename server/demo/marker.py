"""How the demo is told from a real street office. Imports nothing heavy: asking whether it is there has to be quick."""

from server.grids.models import Street

STREET_CODE = "110108999000"


def is_loaded() -> bool:
    """The load is one transaction: where the street is, everything is."""
    return Street.objects.filter(code=STREET_CODE).exists()
