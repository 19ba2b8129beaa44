"""Running text: wraps to its width and grows to its height, so that nothing is cut at any text size."""

from kivy.uix.label import Label
from kivy.uix.widget import Widget


class Body(Label):
    pass


class Caption(Body):
    pass


class Title(Body):
    pass


class Banner(Body):
    pass


class Gap(Widget):
    pass
