"""Why a sync or a sign-in did not go through. `code` is stable: the phone's texts are keyed by it (`problem.<code>`).

None of these loses anything: what was recorded waits on the phone.
"""

from typing import Any, ClassVar


class SyncProblem(Exception):
    """`retry_after` is what the server asked for, in seconds, or None."""

    code: str = "sync_problem"
    may_retry: ClassVar[bool] = False

    def __init__(
        self, message: str = "", *, retry_after: float | None = None, data: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message or self.code)
        self.message = message
        self.retry_after = retry_after
        self.data = data or {}


class Offline(SyncProblem):
    """No connection, a connection cut, or no answer in time. `under_way`: there was one, and a message was on it."""

    code = "offline"
    may_retry = True

    def __init__(self, message: str = "", *, under_way: bool = False) -> None:
        super().__init__(message)
        self.under_way = under_way


class NotOurServer(SyncProblem):
    """An answer that is not ours: a captive portal's login page, a proxy's error page, a wrong address."""

    code = "not_our_server"
    may_retry = True


class ServerBusy(SyncProblem):
    """429, 502, 503 or 504: wait `retry_after` seconds."""

    code = "server_busy"
    may_retry = True


class PhotoBusy(SyncProblem):
    """The server is still at work on this very photo: the others go on, and this one next time."""

    code = "server_busy"
    may_retry = True


class ServerFailed(SyncProblem):
    """The server met an error of its own (500)."""

    code = "server_failed"
    may_retry = True


class WrongLogin(SyncProblem):
    """Name or password is wrong: only ever said by the sign-in itself."""

    code = "wrong_login"


class TooManyTries(SyncProblem):
    """The sign-in is locked for a while."""

    code = "too_many_tries"


class TokenExpired(SyncProblem):
    """Sign in again. Recording goes on; the outbox waits."""

    code = "token_expired"


class DeviceRevoked(SyncProblem):
    """The office has taken this phone off the list. Recording goes on; the outbox waits for the office."""

    code = "device_revoked"


class DeviceWiped(SyncProblem):
    """The office asks that this phone remove the account's data: unsent work is sealed, then everything goes."""

    code = "device_wiped"


class NoPost(SyncProblem):
    """The person holds no post today: there is nothing to download."""

    code = "no_post"


class AppTooOld(SyncProblem):
    """The server sends no more data to this version of the app; it still takes what was recorded."""

    code = "app_too_old"


class EpochChanged(SyncProblem):
    """The server was restored: the phone offers its acknowledged work again and downloads afresh."""

    code = "epoch_changed"
    may_retry = True


class DamagedDownload(SyncProblem):
    """What arrived is not what was announced (size or SHA-256)."""

    code = "damaged_download"
    may_retry = True


class CursorTooOld(SyncProblem):
    """The phone was away for longer than the server remembers what went: `data["grids"]` are downloaded afresh."""

    code = "cursor_too_old"
    may_retry = True


class Refused(SyncProblem):
    """Any other refusal; `code` and `message` are the server's own."""

    def __init__(self, code: str, message: str, status: int, *, data: dict[str, Any] | None = None) -> None:
        super().__init__(message, data=data)
        self.code = code
        self.status = status


# Whatever the server says in its words: later.
BUSY = (429, 502, 503, 504)
BY_CODE: dict[str, type[SyncProblem]] = {
    problem.code: problem
    for problem in (
        WrongLogin,
        TooManyTries,
        TokenExpired,
        DeviceRevoked,
        DeviceWiped,
        NoPost,
        AppTooOld,
        EpochChanged,
        CursorTooOld,
        ServerBusy,
    )
}
# An unknown token is an expired one to the worker: sign in again, nothing is lost.
BY_CODE["not_signed_in"] = TokenExpired
BY_CODE["too_many_requests"] = ServerBusy
BY_CODE["server_fault"] = ServerFailed


def problem_of(
    status: int, code: str, message: str, data: dict[str, Any], retry_after: float | None = None
) -> SyncProblem:
    """The problem that a refusal in our own shape means."""
    known = BY_CODE.get(code)
    if known is not None:
        return known(message, retry_after=retry_after, data=data)
    if status in BUSY:
        return ServerBusy(message, retry_after=retry_after, data=data)
    return Refused(code, message, status, data=data)
