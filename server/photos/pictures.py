"""Making a stored picture of what a phone sent: JPEG, upright, without EXIF, bounded."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from server.photos.problems import NotAPhoto, TooManyPixels

MOST_PIXELS = 40_000_000
LONGEST_EDGE = 1600
THUMB_EDGE = 320
QUALITY = 85
# What phones take. Pillow would open fifty formats, some of them by outside programs.
FORMATS = ("JPEG", "PNG", "WEBP")
# Pillow only warns of a bomb between its limit and twice that; for us the warning is the refusal. Set once for the
# process: `catch_warnings` around each picture would change the filters under the other threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """JPEG bytes and their size in pixels."""

    content: bytes
    width: int
    height: int


def clean_picture(content: bytes) -> Picture:
    """Re-encode a photo: no EXIF, no maker's notes, at most 1600 pixels long. Raises NotAPhoto, TooManyPixels."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooManyPixels(limit=MOST_PIXELS)
            opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            # Turned by its EXIF first, since the EXIF is what we throw away.
            upright = ImageOps.exif_transpose(opened)
            return jpeg(upright, LONGEST_EDGE)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixels(limit=MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        # A cut or damaged file shows itself anywhere in decoding, and Pillow has many words for it.
        raise NotAPhoto from error


def thumbnail(content: bytes) -> Picture:
    """A small picture of one that `clean_picture` made."""
    with Image.open(BytesIO(content), formats=("JPEG",)) as opened:
        return jpeg(opened, THUMB_EDGE)


def jpeg(image: Image.Image, longest_edge: int) -> Picture:
    small = image.copy()
    small.thumbnail((longest_edge, longest_edge))
    plain = on_white(small)
    out = BytesIO()
    # Pillow writes the EXIF and the colour profile of `info` only when asked; here nobody asks.
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), plain.width, plain.height)


def on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not have."""
    if image.mode == "RGB":
        return image
    layer = image.convert("RGBA")
    plain = Image.new("RGB", layer.size, "white")
    plain.paste(layer, mask=layer)
    return plain
