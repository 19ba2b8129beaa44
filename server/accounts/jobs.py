"""What is done on sign-ins in the background."""

from django.utils import timezone
from procrastinate.contrib.django import app

from server.accounts.models import DeviceToken


def forget_ended_sign_ins() -> int:
    """Removes tokens that open nothing any more; gives their number."""
    return DeviceToken.objects.filter(expiry__lte=timezone.now()).delete()[0]


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="accounts.forget_sign_ins")
def forget_sign_ins(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night."""
    return forget_ended_sign_ins()
