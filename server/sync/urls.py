"""Routes of sync, below `/api/v1/`. Without a slash at the end: a redirect would cost a phone its body."""

from django.urls import path

from server.sync import api

urlpatterns = [
    path("sync/push", api.PushView.as_view(), name="sync-push"),
    path("sync/pull", api.PullView.as_view(), name="sync-pull"),
    path("sync/snapshot", api.SnapshotView.as_view(), name="sync-snapshot"),
]
