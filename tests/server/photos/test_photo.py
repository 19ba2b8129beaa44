"""`GET /api/v1/photos/<sha256>/`: who sees a stored photo, and what is left of it."""

from io import BytesIO

import pytest
from PIL import ExifTags, Image

from server.photos import permissions
from server.photos.models import Photo
from server.photos.pictures import clean_picture
from server.photos.problems import NotAPhoto, TooManyPixels
from server.photos.thumbnails import make_thumbnail
from tests.people import make_person
from tests.server.phones import client_of
from tests.server.photos.conftest import URL, hash_of, taken_photo

pytestmark = pytest.mark.django_db


def picture_in(answer) -> Image.Image:
    return Image.open(BytesIO(b"".join(answer.streaming_content)))


def test_whoever_took_it_sees_it_full_and_small(phone):
    content = taken_photo()
    phone.upload(content)
    make_thumbnail(hash_of(content))
    full = phone.client.get(f"{URL}{hash_of(content)}/")
    assert (full.status_code, full["Content-Type"], full["Cache-Control"]) == (200, "image/jpeg", "private, no-cache")
    assert picture_in(full).size == (1200, 900)
    assert picture_in(phone.client.get(f"{URL}{hash_of(content)}/", {"size": "thumb"})).size == (320, 240)


def test_until_the_small_picture_is_made_the_full_one_stands_in_and_is_not_taken_for_it(phone):
    content = taken_photo()
    phone.upload(content)
    url = f"{URL}{hash_of(content)}/"
    early = phone.client.get(url, {"size": "thumb"})
    assert picture_in(early).size == (1200, 900)
    make_thumbnail(hash_of(content))
    later = phone.client.get(url, {"size": "thumb"}, headers={"if-none-match": early["ETag"]})
    assert (later.status_code, picture_in(later).size) == (200, (320, 240))


def test_a_known_photo_is_not_sent_again(phone):
    content = taken_photo()
    phone.upload(content)
    url = f"{URL}{hash_of(content)}/"
    etag = phone.client.get(url)["ETag"]
    assert phone.client.get(url, headers={"if-none-match": etag}).status_code == 304


def test_a_photo_whose_file_is_away_says_so(phone):
    content = taken_photo()
    phone.upload(content)
    Photo.objects.update(image="photos/gone.jpg")
    answer = phone.client.get(f"{URL}{hash_of(content)}/")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "photo_unavailable", "60")


def test_a_stranger_and_a_guess_get_the_same_answer(phone):
    content = taken_photo()
    phone.upload(content)
    stranger = client_of(make_person("stranger"))
    foreign, unknown = stranger.get(f"{URL}{hash_of(content)}/"), stranger.get(f"{URL}{'0' * 64}/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()


def test_a_record_that_names_the_photo_shows_it(phone, monkeypatch):
    content = taken_photo()
    phone.upload(content)
    reader = make_person("reader")
    monkeypatch.setattr(permissions, "_asked", [lambda scope, sha256: scope.person == reader])
    assert client_of(reader).get(f"{URL}{hash_of(content)}/").status_code == 200
    assert client_of(make_person("stranger")).get(f"{URL}{hash_of(content)}/").status_code == 404


def test_where_and_with_what_it_was_taken_is_gone(phone):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Example phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (40.0, 0.0, 0.0)
    content = taken_photo(exif=exif)
    assert b"Example phone" in content
    phone.upload(content)
    with Photo.objects.get().image.open("rb") as file:
        kept = file.read()
    assert b"Example phone" not in kept
    assert b"Exif" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = clean_picture(taken_photo(size=(400, 300), exif=exif))
    assert (picture.width, picture.height) == (300, 400)


def test_a_large_photo_is_made_smaller():
    picture = clean_picture(taken_photo(size=(4000, 2000)))
    assert (picture.width, picture.height) == (1600, 800)


def test_transparency_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(BytesIO(clean_picture(out.getvalue()).content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    with pytest.raises(TooManyPixels):
        clean_picture(out.getvalue())


def test_what_pillow_only_warns_of_is_refused():
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    assert Image.MAX_IMAGE_PIXELS < 10_000 * 10_000 < 2 * Image.MAX_IMAGE_PIXELS
    with pytest.raises(TooManyPixels):
        clean_picture(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"GIF89a", taken_photo()[:-400], b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_other_files_and_cut_ones_are_no_photo(content):
    with pytest.raises(NotAPhoto):
        clean_picture(content)
