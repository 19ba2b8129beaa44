"""Which organisations a person acts for, and which a street may hand incidents to."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from server.accounts.models import Person
from server.grids.scope import Scope
from server.organisations.models import Organisation, OrganisationPost


def organisations_of(person: Person, on: date | None = None) -> frozenset[UUID]:
    """The organisations for which the person holds a post on that day (today by default)."""
    posts = OrganisationPost.objects.filter(person=person, term__contains=on or timezone.localdate())
    return frozenset(posts.values_list("organisation_id", flat=True))


def organisations_for(scope: Scope) -> QuerySet[Organisation]:
    """The organisations to which someone of this scope may hand things on: for office staff, those of their street."""
    if scope.street_id is None or not scope.is_office:
        return Organisation.objects.none()
    return Organisation.objects.filter(street_id=scope.street_id).order_by("kind", "name")
