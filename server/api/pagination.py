"""Pages by key: the next page starts after the last id seen, so rows that come and go shift nothing."""

from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from rest_framework import serializers

PAGE_SIZE = 100
LARGEST_PAGE = 500

Row = TypeVar("Row", bound=Model)


class PageInput(serializers.Serializer[Any]):
    """Query parameters of every paged list; a list's own filters derive from it."""

    after = serializers.UUIDField(required=False, help_text="`next` of the page before; leave out for the first page")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE, help_text="rows per page"
    )


class Page(NamedTuple):
    """`next` is the `after` of the following page, or None on the last one."""

    rows: list[Any]
    next: UUID | None


def page_of(rows: QuerySet[Row], *, after: UUID | None = None, limit: int = PAGE_SIZE) -> Page:
    """One page in the order of the primary key, which is a UUIDv7 and so the order of creation."""
    if after is not None:
        rows = rows.filter(pk__gt=after)
    # One row more than asked for tells whether there is a next page, without counting.
    found = list(rows.order_by("pk")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def page_shape(row: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The serializer of a page of `row`s: `{"results": [row…], "next": id | null}`."""
    name = row.__name__.removesuffix("Serializer")
    fields = {"results": row(many=True), "next": serializers.UUIDField(allow_null=True)}
    return type(f"{name}Page", (serializers.Serializer,), fields)
