"""`/photos/`: resumable uploads by tus 1.0, and the stored pictures."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.accounts.authentication import person_of
from server.api.asked import query_of
from server.api.schema import refusals
from server.grids.scope import for_request
from server.photos import problems, services, tus
from server.photos.models import Photo
from server.photos.permissions import can_see_photo
from server.photos.selectors import upload_of
from server.photos.storage import read_picture
from server.problems import BadInput, NotFound

STORED = {"Gridwalk-Photo": "stored"}
PROTOCOL = OpenApiParameter("Tus-Resumable", str, OpenApiParameter.HEADER, required=True, enum=[tus.VERSION])


def header(name: str, meaning: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=meaning)


class TusView(APIView):
    """Speaks tus: its version on every answer, its abilities on OPTIONS."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = tus.VERSION
        if answer.status_code == problems.WrongProtocol.status:
            answer["Tus-Version"] = tus.VERSION
        return answer

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        return Response(status=204, headers=tus.OPTIONS)


class PhotoUploadListView(TusView):
    @extend_schema(
        operation_id="photo_upload_begin",
        summary="Begin or take up the upload of a photo",
        description="The same photo again gives the same upload, or 200 with `Gridwalk-Photo: stored`.",
        request=None,
        parameters=[
            PROTOCOL,
            header("Upload-Length", "size of the photo in bytes"),
            header("Upload-Metadata", "`sha256 <base64 of the hash in hex>`"),
        ],
        responses={
            200: OpenApiResponse(description="`Gridwalk-Photo: stored`: the photo is safe, nothing is to be sent"),
            201: OpenApiResponse(description="`Location` is where the chunks go"),
            **refusals(problems.WrongProtocol, problems.BadUploadHeader, problems.PhotoTooLarge, problems.UploadBusy),
        },
    )
    def post(self, request: Request) -> Response:
        tus.require_version(request)
        size = tus.number_in(request, "Upload-Length", least=1)
        upload = services.begin_upload(person=person_of(request), sha256=tus.sha256_in(request), size=size)
        if upload is None:
            return Response(status=200, headers=STORED)
        location = reverse("photo-upload", args=[upload.id])
        return Response(status=201, headers={"Location": location, **tus.place_of(upload)})


class PhotoUploadView(TusView):
    parser_classes = (tus.ChunkParser,)

    def head(self, request: Request, upload_id: UUID) -> Response:
        """Where the upload stands. Not cached anywhere: it is asked after a connection broke."""
        tus.require_version(request)
        upload = upload_of(person_of(request), upload_id)
        length = {"Upload-Length": str(upload.size)}
        return Response(status=200, headers={**tus.place_of(upload), **length, "Cache-Control": "no-store"})

    @extend_schema(
        operation_id="photo_upload_end",
        summary="End an upload of one's own before the photo is whole",
        parameters=[PROTOCOL],
        responses={204: None, **refusals(problems.WrongProtocol, problems.UnknownUpload, problems.UploadBusy)},
    )
    def delete(self, request: Request, upload_id: UUID) -> Response:
        tus.require_version(request)
        services.terminate_upload(person=person_of(request), upload_id=upload_id)
        return Response(status=204)

    @extend_schema(
        operation_id="photo_upload_append",
        summary="Send the next chunk of a photo",
        description="`HEAD` on the same address tells where to go on after a broken connection: `Upload-Offset`.",
        request={tus.CHUNK_TYPE: OpenApiTypes.BINARY},
        parameters=[
            PROTOCOL,
            header("Upload-Offset", "where this chunk begins"),
            header("Upload-Checksum", "`sha1 <base64>` or `sha256 <base64>` of this chunk", required=False),
        ],
        responses={
            204: OpenApiResponse(
                description="`Upload-Offset` and `Upload-Expires`; with `Gridwalk-Photo: stored` once the photo is safe"
            ),
            **refusals(
                problems.WrongProtocol,
                problems.BadUploadHeader,
                problems.ChunkCutOff,
                problems.UnknownUpload,
                problems.UploadExpired,
                problems.OffsetMismatch,
                problems.PhotoTooLarge,
                problems.WrongChunkType,
                problems.UploadBusy,
                problems.ChecksumMismatch,
                problems.NotAPhoto,
                problems.TooManyPixels,
                problems.StoreAway,
            ),
        },
    )
    def patch(self, request: Request, upload_id: UUID) -> Response:
        tus.require_version(request)
        if request.content_type != tus.CHUNK_TYPE:
            raise problems.WrongChunkType
        offset = tus.number_in(request, "Upload-Offset", least=0)
        # The whole chunk is read before the upload is locked: a slow line must not hold the lock.
        chunk = request.data if isinstance(request.data, bytes) else b""
        tus.verify_checksum(request, chunk)
        upload, photo = services.append_chunk(
            person=person_of(request), upload_id=upload_id, offset=offset, chunk=chunk
        )
        return Response(status=204, headers={**tus.place_of(upload), **(STORED if photo else {})})


class PhotoInput(serializers.Serializer[Any]):
    size = serializers.ChoiceField(
        choices=["full", "thumb"], default="full", help_text="`thumb`: 320 pixels long; the full one until it is made"
    )


class PhotoView(APIView):
    @extend_schema(
        operation_id="photo",
        summary="A stored photo that a record in one's scope names",
        parameters=[PhotoInput],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            304: None,
            **refusals(BadInput, NotFound, problems.PhotoUnavailable),
        },
    )
    def get(self, request: Request, sha256: str) -> HttpResponseBase:
        query = query_of(request, PhotoInput)
        photo = Photo.objects.filter(sha256=sha256).first()
        if photo is None or not can_see_photo(for_request(request), photo):
            raise NotFound
        # Until the job has made the small picture, the full one stands in under its own tag.
        is_small = query["size"] == "thumb" and bool(photo.thumbnail)
        etag = f'"{sha256}-{"thumb" if is_small else "full"}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        try:
            content = read_picture(str(photo.thumbnail if is_small else photo.image))
        except problems.StoreAway as error:
            raise problems.PhotoUnavailable from error
        answer = FileResponse(BytesIO(content), content_type="image/jpeg")
        answer["ETag"] = etag
        # The bytes under a hash never change, but who may see them does: kept by this browser, and asked for again.
        answer["Cache-Control"] = "private, no-cache"
        return answer
