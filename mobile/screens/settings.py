"""What this phone remembers between starts: the last account, language, text size, colours. No secrets."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Settings:
    server: str = ""
    username: str = ""
    account: str = ""
    language: str = "zh"
    night: bool = False
    contrast: bool = False
    text_scale: float = 1.0
    synced_at: str = ""
    # Without a touch for so long, the PIN is asked for again.
    lock_minutes: int = 5
    # Whether the phone may say something aloud: not asked yet, "on" or "off".
    alerts: str = ""
    # The pages whose help was opened.
    known: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """A file that is missing or cannot be read means the defaults: nothing of worth is in it."""
        try:
            known = json.loads(path.read_text("utf-8"))
            return cls(**{key: value for key, value in known.items() if key in cls.__dataclass_fields__})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")
        os.replace(part, path)  # noqa: PTH105
