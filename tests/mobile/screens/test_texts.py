"""The texts: the same keys in both languages, each used and each there, no words in the code, no English in Chinese."""

import json
import re
from pathlib import Path

import pytest

MOBILE = Path(__file__).resolve().parents[3] / "mobile"
SOURCES = [
    path
    for part in ("screens", "widgets", "wiring", "practice")
    for path in sorted((MOBILE / part).glob("*.*"))
    if path.suffix in (".py", ".kv")
]
ZH, EN = (json.loads((MOBILE / "assets/text" / f"{name}.json").read_text("utf-8")) for name in ("zh", "en"))
FIELDS = re.compile(r"{(\w+)(?::[^}]*)?}")
SAID = re.compile(r"(?:say|say_or|has)\(\s*(f?)\"([^\"]+)\"")
QUOTED_KEY = re.compile(r"\"([a-z_]+\.[a-z_0-9.]+)\"")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that Chinese texts keep as they are: names, units, licences, what one types into the search.
LATIN_KEPT = re.compile(
    r"English|OpenStreetMap|ODbL|MB|Noto Sans SC|SIL|Kivy|Python|SQLite|Pillow|SDL|pyjnius|MIT-CMU|MIT|PSF|zlib"
    r"|Apache|wxm|contributors|PIN"
)


def test_both_languages_have_the_same_keys_with_the_same_data() -> None:
    assert ZH.keys() == EN.keys()
    assert [key for key in ZH if set(FIELDS.findall(ZH[key])) != set(FIELDS.findall(EN[key]))] == []


def test_no_text_is_empty() -> None:
    assert [key for key in ZH if not ZH[key].strip() or not EN[key].strip()] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_text_that_is_asked_for_is_there(path: Path) -> None:
    source = path.read_text("utf-8")
    asked = {key for prefix, key in SAID.findall(source) if not prefix and "{" not in key}
    quoted = {
        key for key in QUOTED_KEY.findall(source) if key.split(".")[0] in PREFIXES and not key.endswith((".py", ".kv"))
    }
    assert sorted(key for key in asked | quoted if key not in ZH) == []


PREFIXES = {key.split(".")[0] for key in ZH}


def test_every_text_is_used() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SOURCES)
    built = [
        re.escape(re.sub(r"{[^}]*}", "\0", key)).replace("\0", ".+")
        for prefix, key in SAID.findall(source)
        if "{" in key
    ]
    used = set(QUOTED_KEY.findall(source))
    unused = [key for key in ZH if key not in used and not any(re.fullmatch(pattern, key) for pattern in built)]
    assert unused == []


@pytest.mark.parametrize("path", [it for it in SOURCES if it.suffix == ".kv"], ids=lambda path: path.name)
def test_no_words_stand_in_a_rule(path: Path) -> None:
    literal = re.findall(
        r"^\s*(?:text|note|title|hint|hint_text|label|act_text): *\"([^\"]+)\"", path.read_text("utf-8"), re.MULTILINE
    )
    assert [text for text in literal if text != "https://"] == []


# The practice makes up a town: its names are data, and Chinese whatever the language.
SAYING = [path for path in SOURCES if path.parent.name != "practice"]


@pytest.mark.parametrize("path", SAYING, ids=lambda path: path.name)
def test_no_chinese_stands_in_the_code(path: Path) -> None:
    lines = [
        line for line in path.read_text("utf-8").splitlines() if HAN.search(line.split("#")[0]) and '"""' not in line
    ]
    allowed = "年月日"
    assert [line for line in lines if set(HAN.findall(line)) - set(allowed)] == []


def test_no_english_is_left_in_chinese() -> None:
    left = {key: re.sub(FIELDS, "", LATIN_KEPT.sub("", text)) for key, text in ZH.items()}
    assert [key for key, text in left.items() if re.search(r"[A-Za-z]{2,}", text)] == []


def test_every_outcome_need_domain_and_state_has_words() -> None:
    from mobile.widgets.theme import STATES

    keys = [f"state.{it}{end}" for it in STATES for end in ("", "_n", "_note")]
    keys += [f"outcome.{it}" for it in ("met", "not_home", "declined", "phone", "moved", "vacant")]
    keys += [f"need.{it}" for it in ("medical", "daily_living", "repair", "company", "paperwork", "other")]
    keys += [f"domain.{it}" for it in ("party_building", "governance", "livelihood", "environment", "service")]
    assert [key for key in keys if key not in ZH] == []


def test_every_problem_of_store_and_sync_has_words() -> None:
    from mobile.store.problems import StoreProblem
    from mobile.sync.problems import SyncProblem

    kinds = [*StoreProblem.__subclasses__(), *SyncProblem.__subclasses__()]
    assert sorted(kind.code for kind in kinds if f"problem.{kind.code}" not in ZH) == []


def test_an_expired_session_is_never_called_a_wrong_password() -> None:
    assert "密码不对" not in ZH["sign_in.expired"] + ZH["problem.token_expired"]
    assert "wrong" not in EN["problem.token_expired"]
