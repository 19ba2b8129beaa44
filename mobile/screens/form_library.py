"""The forms that this phone can ask, read off the drawing thread and read again after each sync."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mobile.forms import Form, FormUnusable, read_form
from mobile.forms.texts import Texts


@dataclass(frozen=True)
class Offer:
    """A form that fits an outcome; `form` is None where this app can't ask it."""

    definition: dict[str, Any]
    form: Form | None

    @property
    def version(self) -> tuple[str, int]:
        return self.definition["code"], self.definition["version"]

    @property
    def title(self) -> Texts:
        return Texts.read(self.definition.get("title"))

    def fits(self, outcome: str) -> bool:
        outcomes = self.definition.get("outcomes")
        return not isinstance(outcomes, list) or outcome in outcomes


class Library:
    def __init__(self, store, worker) -> None:
        self.store = store
        self.worker = worker
        self.in_use: list[Offer] = []
        self.begun: dict[tuple[str, int], Offer] = {}
        # A version never changes: what was read once is not read again.
        self.known: dict[tuple[str, int], Offer] = {}

    def read(self, changed: Callable[[], None]) -> None:
        """`changed()` where other forms are in use than before."""

        def job() -> tuple[list[Offer], list[Offer]]:
            in_use = [self.offer(it) for it in self.store.forms.in_use()]
            return [it for it in in_use if it], [it for raw in self.store.forms.begun() if (it := self.offer(raw))]

        def show(found: tuple[list[Offer], list[Offer]]) -> None:
            before, self.in_use = self.in_use, found[0]
            self.begun = {it.version: it for it in found[1]}
            if before != self.in_use:
                changed()

        self.worker.run(job, show, topic="forms")

    def offer(self, definition: dict[str, Any]) -> Offer | None:
        version = (definition.get("code"), definition.get("version"))
        if not isinstance(version[0], str) or not isinstance(version[1], int):
            return None
        if version not in self.known:
            try:
                form = read_form(definition)
            except FormUnusable:
                form = None
            self.known[version] = Offer(definition, form)
        return self.known[version]

    def for_draft(self, outcome: str, kept: dict[str, Any]) -> Offer | None:
        """The form that this outcome asks for; one that was begun in the version that it was begun with."""
        offer = next((it for it in self.in_use if it.fits(outcome)), None)
        if offer is None:
            return None
        begun = kept.get(offer.version[0])
        return self.begun.get((offer.version[0], begun["version"]), offer) if begun else offer
