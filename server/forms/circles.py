"""Questions that depend on themselves: a phone works its way along what an answer depends on, and must find an end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.forms.expressions import references
from server.forms.faults import GoesInCircles

# What decides the value of a question, or whether it has one. A constraint decides neither.
DECIDING = ("relevant", "calculation", "count")


def circles(questions: Sequence[Mapping[str, Any]], rows: Mapping[str, int]) -> Iterator[GoesInCircles]:
    """At most one: once it is broken, others may be gone as well."""
    needs = dict(dependencies(questions))
    done: set[str] = set()
    for start in needs:
        if circle := circle_from(start, needs, done):
            names = [path.rpartition("/")[2] for path in circle]
            yield GoesInCircles(names=" → ".join([*names, names[0]])).at("survey", rows[names[0]])
            return


def dependencies(questions: Sequence[Mapping[str, Any]], parent: str = "") -> Iterator[tuple[str, set[str]]]:
    """Of each path the paths that it looks at; a question also looks at what it stands in."""
    for question in questions:
        path = f"{parent}/{question['name']}"
        found = {named for rule in DECIDING if rule in question for named in references(question[rule])}
        yield path, found | ({parent} if parent else set())
        yield from dependencies(question.get("children", ()), path)


def circle_from(start: str, needs: Mapping[str, set[str]], done: set[str]) -> list[str]:
    """The circle that is met on the way from a question, or nothing. `done` are those from which there is none."""
    way: list[str] = []
    ahead = [(start, False)]
    while ahead:
        path, is_return = ahead.pop()
        if is_return:
            done.add(way.pop())
            continue
        if path in way:
            return way[way.index(path) :]
        if path in done:
            continue
        way.append(path)
        ahead.append((path, True))
        ahead.extend((other, False) for other in sorted(needs[path]))
    return []
