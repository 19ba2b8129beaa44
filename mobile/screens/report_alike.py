"""Incidents around the place that may be the same: each a choice that says what, how far, since when, how far on."""

from collections.abc import Callable

from mobile.store.nearby import Near, radius
from mobile.widgets.press import Choice
from mobile.widgets.words import words


class Alike:
    """Fills a box with choices and a line with the rule by which they were found."""

    def __init__(self, box, rule, choose: Callable[[str], None], name_of: Callable[[str], str]) -> None:
        self.box, self.rule = box, rule
        self.choose = choose
        self.name_of = name_of
        self.near: list[Near] = []

    def title(self, incident_id: str) -> str:
        """What the incident is, in its reporter's words or by its category."""
        near = next((near for near in self.near if near.incident.id == incident_id), None)
        return self.what(near) if near else ""

    def draw(self, accuracy: float | None) -> None:
        self.rule.text = words.say("report.alike_rule", metres=round(radius(accuracy)))
        self.box.clear_widgets()
        for near in self.near:
            self.box.add_widget(self.choice(near))

    def choice(self, near: Near) -> Choice:
        incident = near.incident
        choice = Choice(name_=f"alike:{incident.id}", icon=incident.domain, text=self.what(near), note=self.note(near))
        choice.bind(on_release=lambda _: self.choose(incident.id))
        return choice

    def what(self, near: Near) -> str:
        return near.incident.description or self.name_of(near.incident.category)

    def note(self, near: Near) -> str:
        incident = near.incident
        parts = [
            words.say("report.away", metres=round(near.metres)),
            words.moment(incident.reported_at),
            words.say_or(f"incident.state_{incident.state}", "list.other"),
        ]
        if incident.mine or incident.joined_by_me:
            parts.append(words.say("incident.mine" if incident.mine else "incident.joined_by_me"))
        elif incident.joined:
            parts.append(words.say("incident.joined", n=incident.joined))
        return " · ".join(parts)
