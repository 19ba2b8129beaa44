"""How a question of a filled form is written: `/stove/degrees`, in a repeat `/people[2]/age`."""

from mobile.forms.definition import Form
from mobile.forms.filled import Spot


def written(form: Form, spot: Spot) -> str:
    question = form.by_path[spot.path]
    repeat = spot.path if question.type == "repeat" and spot.turn else question.repeat
    parts = [
        f"{name}[{spot.turn}]" if repeat is not None and number == len(repeat) - 1 else name
        for number, name in enumerate(spot.path)
    ]
    return "/" + "/".join(parts)


def spot_of(form: Form, text: str) -> Spot | None:
    """None where the form has no such question."""
    turn, path = 0, []
    for part in text.split("/")[1:]:
        name, bracket, rest = part.partition("[")
        if bracket and rest[:-1].isdigit():
            turn = int(rest[:-1])
        path.append(name)
    return Spot(tuple(path), turn) if tuple(path) in form.by_path else None
