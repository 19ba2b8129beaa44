"""Small whole lists that a phone needs beside the change log: each is told whole, and only where it has changed."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson

from server.emergencies import selectors as emergencies
from server.feedback import selectors as feedback
from server.forms import selectors as forms
from server.grids.scope import Scope
from server.incidents import tasks
from server.notices import selectors as notices
from server.organisations import call_outs

Items = list[dict[str, Any]]

# More of one kind than a person can have open; a selector cuts its own list where the later items matter least.
MOST = 200

# Section → what a person's phone is told of it: ordered, at most `MOST` items, ids and times as text.
SECTIONS: dict[str, Callable[[Scope], Items]] = {
    "call_outs": call_outs.section,
    "emergencies": emergencies.section,
    "feedback": feedback.section,
    "forms": forms.section,
    "notices": notices.section,
    "tasks": tasks.section,
}


def changed_sections(scope: Scope, known: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The sections that a phone asked for by name and of which it has another tag, or none yet.

    `known` is section → tag as the phone sent it. A name that is not ours is passed over: the app may be newer.
    """
    told = {}
    for name in SECTIONS.keys() & known.keys():
        items = SECTIONS[name](scope)[:MOST]
        tag = tag_of(items)
        if tag != known[name]:
            told[name] = {"tag": tag, "items": items}
    return told


def tag_of(items: Items) -> str:
    """Of the content, so that a restored server and a second server give the same one."""
    return sha256(orjson.dumps(items, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
