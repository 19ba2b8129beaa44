"""What the web processes count. Labels are words of ours (routes as patterns, verbs): never an id or a name."""

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("gridwalk_requests", "requests answered", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("gridwalk_request_seconds", "time to an answer", ["method", "route"], buckets=SECONDS)
# The photos' way in is one of the routes.
REQUEST_BYTES = Counter("gridwalk_request_bytes", "bytes of bodies received", ["method", "route"])
ANSWER_BYTES = Counter("gridwalk_answer_bytes", "bytes of bodies answered", ["method", "route"])

PUSHED = Counter("gridwalk_push_operations", "operations that phones sent, with their verdicts", ["verb", "status"])
PUSH_SECONDS = Histogram("gridwalk_push_batch_seconds", "time to judge a batch", buckets=SECONDS)
PULLED = Counter("gridwalk_pull_rows", "records told to phones", ["way"])
