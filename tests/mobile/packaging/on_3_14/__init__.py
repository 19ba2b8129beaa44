"""The phone's Python, which is newer than the desk's: CPython 3.14 as python-for-android packs it."""
