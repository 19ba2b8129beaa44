"""Routes of sync, below `/api/v1/`. Without a slash at the end: a redirect would cost a phone its body."""

from django.urls import path

from server.sync import api, inbox_api, sealed_api, wiped_api

urlpatterns = [
    path("sync/push", api.PushView.as_view(), name="sync-push"),
    path("sync/pull", api.PullView.as_view(), name="sync-pull"),
    path("sync/snapshot", api.SnapshotView.as_view(), name="sync-snapshot"),
    path("sync/receipt", api.ReceiptView.as_view(), name="sync-receipt"),
    path("sync/sealed", sealed_api.SealedView.as_view(), name="sync-sealed"),
    path("sync/wiped", wiped_api.WipedView.as_view(), name="sync-wiped"),
    # The office's, as all of its addresses with a slash.
    path("sync/inbox/", inbox_api.InboxView.as_view(), name="inbox-api"),
    path("sync/inbox/counts/", inbox_api.InboxCountsView.as_view(), name="inbox-api-counts"),
    path("sync/inbox/unreadable/", inbox_api.UnreadableListView.as_view(), name="inbox-api-unreadable"),
    path(
        "sync/inbox/unreadable/<int:unreadable_id>/content/",
        inbox_api.UnreadableContentView.as_view(),
        name="inbox-api-unreadable-content",
    ),
    path(
        "sync/inbox/unreadable/<int:unreadable_id>/dismiss/",
        inbox_api.UnreadableDismissView.as_view(),
        name="inbox-api-unreadable-dismiss",
    ),
    path("sync/inbox/<uuid:operation_id>/", inbox_api.InboxOperationView.as_view(), name="inbox-api-operation"),
    path("sync/inbox/<uuid:operation_id>/reveal/", inbox_api.RevealView.as_view(), name="inbox-api-reveal"),
    path("sync/inbox/<uuid:operation_id>/accept/", inbox_api.AcceptView.as_view(), name="inbox-api-accept"),
    path("sync/inbox/<uuid:operation_id>/amend/", inbox_api.AmendView.as_view(), name="inbox-api-amend"),
    path("sync/inbox/<uuid:operation_id>/dismiss/", inbox_api.DismissView.as_view(), name="inbox-api-dismiss"),
]
