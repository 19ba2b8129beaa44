"""A box that clips its child: what does not fit is not drawn over the neighbours."""

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.stencilview import StencilView


class StencilBox(BoxLayout, StencilView):
    def on_touch_down(self, touch):
        return self.collide_point(*touch.pos) and super().on_touch_down(touch)
