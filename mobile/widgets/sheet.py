"""A sheet that slides over the map: hidden, peek, half or full. The map stays where it was."""

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.named import Named
from mobile.widgets.theme import theme

PLACES = ("hidden", "peek", "half", "full")
SLIDE = 0.16
HALF, HALF_WITH_LARGE_TEXT = 0.56, 0.76
LARGE_TEXT = 1.4


class Sheet(Named, BoxLayout):
    """Holds one page at a time. A page may have `peek_height`; the handle is dragged or tapped.

    `above` is how much of the parent's top stays free at full height; the parent's height is the measure.
    """

    place = OptionProperty("hidden", options=PLACES)
    page = ObjectProperty(None, allownone=True)
    above = NumericProperty(dp(72))
    dragging = BooleanProperty(False)

    __events__ = ("on_away",)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        # Larger text takes another part of the window; whoever chose it sees the sheet behind it grow.
        self.settle_soon = Clock.create_trigger(self.settle)
        self.fbind("above", self.settle_soon)
        theme.fbind("text_scale", self.settle_soon)

    def on_away(self) -> None:
        """The sheet was dragged down and away."""

    def show(self, page, place: str = "half") -> None:
        holder = self.ids.holder
        if page.parent is not holder:
            holder.clear_widgets()
            holder.add_widget(page)
        self.page = page
        self.go(place)

    def go(self, place: str) -> None:
        self.place = place
        Animation.cancel_all(self, "height")
        Animation(height=self.height_of(place), duration=SLIDE, t="out_cubic").start(self)

    def settle(self, *_: object) -> None:
        """Takes its place at once, for a new window size or a page that grew."""
        if not self.dragging:
            Animation.cancel_all(self, "height")
            self.height = self.height_of(self.place)

    def height_of(self, place: str) -> float:
        whole = self.parent.height if self.parent else 0
        if place == "hidden":
            return 0
        if place == "full":
            return max(0, whole - self.above)
        if place == "peek":
            return min(whole * HALF, getattr(self.page, "peek_height", 0) or dp(150)) + dp(28)
        # A head of three lines and buttons one above the other need more room than half.
        return whole * (HALF if theme.text_scale < LARGE_TEXT else HALF_WITH_LARGE_TEXT)

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos) or self.place == "hidden":
            return False
        if touch.y > self.top - dp(32):
            touch.grab(self)
            touch.ud["sheet_from"] = (touch.y, self.height)
            self.dragging = True
            return True
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch):
        if touch.grab_current is self:
            start, height = touch.ud["sheet_from"]
            self.height = min(self.height_of("full"), max(dp(28), height + touch.y - start))
            return True
        return super().on_touch_move(touch)

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return super().on_touch_up(touch)
        touch.ungrab(self)
        self.dragging = False
        start, _ = touch.ud["sheet_from"]
        if abs(touch.y - start) < dp(8):
            self.go("half" if self.place in ("peek", "full") else "full")
            return True
        nearest = min(PLACES, key=lambda place: abs(self.height_of(place) - self.height))
        if nearest == "hidden":
            self.dispatch("on_away")
        else:
            self.go(nearest)
        return True
