"""Reads of the log of reads."""

from uuid import UUID

from django.db.models import QuerySet

from server.privacy.models import Reveal


def reveals_of(kind: str, record_id: UUID) -> QuerySet[Reveal]:
    """Who read this record in full, newest first."""
    return Reveal.objects.filter(kind=kind, record_id=record_id).select_related("person").order_by("-at", "-id")
