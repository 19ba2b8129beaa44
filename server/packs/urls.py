"""Addresses of packs."""

from django.urls import path, re_path

from server.packs.api import PackManifestView, PackPartView

app_name = "packs"
urlpatterns = [
    path("packs/", PackManifestView.as_view(), name="manifest"),
    re_path(r"^packs/parts/(?P<sha256>[0-9a-f]{64})/$", PackPartView.as_view(), name="part"),
]
