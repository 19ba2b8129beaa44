"""The answers that visits brought, under the labels of the versions that they were given to."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.forms.selectors import Key, definitions_by_key
from server.forms.showing import Shown, shown_answers, title_of
from server.visits.models import Visit


@dataclass(frozen=True)
class Filled:
    title: str
    version: int
    answers: list[Shown]

    @property
    def count(self) -> int:
        return sum(not line.is_heading for line in self.answers)


def filled_forms(visits: Sequence[Visit]) -> list[Filled | None]:
    """One for each visit, None where it has no form; one query for all."""
    keys = {visit.id: key_of(visit) for visit in visits if visit.form}
    found = definitions_by_key(set(keys.values()))

    def filled(visit: Visit) -> Filled | None:
        definition = found.get(keys[visit.id]) if visit.id in keys else None
        if definition is None or not visit.form:
            return None
        answers = shown_answers(definition, visit.form.get("answers", {}))
        return Filled(title_of(definition), definition["version"], answers)

    return [filled(visit) for visit in visits]


def key_of(visit: Visit) -> Key:
    form = visit.form or {}
    return visit.street_id, form["code"], form["version"]
