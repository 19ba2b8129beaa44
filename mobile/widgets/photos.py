"""The photos of a record: taken on a press, shown small, each can be taken away again."""

from io import BytesIO

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.press import Press


class Thumb(Press):
    texture = ObjectProperty(None, allownone=True)


class PhotoStrip(BoxLayout):
    """`hashes` are what the store keeps; fires `on_camera` when the button is pressed."""

    hashes = ListProperty()
    most = NumericProperty(4)
    text = StringProperty("")
    name_ = StringProperty("photos")

    __events__ = ("on_camera",)

    def on_camera(self) -> None:
        """For the page to bind."""

    def add(self, sha256: str, jpeg: bytes) -> None:
        if sha256 in self.hashes:
            return
        thumb = Thumb(texture=thumb_texture(jpeg), name_=f"{self.name_}:{len(self.hashes)}")
        thumb.bind(on_release=lambda it: self.take_away(it, sha256))
        self.ids.strip.add_widget(thumb)
        self.hashes.append(sha256)

    def take_away(self, thumb: Thumb, sha256: str) -> None:
        self.ids.strip.remove_widget(thumb)
        self.hashes.remove(sha256)

    def clear(self) -> None:
        self.ids.strip.clear_widgets()
        self.hashes = []


def thumb_texture(jpeg: bytes) -> Texture:
    return CoreImage(BytesIO(jpeg), ext="jpg").texture
