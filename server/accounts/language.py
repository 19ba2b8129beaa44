"""The language of a browser's pages: what was chosen in this browser, else what the person chose for themselves."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from server.accounts.models import Person


class PersonLanguage:
    """Stands after `AuthenticationMiddleware`; `LocaleMiddleware` has already read the cookie and Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in, and asking would cost a query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            person = request.user
            if isinstance(person, Person):
                translation.activate(person.language)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
