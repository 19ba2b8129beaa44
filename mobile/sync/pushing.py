"""Sends what was recorded, in the order in which it was recorded."""

import time
from collections.abc import Callable

from mobile.store import Store
from mobile.sync.client import Client
from mobile.sync.pace import Pace
from mobile.sync.problems import NotOurServer, Offline, Refused
from mobile.wire import MAX_OPS, NotOurEnvelope, Operation, Push, PushAnswer

# The server could not read the message: too large for somebody on the way, or one operation spoils it.
TOO_LARGE = 413
HALVE = (400, TOO_LARGE)


def push_all(store: Store, client: Client, on_batch: Callable[[int], None], pace: Pace | None = None) -> int:
    """Sends everything that waits; gives the number of operations now done.

    An operation stops waiting only on its own verdict in an answer of ours. A connection that breaks, wherever it
    breaks, leaves it waiting; sent again it is answered "duplicate".
    """
    pace = pace or Pace(MAX_OPS, 1)
    done, size, most, after_seq = 0, pace.size, MAX_OPS, 0
    try:
        while batch := store.outgoing.take_batch(size, after_seq=after_seq):
            began = time.monotonic()
            try:
                answer = send(store, client, batch)
            except Offline as problem:
                if problem.under_way:
                    pace.broke()
                raise
            except Refused as problem:
                if problem.status not in HALVE:
                    raise
                if len(batch) == 1:
                    store.outgoing.refuse(batch[0].op_id, problem.code, problem.message)
                    after_seq = batch[0].device_seq
                size = max(1, len(batch) // 2)
                if problem.status == TOO_LARGE:
                    # Whoever found it too large will again: no second try with as many in this run.
                    most = size
                continue
            asked = {op.op_id for op in batch}
            done += store.outgoing.settle(
                (result for result in answer.results if result.op_id in asked), answer.server_time
            )
            # What still waits has been asked for in this run; the next run asks again.
            after_seq = batch[-1].device_seq
            pace.went(time.monotonic() - began)
            size = min(most, pace.size, size * 2)
            on_batch(len(batch))
            if take_epoch(store, answer.epoch):
                # Everything that is still kept waits again.
                after_seq = 0
    finally:
        store.outgoing.put_back()
    return done


def send(store: Store, client: Client, batch: list[Operation]) -> PushAnswer:
    moment = store.clock.now()
    message = Push(
        device=store.device_id,
        epoch=store.mirror.epoch(),
        sent_at=moment.clock.isoformat(),
        boot_id=moment.boot_id,
        elapsed_ms=moment.elapsed_ms,
        waiting=store.counts().waiting,
        ops=tuple(batch),
    )
    try:
        return PushAnswer.read(client.post("sync/push", message.message(), compress=True))
    except NotOurEnvelope as error:
        raise NotOurServer from error


def take_epoch(store: Store, epoch: str) -> bool:
    """Whether this is another epoch than the one we knew: the server was restored, perhaps without what it had
    acknowledged."""
    known = store.mirror.epoch()
    if known is None or known == epoch:
        return False
    store.mirror.begin_epoch(epoch)
    return True
