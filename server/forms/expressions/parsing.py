"""From the text of a cell to a tree, by recursive descent over a bounded number of words."""

from collections.abc import Callable

from server.forms.expressions.functions import AGGREGATES, ARGUMENTS, CONSTANTS, call
from server.forms.expressions.places import Place, Target
from server.forms.expressions.tokens import Token, tokens
from server.forms.expressions.trees import Expression, size
from server.forms.faults import (
    AnswerOutsideConstraint,
    ExpressionTooDeep,
    ExpressionTooLong,
    ExpressionUnreadable,
    ManyAnswers,
    NoAnswerThere,
    NotARepeat,
    NotInARepeat,
    PathInExpression,
    UnknownFunction,
    UnknownReference,
)

LONGEST = 4000
LONGEST_TEXT = 500
DEEPEST = 20
LARGEST = 200

# From the loosest to the tightest.
LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
END, COMMA, CLOSE = Token("end", ""), Token("sign", ","), Token("sign", ")")


def parse(text: str, place: Place) -> Expression:
    """The tree of an expression. Raises the FormFault that says what is wrong with it."""
    if len(text) > LONGEST:
        raise ExpressionTooLong(limit=LARGEST)
    words = list(tokens(text))
    if len(words) > 4 * LARGEST:
        raise ExpressionTooLong(limit=LARGEST)
    tree = Parser(words, place).whole()
    if size(tree) > LARGEST:
        raise ExpressionTooLong(limit=LARGEST)
    return tree


class Parser:
    def __init__(self, words: list[Token], place: Place) -> None:
        self.words, self.place = words, place
        self.at = self.depth = 0

    @property
    def next(self) -> Token:
        return self.words[self.at] if self.at < len(self.words) else END

    def take(self) -> Token:
        word = self.next
        self.at += 1
        return word

    def expect(self, sign: str) -> None:
        if self.next.kind != "sign" or self.next.text != sign:
            raise self.unreadable()
        self.take()

    def unreadable(self) -> ExpressionUnreadable:
        return ExpressionUnreadable(near=self.next.text)

    def whole(self) -> Expression:
        tree = self.binary(0)
        if self.next is not END:
            raise self.unreadable()
        return tree

    def deeper(self, read: Callable[[], Expression]) -> Expression:
        """Whatever can hold itself goes through here, so that no text runs Python's own stack out."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionTooDeep(limit=DEEPEST)
        tree = read()
        self.depth -= 1
        return tree

    def binary(self, level: int) -> Expression:
        if level == len(LEVELS):
            return self.unary()
        tree = self.binary(level + 1)
        while self.next.kind in ("sign", "name") and self.next.text in LEVELS[level]:
            sign = self.take().text
            tree = [sign, tree, self.binary(level + 1)]
        return tree

    def unary(self) -> Expression:
        if self.next != Token("sign", "-"):
            return self.operand()
        self.take()
        tree = self.deeper(self.unary)
        return -tree if isinstance(tree, int | float) and not isinstance(tree, bool) else ["neg", tree]

    def operand(self) -> Expression:
        word = self.take()
        if word.kind == "number":
            number = float(word.text)
            return int(number) if number.is_integer() and number < 2**53 else number
        if word.kind == "string":
            return self.literal(word.text[1:-1])
        if word.kind == "reference":
            return self.value_of(word.text)
        if word.kind == "name" and self.next.text == "(":
            return self.deeper(lambda: self.call(word.text))
        if word.text == "(":
            return self.deeper(self.bracket)
        return self.point(word)

    def literal(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise ExpressionTooLong(limit=LARGEST)
        return text

    def bracket(self) -> Expression:
        tree = self.binary(0)
        self.expect(")")
        return tree

    def point(self, word: Token) -> Expression:
        if word.text == "..":
            raise PathInExpression
        if word.text == ".":
            if not self.place.checks_answer:
                raise AnswerOutsideConstraint
            return ["self"]
        raise ExpressionUnreadable(near=word.text)

    def call(self, name: str) -> Expression:
        if name not in ARGUMENTS and name not in CONSTANTS:
            raise UnknownFunction(function=name)
        self.expect("(")
        if name == "position":
            return self.position()
        arguments = []
        if self.next != CLOSE:
            arguments.append(self.argument(name))
            while self.next == COMMA:
                self.take()
                arguments.append(self.argument(name))
        self.expect(")")
        return call(name, arguments)

    def position(self) -> Expression:
        """`position(..)`: the way out is written by hand, and means the repeat however deep in groups it stands."""
        self.expect("..")
        self.expect(")")
        if self.place.repeat is None:
            raise NotInARepeat
        return ["call", "position"]

    def argument(self, function: str) -> Expression:
        """What a function looks at; to some, a name alone means all of its turns."""
        following = self.words[self.at + 1] if self.at + 1 < len(self.words) else END
        if function in AGGREGATES and self.next.kind == "reference" and following in (CLOSE, COMMA):
            return self.turns_of(function, self.take().text)
        return self.binary(0)

    def target(self, name: str) -> Target:
        found = self.place.names.get(name)
        if found is None:
            raise UnknownReference(name=name)
        return found

    def value_of(self, name: str) -> Expression:
        target = self.target(name)
        if not target.has_answer:
            raise NoAnswerThere(name=name)
        if target.repeat not in (None, self.place.repeat):
            raise ManyAnswers(name=name)
        return ["ref", target.path]

    def turns_of(self, function: str, name: str) -> Expression:
        target = self.target(name)
        if target.type == "repeat":
            if function != "count":
                raise NoAnswerThere(name=name)
            return ["all", target.path]
        if target.repeat is None or target.repeat == self.place.repeat:
            if function in ("min", "max"):
                return self.value_of(name)
            raise NotARepeat(function=function)
        if not target.has_answer:
            raise NoAnswerThere(name=name)
        return ["all", target.path]
