"""Addresses of the office's pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from server.office.views.buildings import building
from server.office.views.coverage import coverage_page
from server.office.views.home import home
from server.office.views.households import household, reveal
from server.office.views.incidents import incident, incidents, incidents_csv, take_step
from server.office.views.language import switch_language
from server.office.views.map import map_page
from server.office.views.me import me
from server.office.views.people import people
from server.office.views.sign_in import SignIn

app_name = "office"
urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="office:sign-in"), name="sign-out"),
    path("language/", switch_language, name="language"),
    path("map/", map_page, name="map"),
    path("map/buildings/<uuid:building_id>/", building, name="building"),
    path("coverage/", coverage_page, name="coverage"),
    path("incidents/", incidents, name="incidents"),
    path("incidents/incidents.csv", incidents_csv, name="incidents-csv"),
    path("incidents/<uuid:incident_id>/", incident, name="incident"),
    path("incidents/<uuid:incident_id>/steps/", take_step, name="step"),
    path("households/<uuid:household_id>/", household, name="household"),
    path("households/<uuid:household_id>/reveal/", reveal, name="reveal"),
    path("people/", people, name="people"),
    path("me/", me, name="me"),
]
