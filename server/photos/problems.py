"""Refusals about photos and their uploads."""

from django.utils.translation import gettext_lazy as _

from server.problems import NotFound, Problem


class UnknownUpload(NotFound):
    """Also for another person's upload."""

    code = "unknown_upload"
    sentence = _("There is no such upload. Please begin it again.")


class UploadExpired(Problem):
    """Its parts are gone; the phone still has the photo."""

    code = "upload_expired"
    sentence = _("This upload has expired. Please begin it again.")
    status = 410


class BadUploadHeader(Problem):
    code = "bad_upload_header"
    sentence = _("The header %(header)s is missing or cannot be used.")
    status = 400


class WrongProtocol(Problem):
    """tus asks for 412 with the versions that are spoken."""

    code = "wrong_protocol"
    sentence = _("Uploads speak version %(version)s of the tus protocol.")
    status = 412


class PhotoTooLarge(Problem):
    code = "photo_too_large"
    sentence = _("A photo may have at most %(limit)s bytes.")
    status = 413


class OffsetMismatch(Problem):
    """The phone asks where the server is, by HEAD, and goes on from there."""

    code = "offset_mismatch"
    sentence = _("The upload stands at byte %(offset)s.")
    status = 409


class UploadBusy(Problem):
    """Another request is writing to this upload right now, or was cut off less than a minute ago."""

    code = "upload_busy"
    sentence = _("This upload is being written by another request. Please try again.")
    status = 423
    retry_after = 5


class WrongChunkType(Problem):
    code = "wrong_chunk_type"
    sentence = _("A part of a photo is sent as application/offset+octet-stream.")
    status = 415


class ChunkCutOff(Problem):
    """The line broke in mid chunk: nobody is left to read this, and it is no fault of ours to be logged as one."""

    code = "chunk_cut_off"
    sentence = _("The connection broke in the middle of a part.")
    status = 400


class ChecksumMismatch(Problem):
    """Status 460 is the tus checksum extension's own. What arrived is thrown away."""

    code = "checksum_mismatch"
    sentence = _("The data was damaged on its way. Please send it again.")
    status = 460


class PhotoUnavailable(Problem):
    """The photo is known, but its file cannot be had: the store is away, or was restored without it."""

    code = "photo_unavailable"
    sentence = _("The photo cannot be read right now. Please try again later.")
    status = 503
    retry_after = 60


class StoreAway(Problem):
    """The disk is full or the object store is not to be reached. All parts that came are kept."""

    code = "store_away"
    sentence = _("Photos cannot be stored right now. The photo is safe on the phone and will be sent again.")
    status = 503
    retry_after = 60


class NotAPhoto(Problem):
    code = "not_a_photo"
    sentence = _("This is no picture that can be read.")
    status = 422


class TooManyPixels(Problem):
    code = "too_many_pixels"
    sentence = _("The picture has more than %(limit)s pixels.")
    status = 422
