"""What phones may ask for: each verb reads its operations into drafts and hands them to the noun's own service."""

from server.sync.asked import Apply
from server.sync.verbs import call_outs, emergencies, feedback, incidents, register, visits

VERBS: dict[str, Apply] = {
    "visit.record": visits.record,
    "visit.correct": visits.record,
    "incident.report": incidents.report,
    "incident.join": incidents.join,
    "incident.step": incidents.step,
    "call_out.answer": call_outs.answer,
    "emergency.check": emergencies.check,
    "feedback.send": feedback.send,
    "household.amend": register.amend_doors,
    "resident.add": register.add_people,
    "resident.amend": register.amend_people,
    "resident.remove": register.remove_people,
}
