"""A form as the phone holds it: its questions in the order in which the office wrote them, and what each one asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mobile.forms.expressions import Expression
from mobile.forms.texts import Texts

Path = tuple[str, ...]
BRANCHES = ("group", "repeat")
# Those to which a person gives no answer.
SILENT = ("note", "calculate")
TYPES = (
    *("text", "integer", "decimal", "date", "time", "select_one", "select_multiple"),
    *("note", "image", "geopoint", "calculate", "group", "repeat"),
)


@dataclass(frozen=True)
class Choice:
    value: str
    label: Texts


@dataclass(frozen=True)
class Question:
    """One node of the form. `repeat` is the path of the repeat that it lies in, if any; its own if it is one is not."""

    path: Path
    type: str
    repeat: Path | None = None
    label: Texts = field(default_factory=Texts)
    hint: Texts = field(default_factory=Texts)
    required: bool | Expression = False
    required_message: Texts = field(default_factory=Texts)
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Texts = field(default_factory=Texts)
    default: Expression | None = None
    calculation: Expression | None = None
    count: Expression | None = None
    choices: tuple[Choice, ...] = ()
    appearance: str = ""
    read_only: bool = False
    as_last_time: bool = False
    children: tuple["Question", ...] = ()

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def is_branch(self) -> bool:
        return self.type in BRANCHES

    @property
    def asks(self) -> bool:
        """Whether a person answers it."""
        return not (self.is_branch or self.type in SILENT or self.read_only or self.calculation)

    @property
    def depends_on(self) -> frozenset[Path]:
        """What can change its relevance or its calculated answer."""
        seen = [it.refs for it in (self.relevant, self.calculation, self.count) if it is not None]
        parent = {self.path[:-1]} if len(self.path) > 1 else set()
        return frozenset(parent).union(*seen)

    def walk(self) -> Iterator["Question"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Form:
    code: str
    version: int
    outcomes: tuple[str, ...] | None
    languages: tuple[str, ...]
    title: Texts
    questions: tuple[Question, ...]
    by_path: Mapping[Path, Question]
    # The place of each in the order of working out: after everything that it depends on.
    order: Mapping[Path, int]
    # Who has to be worked out again when a question changes.
    watchers: Mapping[Path, tuple[Path, ...]]

    def fits(self, outcome: str) -> bool:
        return self.outcomes is None or outcome in self.outcomes

    def walk(self) -> Iterator[Question]:
        for question in self.questions:
            yield from question.walk()
