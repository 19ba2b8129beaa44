"""All routes of the server, noun by noun."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularAPIView

from server.api.health import healthz
from server.api.pages import UnknownAddressView
from server.watch.health import readyz
from server.watch.metrics import metrics

admin.site.site_header = admin.site.site_title = _("Gridwalk administration")

api: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include("server.accounts.urls")),
    path("", include("server.organisations.urls")),
    path("", include("server.grids.urls")),
    path("", include("server.households.urls")),
    path("", include("server.photos.urls")),
    path("", include("server.forms.urls")),
    path("", include("server.visits.urls")),
    path("", include("server.incidents.urls")),
    path("", include("server.emergencies.urls")),
    path("", include("server.notices.urls")),
    path("", include("server.coverage.urls")),
    path("", include("server.packs.urls")),
    path("", include("server.sync.urls")),
    path("", include("server.watch.urls")),
    # Answers in the API's own shape; it also keeps Django from redirecting a POST to the address with a slash.
    re_path("", UnknownAddressView.as_view()),
]

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    path("tiles/", include("server.tiles.urls")),
    path("", include("server.office.urls")),
]

handler400 = "server.api.pages.bad_request"
handler404 = "server.api.pages.page_not_found"
handler500 = "server.api.pages.server_error"
