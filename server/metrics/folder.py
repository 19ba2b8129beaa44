"""Where the workers of one server put their numbers, so that any of them can tell the sum."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def prepare(folder: Path) -> Path | None:
    """A folder for this process and its siblings, named by their parent; what servers that are gone left is removed.

    prometheus-client looks at the variable once, when it is imported. Where nothing can be written, each worker counts
    for itself.
    """
    own = folder / str(os.getppid())
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError:
        os.environ.pop(VARIABLE, None)
        return None
    for other in folder.iterdir():
        if other.name.isdigit() and not is_alive(int(other.name)):
            with suppress(OSError):
                shutil.rmtree(other)
    os.environ[VARIABLE] = str(own)
    return own


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
