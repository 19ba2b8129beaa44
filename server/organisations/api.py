"""`/me/`: who is signed in and what they may see. `/organisations/`: to whom incidents may be handed on."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.accounts.authentication import person_of
from server.accounts.models import Person
from server.accounts.problems import DeviceRevoked, TokenExpired
from server.accounts.services import choose_language
from server.api.asked import body_of
from server.api.schema import refusals
from server.grids.models import ServiceGrid, Street
from server.grids.scope import Scope, for_request
from server.organisations import selectors
from server.organisations.models import Organisation
from server.organisations.permissions import can_hand_on
from server.organisations.serializers import MeInput, MeSerializer, OrganisationSerializer
from server.problems import BadInput, NotAllowed


class MeView(APIView):
    @extend_schema(
        operation_id="me",
        summary="Who is signed in, with their posts and grids",
        responses={200: MeSerializer, **refusals(TokenExpired, DeviceRevoked)},
    )
    def get(self, request: Request) -> Response:
        return Response(describe(for_request(request)))

    @extend_schema(
        operation_id="me_update",
        summary="Choose one's language",
        request=MeInput,
        responses={200: MeSerializer, **refusals(BadInput)},
    )
    def patch(self, request: Request) -> Response:
        data = body_of(request, MeInput)
        choose_language(person=person_of(request), language=data["language"])
        return Response(describe(for_request(request)))


class OrganisationListView(APIView):
    @extend_schema(
        operation_id="organisations",
        summary="The organisations of the office's street",
        responses={200: OrganisationSerializer(many=True), **refusals(NotAllowed)},
    )
    def get(self, request: Request) -> Response:
        scope = for_request(request)
        if not can_hand_on(scope):
            raise NotAllowed
        return Response(OrganisationSerializer(selectors.organisations_for(scope), many=True).data)


def describe(scope: Scope) -> object:
    """The answer of `/me/`."""
    person: Person = scope.person
    mine = selectors.organisations_of(person, scope.on)
    shape = {
        "person": person,
        "posts": person.grid_posts.filter(term__contains=scope.on).select_related("grid").order_by("role", "id"),
        "organisations": Organisation.objects.filter(id__in=mine).order_by("name"),
        "scope_version": scope.version,
        "small_grids": ServiceGrid.objects.filter(id__in=scope.small_grid_ids)
        .select_related("parent")
        .order_by("code"),
        "street": Street.objects.filter(id=scope.street_id).first() if scope.street_id else None,
    }
    return MeSerializer(shape).data
