"""What kind of matter it is: the categories that were used last, then the five work domains."""

from collections.abc import Callable, Sequence

from mobile.store.views import CategoryView
from mobile.widgets.press import Choice
from mobile.widgets.texts import Caption
from mobile.widgets.words import words

DOMAINS = ("party_building", "governance", "livelihood", "environment", "service")
MOST_LAST = 3


def name_of(category: CategoryView) -> str:
    return category.name_en if words.language == "en" and category.name_en else category.name


class Kinds:
    """Fills a box with choices. `choose_domain(code)` and `choose_category(code)` are what a press does."""

    def __init__(self, box, choose_domain: Callable[[str], None], choose_category: Callable[[str], None]) -> None:
        self.box = box
        self.choose_domain = choose_domain
        self.choose_category = choose_category
        self.categories: Sequence[CategoryView] = ()
        self.last: Sequence[str] = ()

    def take(self, categories: Sequence[CategoryView], last: Sequence[str]) -> None:
        self.categories, self.last = categories, last

    def name_of(self, code: str) -> str:
        category = self.by_code(code)
        return name_of(category) if category else ""

    def by_code(self, code: str) -> CategoryView | None:
        return next((category for category in self.categories if category.code == code), None)

    def draw(self, domain: str, chosen: str) -> None:
        self.box.clear_widgets()
        if domain:
            for category in self.of(domain):
                self.box.add_widget(self.category_choice(category, "category", chosen))
            return
        last = [category for code in self.last if (category := self.by_code(code))][:MOST_LAST]
        if last:
            self.box.add_widget(Caption(text=words.say("report.used_last")))
            for category in last:
                self.box.add_widget(self.category_choice(category, "last", chosen))
            self.box.add_widget(Caption(text=words.say("report.all_kinds")))
        for each in DOMAINS:
            self.box.add_widget(self.domain_choice(each))

    def of(self, domain: str) -> list[CategoryView]:
        """Those of a domain, what was used last first."""
        places = {code: place for place, code in enumerate(self.last)}
        here = [category for category in self.categories if category.domain == domain]
        return sorted(here, key=lambda category: places.get(category.code, len(places)))

    def category_choice(self, category: CategoryView, name: str, chosen: str) -> Choice:
        choice = Choice(
            name_=f"{name}:{category.code}",
            icon=category.domain,
            text=name_of(category),
            note=words.say_or(f"domain.{category.domain}", "list.other") if name == "last" else "",
            chosen=category.code == chosen,
        )
        choice.bind(on_release=lambda _: self.choose_category(category.code))
        return choice

    def domain_choice(self, domain: str) -> Choice:
        names = [name_of(category) for category in self.of(domain)]
        choice = Choice(
            name_=f"domain:{domain}",
            icon=domain,
            text=words.say(f"domain.{domain}"),
            note=words.say("list.comma").join(names[:3]),
        )
        choice.disabled = not names
        choice.bind(on_release=lambda _: self.choose_domain(domain))
        return choice
