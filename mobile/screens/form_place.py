"""A place as an answer: one position on a press, or a pin on the map. Never needed, never taken by itself."""

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.form_answers import answer_text
from mobile.screens.form_box import QuestionBox
from mobile.widgets.words import words


class PlaceBox(QuestionBox):
    told = StringProperty("")
    taken = BooleanProperty(False)
    looking = BooleanProperty(False)
    problem = StringProperty("")

    def draw(self) -> None:
        self.taken = self.answer is not None
        text = words.say("fix.looking") if self.looking else answer_text(self.asking.filled, self.spot)
        self.told = text or words.say("form.offer_fix")

    def press(self) -> None:
        """Takes the phone's position, or takes the answer away."""
        self.problem = ""
        if self.taken:
            self.put(None)
        elif not self.looking:
            self.looking = True
            self.asking.gps.take(self.take, self.failed)
        self.draw()

    def take(self, fix) -> None:
        self.looking = False
        self.put({"lon": fix.lon, "lat": fix.lat, "accuracy_m": fix.accuracy_m})
        self.draw()

    def failed(self, code: str) -> None:
        self.looking = False
        self.problem = words.say_or(f"fix.{code}", "fix.none")
        self.draw()
