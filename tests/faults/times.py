"""How often the long loops turn: enough to prove with every change, many times that at night."""

import os


def times(usual: int, nightly: int) -> int:
    """The nightly runs have `HYPOTHESIS_PROFILE=nightly`."""
    return nightly if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else usual
