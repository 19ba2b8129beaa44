"""Registers the app's face and loads the kv rules of the widgets, once, before the first screen."""

from pathlib import Path

from kivy.core.text import LabelBase
from kivy.factory import Factory
from kivy.lang import Builder

from mobile.assets import FONT
from mobile.widgets import (
    board,
    field,
    head,
    help,  # noqa: A004
    icon,
    layer,
    pad,
    pane,
    photos,
    press,
    sheet,
    signs,
    stencil,
    tabs,
    texts,
)

WIDGETS = (
    icon.Icon,
    texts.Label,
    texts.Body,
    texts.Caption,
    texts.Title,
    texts.Banner,
    texts.Code,
    texts.Gap,
    press.Press,
    press.MainButton,
    press.PlainButton,
    press.IconButton,
    press.FloatingButton,
    press.Choice,
    press.Chip,
    press.Row,
    press.Actions,
    layer.Layer,
    layer.Fold,
    head.Head,
    help.HelpButton,
    help.HelpCard,
    signs.StateSign,
    signs.StateTag,
    signs.CareTag,
    photos.Thumb,
    photos.PhotoStrip,
    field.Entry,
    field.Field,
    pad.Key,
    pad.Dots,
    pad.PinPad,
    pane.Pane,
    pane.Notice,
    pane.Progress,
    sheet.Sheet,
    stencil.StencilBox,
    board.BoardGrid,
    tabs.Tab,
    tabs.TabBar,
    tabs.SendingPill,
)


def load_widgets() -> None:
    # SDL text has no fallback face: without this, every Chinese character is a box.
    LabelBase.register("Roboto", fn_regular=str(FONT))
    for widget in WIDGETS:
        # Kivy has a `Label`, too: a rule means ours.
        Factory.unregister(widget.__name__)
        Factory.register(widget.__name__, cls=widget)
    for path in sorted(Path(__file__).parent.glob("*.kv")):
        if str(path) not in Builder.files:
            Builder.load_file(str(path))
