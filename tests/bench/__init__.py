"""Benchmarks: `python3 -m server bench [NAME…] --json FILE` runs them, prints a table and writes JSON.

Every module of this folder that has `NAME` is a benchmark:

    from tests.bench.measure import Result, best_of
    from tests.bench.context import Context

    NAME = "tiles"                                  # what the command line calls it
    ABOUT = "uncached and cached tiles per second"  # one line for `bench --list`

    def run(context: Context) -> list[Result]: ...

Each benchmark runs in a process of its own, with Django set up on an empty, migrated database that is dropped
afterwards: models, factories and services can be imported at the top of the module. `context` offers

    context.database              URL of that database (`context.dsn`: the same for libpq)
    context.load_demo(...)        fills it with the demo (`households=5000, seed=1`)
    context.serve(workers=1)      a real granian server over it on a free port: a `Served` with `.url`, `.cpu_seconds()`
                                  (`database=` another URL, `environment={…}` for settings)
    context.start(command, url=…) any other server, a peer say, awaited until `url` answers: also a `Served`
    context.new_database()        another empty database with PostGIS (not migrated), dropped afterwards
    context.folder                an empty folder, removed afterwards
    context.say(text)             a line of progress

Servers and databases are stopped and dropped when `run` ends, also after an error. `tests.bench.measure` has the
clocks: `best_of(function)` (wall and CPU seconds of the best of several rounds), `rate(send, seconds=…, threads=…)`,
`quantile`.

A `Result` says `name, size, unit, ours, peer, peer_name`. `ratio` is ours / peer (None without a peer). Units that end
in "/s" are better when greater, all others (s, ms, bytes) when smaller. Ours and the peer are measured in one run on
the same data; a figure without a peer is still worth a line. The JSON is a list of
`{name, size, unit, ours, peer, peer_name, ratio, machine, versions}`.
"""
