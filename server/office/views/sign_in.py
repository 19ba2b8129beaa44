"""Sign-in by session, and what it says after too many tries."""

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView


class SignIn(LoginView):
    """Asks for login name and password; goes on to the page that was asked for."""

    template_name = "office/sign_in.html"
    redirect_authenticated_user = True
    # Not straight to the map: a department has none, and starts at its incidents.
    next_page = "office:home"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if getattr(self.request, "axes_locked_out", False):
            context["locked_minutes"] = ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
        return context
