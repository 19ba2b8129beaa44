"""Clients as they ask the server: a phone with its token, a browser with its session."""

from django.conf import settings
from rest_framework.test import APIClient

from server.accounts.models import Person


def client_of(person: Person) -> APIClient:
    """A browser in which the person is signed in and has chosen English."""
    client = APIClient()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
