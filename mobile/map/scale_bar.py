"""How long the scale bar is: 1, 2 or 5 times a power of ten metres."""

from math import floor, log10


def scale_bar(scale: float, longest: float) -> tuple[float, str]:
    """Pixels and caption of the longest round bar that is at most `longest` pixels; `scale` in pixels per metre."""
    metres_at_most = longest / scale
    power = 10.0 ** floor(log10(metres_at_most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= metres_at_most * (1 + 1e-9))
    caption = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return metres * scale, caption
