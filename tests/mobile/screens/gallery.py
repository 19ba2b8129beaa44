"""Pictures of every screen: `python -m tests.mobile.screens.gallery --out FOLDER`, and an index.html to look at them.

One process and one window: the walk leads through a full town, an empty one and what went wrong, and each screen that
stands is put into both languages, two text sizes and four sets of colours before the walk goes on.
"""

import argparse
import html
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.mobile.kivy_window import HEIGHT, WIDTH, KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.looks import ALL, Look, in_each
from tests.mobile.screens.more_walks import walk_office, walk_practice
from tests.mobile.screens.pictures import walk
from tests.mobile.screens.states import walk_broken, walk_empty
from tests.mobile.screens.town import Town, settle_in

WALKS = {
    "full": walk,
    "office": walk_office,
    "practice": walk_practice,
    "empty": walk_empty,
    "broken": walk_broken,
}
STYLE = """
body{font:16px/1.5 sans-serif;margin:24px;background:#e8eaea} figure{display:inline-block;margin:0 12px 16px 0}
img{width:206px;height:446px;border-radius:10px;display:block}
figcaption{font-size:13px;color:#333} h2{margin:24px 0 8px}
"""


@contextmanager
def living(window: KivyWindow, folder: Path, people: bool) -> Iterator[tuple[Phone, Town]]:
    """A phone with its town on it, signed in, without a network."""
    from mobile.device.devices import desk_devices

    photo = folder / "photo.jpg"
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(photo)
    town = settle_in(folder / "data", people=people)
    devices = desk_devices(town.data, gps="116.3201,40.0001,8", camera=str(photo))
    devices.network.set_online(False)
    phone = Phone.start(data=town.data, window=window, devices=devices)
    phone.wait(lambda: phone.place == "map" and phone.map.grid_map.ready)
    yield phone, town
    phone.stop()


def draw(out: Path, looks: tuple[Look, ...], walks: dict[str, Callable[..., object]]) -> list[tuple[str, Look]]:
    window, drawn = KivyWindow(), []
    for kind, walking in walks.items():
        with tempfile.TemporaryDirectory() as place, living(window, Path(place), kind != "empty") as (phone, town):

            def picture(screen: str, look: Look, kind: str = kind) -> None:
                name = f"{screen}-{kind}" if kind in ("empty", "broken") else screen
                path = out / look.name / f"{name}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                window.image().save(path, compress_level=1)
                drawn.append((name, look))

            walking(phone, town, in_each(phone, looks, picture))
    return drawn


def index(out: Path, drawn: list[tuple[str, Look]]) -> None:
    """One row per screen, one picture per look."""
    by_screen: dict[str, list[Look]] = {}
    for screen, look in drawn:
        by_screen.setdefault(screen, []).append(look)
    rows = []
    for screen, looks in by_screen.items():
        figures = "".join(
            f'<figure><a href="{look.name}/{screen}.png"><img loading="lazy" src="{look.name}/{screen}.png" alt=""></a>'
            f"<figcaption>{look.name}</figcaption></figure>"
            for look in looks
        )
        rows.append(f"<h2>{html.escape(screen)}</h2>{figures}")
    page = f'<!doctype html><meta charset="utf-8"><title>Gridwalk screens</title><style>{STYLE}</style>{"".join(rows)}'
    (out / "index.html").write_text(page, "utf-8")


def sheets(out: Path, drawn: list[tuple[str, Look]], columns: int = 8) -> None:
    """One large picture per look, to see many screens at a glance."""
    by_look: dict[Look, list[str]] = {}
    for screen, look in drawn:
        by_look.setdefault(look, []).append(screen)
    for look, screens in by_look.items():
        rows = -(-len(screens) // columns)
        sheet = Image.new("RGB", (columns * (WIDTH // 2 + 8), rows * (HEIGHT // 2 + 8)), "#888888")
        for number, screen in enumerate(screens):
            small = Image.open(out / look.name / f"{screen}.png").resize((WIDTH // 2, HEIGHT // 2))
            sheet.paste(small, (number % columns * (WIDTH // 2 + 8) + 4, number // columns * (HEIGHT // 2 + 8) + 4))
        sheet.save(out / f"{look.name}.jpg", quality=85)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="gallery", description="Pictures of every screen of the phone app.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--look", action="append", default=[], help="only looks whose name starts so, such as zh-200")
    parser.add_argument("--walk", action="append", default=[], choices=tuple(WALKS), help="only this walk")
    options = parser.parse_args(arguments)
    looks = tuple(it for it in ALL if not options.look or it.name.startswith(tuple(options.look)))
    begun = time.monotonic()
    drawn = draw(options.out, looks, {name: WALKS[name] for name in options.walk or WALKS})
    index(options.out, drawn)
    sheets(options.out, drawn)
    seconds = time.monotonic() - begun
    print(f"{len(drawn)} pictures in {seconds:.0f} s: {options.out / 'index.html'}")


if __name__ == "__main__":
    main()
