"""Answers and places of a form as people read them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from mobile.forms import FilledForm, Question
from mobile.forms.filled import Spot
from mobile.forms.values import text
from mobile.widgets.words import words


def label_text(question: Question) -> str:
    return question.label.say(words.language)


def answer_text(filled: FilledForm, spot: Spot) -> str:
    """ "" where nothing is answered."""
    return value_text(filled.form.by_path[spot.path], filled.answer(spot))


def value_text(question: Question, answer: Any) -> str:
    if answer is None:
        return ""
    if question.choices:
        chosen = [answer] if isinstance(answer, str) else answer
        labels = [it.label.say(words.language) for it in question.choices if it.value in chosen]
        return words.say("list.comma").join(labels)
    if question.type == "date":
        return words.day(date.fromisoformat(answer))
    if question.type == "image":
        return words.say("form.photo_taken")
    if question.type == "geopoint":
        accuracy = answer["accuracy_m"]
        return words.say("form.at_pin") if accuracy is None else words.say("form.at_fix", metres=round(accuracy))
    if isinstance(answer, bool):
        return words.say("form.yes" if answer else "form.no")
    return answer if isinstance(answer, str) else text(answer)


def trail_text(filled: FilledForm, trail: Iterable[Spot]) -> str:
    """The groups that a question lies in; of a repeat, which turn: "Pets 2"."""
    parts = []
    for spot in trail:
        question = filled.form.by_path[spot.path]
        label = label_text(question)
        if question.type == "repeat":
            label = words.say("form.turn", label=label, n=spot.turn).strip()
        parts.append(label)
    return " › ".join(part for part in parts if part)


def turn_text(filled: FilledForm, repeat: Question, turn: int) -> str:
    """A turn by its first answers."""
    spots = [Spot(it.path, turn) for it in repeat.walk() if not it.is_branch and it.type not in ("note", "calculate")]
    told = [answer_text(filled, spot) for spot in spots if filled.is_relevant(spot)]
    return words.say("list.comma").join([it for it in told if it][:3])
