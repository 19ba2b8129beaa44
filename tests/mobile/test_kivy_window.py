"""The harness itself: what is drawn can be read, touched and typed into."""

from tests.mobile.kivy_window import HEIGHT, WIDTH, KivyWindow


def test_reads_what_was_drawn(kivy_window: KivyWindow) -> None:
    from kivy.graphics import Color, Rectangle
    from kivy.uix.widget import Widget

    widget = Widget()
    with widget.canvas:
        Color(1, 0, 0)
        Rectangle(pos=(0, 0), size=(WIDTH / 2, HEIGHT))
        Color(0, 0, 1)
        Rectangle(pos=(WIDTH / 2, 0), size=(WIDTH / 2, HEIGHT))
    kivy_window.show(widget)
    assert kivy_window.image().size == (WIDTH, HEIGHT)
    assert kivy_window.pixel(10, 10) == (255, 0, 0)
    assert kivy_window.pixel(WIDTH - 10, HEIGHT - 10) == (0, 0, 255)


def test_a_tap_lands_where_it_was_aimed(kivy_window: KivyWindow) -> None:
    from kivy.uix.widget import Widget

    seen: list[tuple[float, float]] = []
    widget = Widget()
    widget.bind(on_touch_down=lambda _, touch: seen.append(touch.pos))
    kivy_window.show(widget)
    kivy_window.tap(100, 700)
    assert [(round(x), round(y)) for x, y in seen] == [(100, 700)]


def test_types_into_the_focused_field(kivy_window: KivyWindow) -> None:
    from kivy.uix.textinput import TextInput

    field = kivy_window.show(TextInput())
    kivy_window.tap_on(field)
    kivy_window.type_text("王小明")
    kivy_window.press(8, "backspace")
    assert field.text == "王小"
