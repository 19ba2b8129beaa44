"""Where the app's own files lie: fonts, texts, icons, the map to practise on."""

from pathlib import Path

HERE = Path(__file__).parent
FONT = HERE / "fonts" / "NotoSansSC-Regular.otf"
FONT_LICENCE = HERE / "fonts" / "LICENSE.NotoSansSC.OFL-1.1.txt"
TEXTS = HERE / "text"
ICONS = HERE / "icons"
PRACTICE_MAP = HERE / "practice.gwm"
