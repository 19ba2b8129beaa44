"""`/forms/`: the visit forms of one's street, their versions, and the workbooks that they were made of."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.asked import body_of
from server.api.schema import refusals
from server.forms import selectors, services
from server.forms.compiling import compile_form
from server.forms.downloads import XLSX, workbook_response
from server.forms.permissions import can_write_forms
from server.forms.problems import FormNotFound, FormRefused, TooManyForms
from server.forms.serializers import (
    FormPreviewSerializer,
    FormSerializer,
    FormUploadedSerializer,
    FormUploadInput,
)
from server.forms.uploads import bytes_of
from server.grids.scope import for_request
from server.problems import BadInput, NotAllowed


class FormListView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="forms",
        summary="The forms of one's street with their versions, those in use first",
        responses={200: FormSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        return Response(FormSerializer(selectors.forms_for(for_request(request)), many=True).data)

    @extend_schema(
        operation_id="form_upload",
        summary="Check an XLSForm, and with `commit` put it in use",
        description="200 without `commit`, or if what is in use already has this content.",
        request={"multipart/form-data": FormUploadInput},
        responses={
            200: FormPreviewSerializer,
            201: FormUploadedSerializer,
            **refusals(BadInput, NotAllowed, FormRefused, TooManyForms),
        },
    )
    def post(self, request: Request) -> Response:
        scope = for_request(request)
        if not can_write_forms(scope):
            raise NotAllowed
        given = body_of(request, FormUploadInput)
        data = bytes_of(given["file"])
        if not given["commit"]:
            return Response({"definition": compile_form(data)})
        done = services.upload_form(scope, data, file_name=given["file"].name or "")
        version = done.version
        shape = {"form_id": version.form_id, "code": version.definition["code"], "version": version.number}
        return Response(FormUploadedSerializer(shape).data, status=201 if done.is_new else 200)


class FormVersionView(APIView):
    @extend_schema(
        operation_id="form_version",
        summary="The definition of a version, as in form.schema.json",
        responses={200: OpenApiTypes.OBJECT, **refusals(FormNotFound)},
    )
    def get(self, request: Request, form_id: UUID, number: int) -> Response:
        return Response(selectors.version_for(for_request(request), form_id, number).definition)


class FormFileView(APIView):
    @extend_schema(
        operation_id="form_file",
        summary="The workbook of a version, as it was uploaded",
        responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY), **refusals(FormNotFound)},
    )
    def get(self, request: Request, form_id: UUID, number: int) -> HttpResponse:
        return workbook_response(selectors.version_for(for_request(request), form_id, number))


class FormRetireView(APIView):
    @extend_schema(
        operation_id="form_retire",
        summary="Take a form off the phones; what was filled in before still counts",
        request=None,
        responses={200: FormSerializer, **refusals(FormNotFound, NotAllowed)},
    )
    def post(self, request: Request, form_id: UUID) -> Response:
        return Response(FormSerializer(services.retire_form(for_request(request), form_id)).data)


class FormBringBackView(APIView):
    @extend_schema(
        operation_id="form_bring_back",
        summary="Put a retired form in use again",
        request=None,
        responses={200: FormSerializer, **refusals(FormNotFound, NotAllowed, TooManyForms)},
    )
    def post(self, request: Request, form_id: UUID) -> Response:
        return Response(FormSerializer(services.bring_back_form(for_request(request), form_id)).data)
