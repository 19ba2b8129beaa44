"""One form filled in: which questions are asked now, what is calculated, what is wrong, and what is sent.

Every answer that was ever given stays in the draft; what is not asked any more counts as empty and is not sent.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from mobile.forms.answers import becoming, fitting
from mobile.forms.definition import Form, Path, Question
from mobile.forms.expressions import Expression, Look
from mobile.forms.values import All, Value, number, of_answer, truth

MOST_TURNS = 50
NEVER_FORCED = ("image", "geopoint")


class Spot(NamedTuple):
    """One question in a filled form; `turn` counts from 1 in a repeat and is 0 outside."""

    path: Path
    turn: int = 0


@dataclass(frozen=True)
class Fault:
    """`code` is `required` or `constraint`; `message` is the office's own sentence, or empty."""

    spot: Spot
    code: str
    message: Mapping[str, str]


class FilledForm:
    """`draft` are answers as `draft()` gave them; without one, the questions begin with their defaults."""

    def __init__(self, form: Form, now: datetime, draft: Mapping[str, Any] | None = None) -> None:
        self.form = form
        self.now = now
        self.answers: dict[Spot, Any] = {}
        # Of each repeat: the turns that were ever written, and those that count now.
        self.kept: dict[Path, int] = {}
        self.shown: dict[Path, int] = {}
        # By question, one entry per turn.
        self.relevant: dict[Path, list[bool]] = {}
        self.calculated: dict[Path, list[Any]] = {}
        if draft is None:
            self.begin(form.questions, 0)
        else:
            self.take(form.questions, draft, 0)
        self.work_out(form.by_path)

    # -- asking ----------------------------------------------------------------------------------------------------

    def answer(self, spot: Spot) -> Any:
        """As it is kept, also where it is not asked now; of a calculated one, its result."""
        if self.form.by_path[spot.path].calculation is None:
            return self.answers.get(spot)
        turns, place = self.calculated.get(spot.path, ()), max(0, spot.turn - 1)
        return turns[place] if place < len(turns) else None

    def is_relevant(self, spot: Spot) -> bool:
        turns, place = self.relevant[spot.path], max(0, spot.turn - 1)
        return place < len(turns) and turns[place]

    def turns(self, repeat: Path) -> int:
        return self.shown.get(repeat, 0)

    def walk(self) -> Iterator[Spot]:
        """The relevant ones in the order of the form, groups and repeats before what is in them."""
        yield from self.walk_under(self.form.questions, 0)

    def walk_under(self, questions: Iterable[Question], turn: int) -> Iterator[Spot]:
        for question in questions:
            spot = Spot(question.path, turn)
            if not self.is_relevant(spot):
                continue
            yield spot
            if question.type == "repeat":
                for number_ in range(1, self.turns(question.path) + 1):
                    yield from self.walk_under(question.children, number_)
            else:
                yield from self.walk_under(question.children, turn)

    def is_required(self, spot: Spot) -> bool:
        """A photo and a position never are, whatever the form says."""
        question = self.form.by_path[spot.path]
        if question.type in NEVER_FORCED:
            return False
        required = question.required
        return required if isinstance(required, bool) else truth(self.ask(required, spot))

    def fault(self, spot: Spot) -> Fault | None:
        """What is wrong with the answer to one question, if it is asked."""
        question = self.form.by_path[spot.path]
        if not question.asks or not self.is_relevant(spot):
            return None
        if self.answers.get(spot) is None:
            return Fault(spot, "required", question.required_message) if self.is_required(spot) else None
        if question.constraint is not None and not truth(self.ask(question.constraint, spot)):
            return Fault(spot, "constraint", question.constraint_message)
        return None

    def faults(self) -> list[Fault]:
        return [fault for spot in self.walk() if (fault := self.fault(spot))]

    # -- answering -------------------------------------------------------------------------------------------------

    def put(self, spot: Spot, answer: Any) -> None:
        """An answer, or None to take it away; one that does not fit its question is none."""
        question = self.form.by_path[spot.path]
        if not question.asks:
            return
        fits = fitting(question, answer)
        if fits is None:
            self.answers.pop(spot, None)
        else:
            self.answers[spot] = fits
        self.work_out(self.form.watchers[spot.path])

    def can_add(self, repeat: Path) -> bool:
        return self.form.by_path[repeat].count is None and self.kept.get(repeat, 0) < MOST_TURNS

    def add_turn(self, repeat: Path) -> int:
        """The number of the new one, the last."""
        self.keep_turns(self.form.by_path[repeat], self.kept.get(repeat, 0) + 1)
        self.work_out((repeat,))
        return self.kept[repeat]

    def remove_turn(self, repeat: Path, turn: int) -> None:
        """Those after it move up."""
        moved = {}
        for spot, answer in self.answers.items():
            if self.form.by_path[spot.path].repeat != repeat or spot.turn < turn:
                moved[spot] = answer
            elif spot.turn > turn:
                moved[Spot(spot.path, spot.turn - 1)] = answer
        self.answers = moved
        self.kept[repeat] -= 1
        self.work_out(self.form.by_path)

    def at(self, now: datetime) -> None:
        """As it stands at another moment: a form may lie open past midnight."""
        self.now = now
        self.work_out(self.form.by_path)

    # -- working out -----------------------------------------------------------------------------------------------

    def work_out(self, paths: Iterable[Path]) -> None:
        """These questions, and whoever looks at what thereby changes, each after what it depends on."""
        order = self.form.order
        waiting = [(order[path], path) for path in paths]
        heapq.heapify(waiting)
        known = {path for _, path in waiting}
        while waiting:
            _, path = heapq.heappop(waiting)
            if self.work_out_one(self.form.by_path[path]):
                for watcher in self.form.watchers[path]:
                    if watcher not in known:
                        known.add(watcher)
                        heapq.heappush(waiting, (order[watcher], watcher))

    def work_out_one(self, question: Question) -> bool:
        """Whether anything is different now."""
        path, repeat = question.path, question.repeat
        turns = (0,) if repeat is None else range(1, self.turns(repeat) + 1)
        spots = [Spot(path, turn) for turn in turns]
        relevant = [self.asked_for(question, spot) for spot in spots]
        changed = relevant != self.relevant.get(path)
        self.relevant[path] = relevant
        if question.calculation is not None:
            expression = question.calculation
            results = [
                becoming(question, self.ask(expression, spot)) if asked else None
                for spot, asked in zip(spots, relevant, strict=True)
            ]
            changed |= different(results, self.calculated.get(path))
            self.calculated[path] = results
        if question.type == "repeat":
            shown = self.counted(question)
            changed |= shown != self.shown.get(path)
            self.shown[path] = shown
        return changed

    def asked_for(self, question: Question, spot: Spot) -> bool:
        parent = spot.path[:-1]
        if parent and not self.is_relevant(Spot(parent, 0 if parent == question.repeat else spot.turn)):
            return False
        return question.relevant is None or truth(self.ask(question.relevant, spot))

    def counted(self, question: Question) -> int:
        """The turns that count now. Turns too many are only hidden, those that are missing are added."""
        if question.count is None:
            return self.kept.get(question.path, 0)
        wanted = number(self.ask(question.count, Spot(question.path)))
        turns = int(max(0, min(MOST_TURNS, wanted))) if wanted == wanted else 0
        if self.relevant[question.path][0]:
            self.keep_turns(question, turns)
        return turns

    def keep_turns(self, question: Question, turns: int) -> None:
        for turn in range(self.kept.get(question.path, 0) + 1, min(turns, MOST_TURNS) + 1):
            self.kept[question.path] = turn
            self.begin(question.children, turn)

    def ask(self, expression: Expression, spot: Spot) -> Value:
        return expression(Look(Standing(self, spot), self.now))

    # -- as JSON ---------------------------------------------------------------------------------------------------

    def begin(self, questions: Iterable[Question], turn: int) -> None:
        """The defaults, when the form is opened or a turn is added."""
        for question in questions:
            if question.type == "repeat":
                continue
            self.begin(question.children, turn)
            if question.default is not None and question.calculation is None:
                spot = Spot(question.path, turn)
                answer = becoming(question, self.ask(question.default, spot))
                if answer is not None:
                    self.answers[spot] = answer

    def take(self, questions: Iterable[Question], draft: Mapping[str, Any], turn: int) -> None:
        """The answers of a draft, of those that still fit."""
        for question in questions:
            raw = draft.get(question.name)
            if question.type == "repeat" and isinstance(raw, list):
                for number_, inside in enumerate(raw[:MOST_TURNS], 1):
                    self.kept[question.path] = number_
                    if isinstance(inside, dict):
                        self.take(question.children, inside, number_)
            elif question.type == "group" and isinstance(raw, dict):
                self.take(question.children, raw, turn)
            elif question.calculation is None and (answer := fitting(question, raw)) is not None:
                self.answers[Spot(question.path, turn)] = answer

    def draft(self) -> dict[str, Any]:
        """Everything that was ever answered, for the next time."""
        return self.written(self.form.questions, 0, everything=True)

    def sent(self) -> dict[str, Any]:
        """The relevant answers that are there, also the calculated ones."""
        return self.written(self.form.questions, 0, everything=False)

    def written(self, questions: Iterable[Question], turn: int, *, everything: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for question in questions:
            spot = Spot(question.path, turn)
            if not everything and not self.is_relevant(spot):
                continue
            if question.type == "repeat":
                count = self.kept.get(question.path, 0) if everything else self.turns(question.path)
                answer: Any = [self.written(question.children, it, everything=everything) for it in range(1, count + 1)]
            elif question.type == "group":
                answer = self.written(question.children, turn, everything=everything)
            else:
                answer = self.answers.get(spot) if everything else self.answer(spot)
            if answer is not None and answer not in ([], {}):
                found[question.name] = answer
        return found


class Standing:
    """A place in a filled form, from which an expression looks at the others."""

    __slots__ = ("filled", "spot")

    def __init__(self, filled: FilledForm, spot: Spot) -> None:
        self.filled = filled
        self.spot = spot

    def value(self, path: Path) -> Value:
        by_path = self.filled.form.by_path
        repeat, mine = by_path[path].repeat, by_path[self.spot.path].repeat
        if repeat is None:
            return self.seen(Spot(path))
        # Another repeat's answers are many: only `all` looks at them.
        return self.seen(Spot(path, self.spot.turn)) if repeat == mine else None

    def all(self, path: Path) -> All:
        filled = self.filled
        question = filled.form.by_path[path]
        if question.type == "repeat":
            return All([True] * filled.turns(path) if filled.is_relevant(Spot(path)) else [])
        if question.repeat is None:
            return All([self.seen(Spot(path))])
        return All(self.seen(Spot(path, turn)) for turn in range(1, filled.turns(question.repeat) + 1))

    def seen(self, spot: Spot) -> Value:
        return of_answer(self.filled.answer(spot)) if self.filled.is_relevant(spot) else None

    def answer(self) -> Value:
        return of_answer(self.filled.answer(self.spot))

    def turn(self) -> int:
        return self.spot.turn


def different(results: list[Any], before: list[Any] | None) -> bool:
    """True is not 1 here, as it is to Python."""
    return results != before or any(type(a) is not type(b) for a, b in zip(results, before, strict=True))
