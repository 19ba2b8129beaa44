"""A text in the languages of its form."""

from collections.abc import Mapping
from typing import Any


class Texts(dict[str, str]):
    """Language → text. What is missing in a language is said in another rather than not at all."""

    def say(self, language: str) -> str:
        return self.get(language) or next((text for text in self.values() if text), "")

    @classmethod
    def read(cls, raw: Any) -> "Texts":
        """A bare text is the text in every language."""
        if isinstance(raw, str):
            return cls({"": raw})
        if isinstance(raw, Mapping):
            return cls({str(language): text for language, text in raw.items() if isinstance(text, str)})
        return cls()
