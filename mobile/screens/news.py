"""What the worker is told once and should have read: grids that changed, a store that had to be mended."""

from kivy.properties import ObjectProperty

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.pane import Notice
from mobile.widgets.words import words


class NewsScreen(TabScreen):
    """`understood()` leads on to the work."""

    news = ObjectProperty(None, allownone=True)

    def __init__(self, *, understood, **kwargs) -> None:
        super().__init__(name="news", **kwargs)
        self.understood = understood
        words.fbind("say", self.draw)

    def show(self, news) -> None:
        self.news = news
        self.draw()

    def draw(self, *_: object) -> None:
        box = self.ids.lines
        box.clear_widgets()
        for kind, text in lines_of(self.news) if self.news else ():
            box.add_widget(Notice(kind=kind, text=text))


def lines_of(news) -> list[tuple[str, str]]:
    """The worst first: what is lost is said before what was saved."""
    lines = []
    if news.unreadable:
        lines.append(("danger", words.say("news.unreadable", n=news.unreadable)))
    if news.rebuilt:
        lines.append(("warn", words.say("news.rebuilt")))
    if news.recovered:
        lines.append(("good", words.say("news.recovered", n=news.recovered)))
    if news.repaired:
        lines.append(("good", words.say("news.repaired", n=news.repaired)))
    names = words.say("list.and")
    if news.grids_added:
        lines.append(("info", words.say("news.grids_added", grids=names.join(news.grids_added))))
    if news.grids_left:
        lines.append(("info", words.say("news.grids_left", grids=names.join(news.grids_left))))
    return lines
