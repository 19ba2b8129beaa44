"""The faults that are injected, and the invariants that have to hold whatever happens."""

INVARIANTS = {
    "A": "an acknowledged operation is on the server, or still on the phone",
    "B": "an operation is applied once",
    "C": "in its scope, the phone's digest equals the server's",
    "D": "nothing outside the worker's scope is served, or kept after a purge",
    "E": "a bad item blocks only itself and later operations on the same record",
    "F": "the phone deletes nothing without the server's proof for exactly that thing",
    "G": "every rejection is seen by the worker, with its reason, and by the office",
}

FAULTS = {
    "cut-request": "connection cut at every byte of a request",
    "cut-reply": "connection cut at every byte of a reply",
    "server-killed": "server worker killed between commit and reply",
    "duplicates": "the same push eight times at once",
    "reordering": "requests in another order",
    "late-retransmission": "a stored request played again later",
    "slow-line": "50 bytes a second",
    "stall": "the line stalls in mid transfer",
    "captive-portal": "a login page answers 200",
    "bad-gzip": "damaged gzip, and a gzip bomb",
    "truncated-json": "JSON that ends too early",
    "phone-killed": "phone killed in mid write",
    "power-loss": "power lost: only synced bytes remain",
    "disk-full": "the phone's disk is full",
    "disk-error": "the disk answers EIO",
    "flipped-bit": "a bit of the phone's file flips",
    "truncated-wal": "the phone's write-ahead log is cut off",
    "clock-year": "the phone's clock is a year off",
    "clock-jump": "the phone's clock jumps in mid visit",
    "token-revoked": "token revoked in mid batch",
    "login-reply-lost": "the reply to a sign-in is lost",
    "photo-half": "a photo half sent",
    "photo-replaced": "a photo replaced in mid upload",
    "photo-wrong-hash": "a photo whose bytes do not match its hash",
    "photo-without-op": "a photo without its record",
    "op-without-photo": "a record without its photo",
    "two-devices": "two phones of one worker",
    "two-workers": "two workers on one field",
    "worker-moved": "worker moved to other grids with unsent work",
    "household-moved": "household moved to another grid",
    "false-empty-scope": "the server says for a moment that the scope is empty",
    "failover": "failover to a replica that lacks the last commits",
    "restore": "server restored to yesterday",
    "stale-replica": "a replica 60 s behind",
    "long-write": "a long write transaction holds the horizon back",
    "old-app": "a migration while old apps are about",
    "poison": "one operation of each verb that cannot be applied",
    "database-down": "the database is down or killed",
    "pool-full": "all connections are in use",
    "object-store-down": "the object store is down",
    "job-worker-killed": "the job worker is killed in mid job",
    "long-offline": "200 days offline",
    "rush-hour": "300 phones at 17:30 after an outage",
    "unsent-logout": "signing out with unsent work",
    "unsent-account-switch": "another account on the phone with unsent work",
}

# What cannot be injected where the tests run, and why; each has its nearest test all the same.
NOT_HERE: dict[str, str] = {}

CASES = {f"R{number:02}" for number in range(1, 42)}
