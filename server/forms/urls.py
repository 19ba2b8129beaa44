"""Addresses of forms."""

from django.urls import path

from server.forms.api import FormBringBackView, FormFileView, FormListView, FormRetireView, FormVersionView

app_name = "forms"
urlpatterns = [
    path("forms/", FormListView.as_view(), name="list"),
    path("forms/<uuid:form_id>/retire/", FormRetireView.as_view(), name="retire"),
    path("forms/<uuid:form_id>/bring-back/", FormBringBackView.as_view(), name="bring-back"),
    path("forms/<uuid:form_id>/versions/<int:number>/", FormVersionView.as_view(), name="version"),
    path("forms/<uuid:form_id>/versions/<int:number>/file/", FormFileView.as_view(), name="file"),
]
