"""Tells the office that an account's data are gone from this phone, and hands in what was sealed before."""

from mobile.store.leaving import Farewell
from mobile.sync.client import Client, problem_in
from mobile.sync.problems import Refused

SEALED = {"Content-Type": "application/octet-stream"}


def say_farewell(farewell: Farewell, client: Client | None = None) -> int:
    """Gives the number of files handed in now. What was handed in is gone from here; a line that breaks costs the file
    that was on it. Raises any `SyncProblem`: then the next start goes on."""
    if not farewell.folder.is_dir():
        # Asked for twice; all of it was said the first time.
        return 0
    client = client or Client(farewell.order.server, farewell.order.token)
    try:
        files = farewell.files()
        # First the word alone: the office has to know, however large the files and however poor the line.
        say(client, b"", len(files))
        for number, path in enumerate(files, start=1):
            try:
                say(client, path.read_bytes(), len(files) - number)
            except Refused as problem:
                if problem.status >= 500:
                    raise
                # Nothing that is sent again would be read: kept for whoever can.
                path.rename(path.with_suffix(".refused"))
            else:
                farewell.forget(path)
        if not any(farewell.folder.glob("*.refused")):
            farewell.end()
    finally:
        client.close()
    return len(files)


def say(client: Client, content: bytes, left: int) -> None:
    answer = client.request("POST", f"/api/v1/sync/wiped?left={left}", content, SEALED)
    if answer.status != 204:
        raise problem_in(answer)
