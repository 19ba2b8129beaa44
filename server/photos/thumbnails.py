"""The small pictures: made by a job from the stored ones, since nobody has to wait for them."""

from server.photos.models import Photo
from server.photos.pictures import thumbnail
from server.photos.storage import read_picture, save_picture


def make_thumbnail(sha256: str) -> bool:
    """Makes the small picture, and says whether it was missing. Doing it twice changes nothing. Raises StoreAway."""
    photo = Photo.objects.filter(sha256=sha256).first()
    if photo is None or photo.thumbnail:
        return False
    small = thumbnail(read_picture(str(photo.image)))
    name = save_picture(f"photos/{sha256[:2]}/{sha256}.thumb.jpg", small.content)
    return bool(Photo.objects.filter(sha256=sha256, thumbnail="").update(thumbnail=name))
