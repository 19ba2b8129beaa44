"""Writing the log of reads."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from server.privacy.models import Reveal


def log_reveal(*, person: AbstractBaseUser, kind: str, record_id: UUID, reason: str) -> Reveal:
    """Note that this person reads this record in full. Call it in the transaction that hands the record out."""
    return Reveal.objects.create(person_id=person.pk, kind=kind, record_id=record_id, reason=reason.strip())
