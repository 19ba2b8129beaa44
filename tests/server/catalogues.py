"""Reading what the server says: the sentences in its code and templates, and the catalogues that translate them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

SERVER = Path(__file__).resolve().parents[2] / "server"
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)\w|%[sd]")


@dataclass(frozen=True)
class Entry:
    catalogue: str
    msgid: str
    msgstr: str
    fuzzy: bool


def used() -> dict[str, str]:
    """Every sentence in code and templates, with a file that says it."""
    found: dict[str, str] = {}
    for path in sorted(SERVER.rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(dict.fromkeys(in_code(path.read_text("utf-8")), str(path.relative_to(SERVER))))
    for path in sorted(SERVER.rglob("templates/**/*.*")):
        # Django's own extraction turns a template into Python that calls gettext.
        code = templatize(path.read_text("utf-8"), origin=str(path))
        found.update(dict.fromkeys(in_template(code), str(path.relative_to(SERVER))))
    return found


def in_code(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            first = node.args[1 if node.func.id.startswith("pgettext") else 0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def in_template(code: str) -> Iterator[str]:
    for call in re.finditer(r"(?:gettext|\b_)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))", code, re.DOTALL):
        yield str(ast.literal_eval(call[1]))


def catalogues() -> list[Entry]:
    return [entry for path in sorted(SERVER.rglob("zh_Hans/LC_MESSAGES/django.po")) for entry in entries(path)]


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a catalogue but its head. Plurals have one form in Chinese."""
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        values, keyword = {"msgid": "", "msgstr": ""}, ""
        for line in block.splitlines():
            if match := re.match(r'(msgid|msgid_plural|msgstr|msgctxt)(?:\[0\])?\s+(".*")$', line):
                keyword, text = match[1], match[2]
            elif line.startswith('"'):
                text = line
            else:
                continue
            values[keyword] = values.get(keyword, "") + ast.literal_eval(text)
        if values["msgid"]:
            name = str(path.relative_to(SERVER)).split("/")[0]
            yield Entry(name, values["msgid"], values["msgstr"], "fuzzy" in block.split("msgid")[0])


def placeholders(text: str) -> list[str]:
    return sorted(found[0] for found in PLACEHOLDER.finditer(text))
