"""Running text: wraps to its width and grows to its height, so that nothing is cut at any text size."""

from kivy.uix.label import Label as KivyLabel
from kivy.uix.widget import Widget

from mobile.widgets.named import Named
from mobile.widgets.wrapping import wrapped


class Label(KivyLabel):
    """`text` stays as it was said; only what is drawn has the line breaks of its language."""

    def texture_update(self, *args: object) -> None:
        if not (self.markup or self.shorten):
            self._label.text = wrapped(self.text, self.text_size[0], self.font_size, self.bold)
        super().texture_update(*args)


class Body(Label):
    pass


class Caption(Body):
    pass


class Title(Body):
    pass


class Banner(Body):
    pass


class Code(Named, Body):
    """A short code that is read out over the telephone: as large as the screen allows at any text size."""


class Gap(Widget):
    pass
