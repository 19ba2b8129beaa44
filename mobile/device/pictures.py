"""Photos made small enough for a slow line, and stripped of everything but the picture."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

QUALITY = 82
# More pixels than any phone's camera has: beyond it, the file is a bomb, not a photo.
MOST_PIXELS = 120_000_000


class NotAPicture(Exception):
    code = "photo_unreadable"


def smaller(raw: bytes, side: int) -> bytes:
    """A JPEG whose longer side is at most `side` pixels, upright, without EXIF. Raises `NotAPicture`."""
    try:
        with Image.open(BytesIO(raw)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            # Lets the JPEG decoder skip what is thrown away anyway: 4 times faster on 12 megapixels.
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as problem:
        raise NotAPicture from problem
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
