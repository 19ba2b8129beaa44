"""Refusals at the API's door, before any noun is asked."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class NotSignedIn(Problem):
    code = "not_signed_in"
    sentence = _("Please sign in.")
    status = 401


class FormExpired(Problem):
    """The browser's CSRF token is missing or old: reloading the page helps, signing in does not."""

    code = "form_expired"
    sentence = _("This page is out of date. Please reload it and try again.")
    status = 403


class UnknownAddress(Problem):
    code = "not_found"
    sentence = _("There is nothing at this address.")
    status = 404


class MethodNotAllowed(Problem):
    code = "method_not_allowed"
    sentence = _("The method %(method)s is not possible here.")
    status = 405


class NotAcceptable(Problem):
    code = "not_acceptable"
    sentence = _("The answer cannot be given in the format asked for.")
    status = 406


class MalformedBody(Problem):
    code = "malformed_body"
    sentence = _("The request cannot be read.")
    status = 400


class TooLarge(Problem):
    code = "too_large"
    sentence = _("The request is larger than %(limit)s bytes.")
    status = 413


class UnsupportedMediaType(Problem):
    code = "unsupported_media_type"
    sentence = _("Content of the type %(media_type)s cannot be read here.")
    status = 415


class TooManyRequests(Problem):
    code = "too_many_requests"
    sentence = _("Too many requests. Please try again in %(seconds)s seconds.")
    status = 429


class ServerFault(Problem):
    code = "server_fault"
    sentence = _("Something went wrong on the server. Nothing was lost; please try again later.")
    status = 500


class ServerBusy(Problem):
    """The database is not to be reached, or too busy. What was asked has not been done, or can be asked again."""

    code = "server_busy"
    sentence = _("The server is busy. Your records are safe on the phone and will be sent again.")
    status = 503
    retry_after = 10
