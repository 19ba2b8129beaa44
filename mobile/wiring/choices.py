"""What a person chooses about the screens: the language, colours, the text's size. Kept for the next start."""

from mobile.widgets.help import known
from mobile.widgets.theme import theme
from mobile.widgets.words import words


class Choices:
    def __init__(self, wiring) -> None:
        self.wiring = wiring

    def apply(self) -> None:
        """As they were at the last start."""
        settings = self.wiring.settings
        words.language = settings.language
        theme.text_scale = settings.text_scale
        theme.night, theme.contrast = settings.night, settings.contrast
        known.pages = list(settings.known)
        known.bind(pages=self.keep_known)

    def set_language(self, language: str) -> None:
        self.wiring.settings.language = words.language = language
        self.wiring.remember()

    def set_night(self, night: bool) -> None:
        self.wiring.settings.night = theme.night = night
        self.wiring.remember()

    def set_contrast(self, contrast: bool) -> None:
        self.wiring.settings.contrast = theme.contrast = contrast
        self.wiring.remember()

    def keep_known(self, _: object, pages: list[str]) -> None:
        self.wiring.settings.known = list(pages)
        self.wiring.remember()

    @property
    def lock_minutes(self) -> int:
        return self.wiring.settings.lock_minutes

    def set_lock_minutes(self, minutes: int) -> None:
        self.wiring.settings.lock_minutes = minutes
        self.wiring.remember()

    def set_alerts(self, choice: str) -> None:
        self.wiring.settings.alerts = choice
        self.wiring.remember()

    def set_text_scale(self, scale: float) -> None:
        self.wiring.settings.text_scale = theme.text_scale = scale
        self.wiring.remember()
