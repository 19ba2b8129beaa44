"""The names by which tests and scripts find a widget on the screen."""

from kivy.properties import StringProperty


class Named:
    """A widget that can be found by a name that does not change with its text or its place."""

    name_ = StringProperty("")
