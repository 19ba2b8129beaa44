"""Addresses of photos."""

from django.urls import path, re_path

from server.photos.api import PhotoUploadListView, PhotoUploadView, PhotoView

urlpatterns = [
    path("photos/", PhotoUploadListView.as_view(), name="photos"),
    path("photos/uploads/<uuid:upload_id>/", PhotoUploadView.as_view(), name="photo-upload"),
    re_path(r"^photos/(?P<sha256>[0-9a-f]{64})/$", PhotoView.as_view(), name="photo"),
]
