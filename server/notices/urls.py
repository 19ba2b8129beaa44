"""Addresses of notices."""

from django.urls import path

from server.notices.api import NoticeEndView, NoticeListView, WrittenNoticesView

app_name = "notices"
urlpatterns = [
    path("notices/", NoticeListView.as_view(), name="list"),
    path("notices/written/", WrittenNoticesView.as_view(), name="written"),
    path("notices/<uuid:notice_id>/end/", NoticeEndView.as_view(), name="end"),
]
