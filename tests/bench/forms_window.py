"""One form in a real window, measured: `python -m tests.bench.forms_window 100` prints CPU milliseconds as JSON."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.mobile.forms.builders import NOW, definition, question
from tests.mobile.kivy_window import prepare_kivy

ROUNDS = 7
GROUP = 10
KINDS = ("select_one", "text", "integer", "select_multiple", "date")


def long_form(count: int) -> dict[str, Any]:
    """Groups of ten questions, each asked only where the one before is not 7, and a sum over each group."""
    groups = []
    for start in range(0, count, GROUP):
        children = []
        for number in range(start, min(count, start + GROUP)):
            parts: dict[str, Any] = {"required": number % 3 == 0}
            if number > start:
                parts["relevant"] = ["!=", ["ref", f"/g{start}/q{number - 1}"], 7]
            if number % 5 == 2:
                parts["constraint"] = ["and", [">=", ["self"], 0], ["<", ["self"], 150]]
            children.append(question(f"q{number}", KINDS[number % 5], **parts))
        numbers = [["ref", f"/g{start}/q{it}"] for it in range(start, start + len(children)) if it % 5 == 2]
        children.append(question(f"sum{start}", "calculate", calculation=["call", "max", *numbers]))
        groups.append(question(f"g{start}", "group", children=children))
    return definition(*groups, code="long", outcomes=["met"])


def cpu_ms(work: Callable[[], object]) -> float:
    """The least of several rounds: noise only ever adds."""
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    return round(min(took), 2)


def main(count: int) -> None:
    prepare_kivy()
    from mobile.forms import FilledForm, read_form
    from mobile.forms.filled import Spot
    from mobile.forms.pages import pages
    from tests.mobile.screens.driver import Phone
    from tests.mobile.screens.forms import tell_forms
    from tests.mobile.screens.town import settle_in

    raw = long_form(count)
    text = json.dumps(raw)
    found = {"reading its definition": cpu_ms(lambda: read_form(json.loads(text)))}
    form = read_form(raw)
    answers = {f"g{start}": {f"q{start + 2}": 70} for start in range(0, count, GROUP)}

    def take_up() -> None:
        filled = FilledForm(form, NOW, answers)
        filled.faults()
        pages(filled)

    found["taking up its answers, faults and pages"] = cpu_ms(take_up)
    filled, number = FilledForm(form, NOW, answers), iter(range(1_000))
    found["one answer, worked out"] = cpu_ms(lambda: filled.put(Spot(("g0", "q2")), next(number)))

    with tempfile.TemporaryDirectory() as folder:
        town = settle_in(Path(folder) / "data")
        tell_forms(town, raw)
        phone = Phone.start(data=town.data, language=None)
        phone.wait(lambda: phone.place == "map", 60)
        page, household = phone.map.pages["visit"], phone.app.store.household(town.households[0])
        step = page.steps["form"]
        phone.wait(lambda: step.library.in_use, 60)
        page.open(household, "met")
        phone.map.show_page("visit", "full")
        page.step = "form"

        def opened() -> None:
            step.offer = None
            page.draw()
            page.do_layout()
            step.do_layout()

        found["its first page, with all of the above but the reading"] = cpu_ms(opened)
        step.all_shown = True
        found["the list of all questions, its first screenful"] = cpu_ms(page.draw)
        phone.stop()
    opening = found["reading its definition"] + found["its first page, with all of the above but the reading"]
    print(json.dumps({"opened, in all": round(opening, 2), **found}), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
