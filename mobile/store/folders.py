"""Folders and names that last through a power loss."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it. A name is on the disk only once the folder that holds it was synced; without
    that a power cut may take the whole account away, whatever was synced inside."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder, and the end of old ones, last through a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
