"""Addresses of organisations."""

from django.urls import path

from server.organisations.api import MeView, OrganisationListView
from server.organisations.call_out_api import CallOutAnswersView, CallOutEndView, CallOutListView, WrittenCallOutsView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("organisations/", OrganisationListView.as_view(), name="organisations"),
    path("call-outs/", CallOutListView.as_view(), name="call-outs"),
    path("call-outs/written/", WrittenCallOutsView.as_view(), name="call-outs-written"),
    path("call-outs/<uuid:call_out_id>/end/", CallOutEndView.as_view(), name="call-out-end"),
    path("call-outs/<uuid:call_out_id>/answers/", CallOutAnswersView.as_view(), name="call-out-answers"),
]
