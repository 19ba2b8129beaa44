"""The language switch, before and after sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from server.accounts.services import choose_language


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser, and with the person when one is signed in."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31536000, samesite="Lax")
        if request.user.is_authenticated:
            choose_language(person=request.user, language=language)
    return response
