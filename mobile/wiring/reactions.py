"""What a finished sync brings about: the time is kept, and news are told once, never into the middle of a form."""

from datetime import datetime

from mobile.store.news import News


class Reactions:
    def __init__(self, wiring) -> None:
        self.wiring = wiring

    def synced(self, at: datetime) -> None:
        self.wiring.settings.synced_at = at.isoformat()
        self.wiring.remember()
        self.wiring.worker.run(self.wiring.store.news, self.show_news)

    def show_news(self, news: News) -> None:
        screen = self.wiring.shell.places.current_screen
        calm = getattr(screen, "calm", False) and not getattr(screen, "is_busy", False)
        if news and calm and not self.wiring.lock.locked:
            self.wiring.people.keep_place()
            self.wiring.screen("news").show(news)
            self.wiring.shell.go("news")

    def news_understood(self) -> None:
        self.wiring.worker.run(self.wiring.store.news_read)
        self.wiring.people.go_back("map")
