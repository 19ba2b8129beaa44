"""The lists of the sheet choices."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from server.forms.faults import ChoiceTaken, ChoiceUnusable, FormFault, ListTooLong, ValueMissing
from server.forms.limits import CHOICES_IN_LIST
from server.forms.survey import text_faults
from server.forms.workbook import Sheet

VALUE = re.compile(r"\S{1,64}")


def choice_faults(choices: Sheet, languages: Sequence[str]) -> Iterator[FormFault]:
    first: dict[tuple[str, str], int] = {}
    for row in choices.rows:
        list_name, name = row.get("list_name"), row.get("name")
        for column in ("list_name", "name"):
            if not row.get(column):
                yield ValueMissing(column=column).at("choices", row.number, column)
        if name and not VALUE.fullmatch(name):
            yield ChoiceUnusable(name=name[:80]).at("choices", row.number, "name")
        if name and (list_name, name) in first:
            yield ChoiceTaken(name=name, list=list_name, first=first[list_name, name]).at("choices", row.number, "name")
        first.setdefault((list_name, name), row.number)
        yield from text_faults(row, "choices", languages, needed="label")
    for list_name, count in Counter(row.get("list_name") for row in choices.rows).items():
        if count > CHOICES_IN_LIST:
            yield ListTooLong(list=list_name, limit=CHOICES_IN_LIST).at("choices")
