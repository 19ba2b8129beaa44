"""Running text: wraps to its width and grows to its height, so that nothing is cut at any text size."""

from kivy.uix.label import Label
from kivy.uix.widget import Widget

from mobile.widgets.named import Named


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
