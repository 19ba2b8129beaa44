"""A photo as an answer: taken on a press, never needed, taken away by a press on it."""

from kivy.properties import StringProperty

from mobile.screens.form_box import QuestionBox
from mobile.widgets.words import words


class PhotoBox(QuestionBox):
    problem = StringProperty("")

    def draw(self) -> None:
        strip = self.ids.photos
        strip.unbind(hashes=self.changed)
        strip.clear()
        sha256 = self.answer
        if sha256 is None:
            strip.bind(hashes=self.changed)
        else:
            # The picture is read off the drawing thread; until then there is only its place.
            self.asking.worker.run(lambda: self.asking.store.photo_bytes(sha256), lambda jpeg: self.show(sha256, jpeg))

    def show(self, sha256: str, jpeg: bytes | None) -> None:
        strip = self.ids.photos
        if jpeg and self.answer == sha256:
            strip.add(sha256, jpeg)
        strip.unbind(hashes=self.changed)
        strip.bind(hashes=self.changed)

    def changed(self, *_: object) -> None:
        """The picture was pressed away."""
        if not self.ids.photos.hashes and self.answer is not None:
            self.put(None)

    def take(self) -> None:
        self.problem = ""
        self.asking.take_photo(self)

    def taken(self, sha256: str, jpeg: bytes) -> None:
        self.put(sha256)
        self.show(sha256, jpeg)

    def failed(self, code: str) -> None:
        self.problem = words.say_or(f"photo.{code}", "photo.failed")
