"""A few pictures, made once; the last one takes several chunks."""

import io
import random

from PIL import Image

from tests.journeys.field import jpeg


def noisy(edge: int) -> bytes:
    pixels = random.Random(7).randbytes(edge * edge * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (edge, edge), pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


PICTURES = (jpeg("red"), jpeg("green"), jpeg("blue"), noisy(260))
