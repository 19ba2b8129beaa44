"""Addresses of the office's pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from server.office.views.buildings import building
from server.office.views.coverage import coverage_page
from server.office.views.duplicates import decide_pair, duplicates, reveal_pair
from server.office.views.emergencies import emergencies, emergency, end, start
from server.office.views.feedback import answer, feedback
from server.office.views.forms import bring_back, form_file, forms_page, retire, sample, upload
from server.office.views.home import home
from server.office.views.households import household, reveal
from server.office.views.inbox import (
    decide,
    dismiss_message,
    inbox_page,
    message_page,
    operation_page,
    reveal_message,
    reveal_operation,
)
from server.office.views.incidents import incident, incidents, incidents_csv, take_step
from server.office.views.language import switch_language
from server.office.views.map import map_page
from server.office.views.me import me
from server.office.views.messages import (
    call_out,
    call_out_for_help,
    call_outs,
    end_a_call_out,
    end_a_notice,
    notices,
    write_a_notice,
)
from server.office.views.people import people
from server.office.views.phones import phones, phones_sheet, take_in
from server.office.views.sign_in import SignIn
from server.office.views.wiping import ask_wipe, wipe_page, withdraw

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
    path("emergencies/", emergencies, name="emergencies"),
    path("emergencies/start/", start, name="emergency-start"),
    path("emergencies/<uuid:emergency_id>/", emergency, name="emergency"),
    path("emergencies/<uuid:emergency_id>/end/", end, name="emergency-end"),
    path("households/<uuid:household_id>/", household, name="household"),
    path("households/<uuid:household_id>/reveal/", reveal, name="reveal"),
    path("inbox/", inbox_page, name="inbox"),
    path("inbox/duplicates/", duplicates, name="duplicates"),
    path("inbox/duplicates/<uuid:pair_id>/", decide_pair, name="decide-pair"),
    path("inbox/duplicates/<uuid:pair_id>/reveal/", reveal_pair, name="reveal-pair"),
    path("inbox/messages/<int:message_id>/", message_page, name="message"),
    path("inbox/messages/<int:message_id>/reveal/", reveal_message, name="reveal-message"),
    path("inbox/messages/<int:message_id>/dismiss/", dismiss_message, name="dismiss-message"),
    path("inbox/<uuid:operation_id>/", operation_page, name="operation"),
    path("inbox/<uuid:operation_id>/reveal/", reveal_operation, name="reveal-operation"),
    path("inbox/<uuid:operation_id>/decide/", decide, name="decide"),
    path("phones/", phones, name="phones"),
    path("phones/files/", take_in, name="take-in"),
    path("phones/sheet/", phones_sheet, name="phones-sheet"),
    path("phones/<uuid:device_id>/", wipe_page, name="wipe"),
    path("phones/<uuid:device_id>/wipe/", ask_wipe, name="ask-wipe"),
    path("phones/<uuid:device_id>/keep/", withdraw, name="withdraw-wipe"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/<uuid:feedback_id>/", answer, name="answer-feedback"),
    path("messages/notices/", notices, name="notices"),
    path("messages/notices/write/", write_a_notice, name="write-notice"),
    path("messages/notices/<uuid:notice_id>/end/", end_a_notice, name="end-notice"),
    path("messages/call-outs/", call_outs, name="call-outs"),
    path("messages/call-outs/write/", call_out_for_help, name="call-for-help"),
    path("messages/call-outs/<uuid:call_out_id>/", call_out, name="call-out"),
    path("messages/call-outs/<uuid:call_out_id>/end/", end_a_call_out, name="end-call-out"),
    path("people/", people, name="people"),
    path("forms/", forms_page, name="forms"),
    path("forms/upload/", upload, name="form-upload"),
    path("forms/sample/", sample, name="form-sample"),
    path("forms/<uuid:form_id>/retire/", retire, name="form-retire"),
    path("forms/<uuid:form_id>/bring-back/", bring_back, name="form-bring-back"),
    path("forms/<uuid:form_id>/<int:number>/", form_file, name="form-file"),
    path("me/", me, name="me"),
]
