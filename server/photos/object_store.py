"""How an object store that speaks S3 is reached, from `GRIDWALK_S3_…`. Read by the settings: no Django in here."""

import os
from typing import Any

# A request of ours answers in seconds, whatever the store does: the phone keeps its photo and comes again.
CONNECT_SECONDS = 3
READ_SECONDS = 15


def object_store(bucket: str) -> dict[str, Any]:
    """The storage of Django's `STORAGES`. Nothing in it is public: pictures leave by our own address only."""
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("GRIDWALK_S3_ENDPOINT") or None,
            "region_name": os.environ.get("GRIDWALK_S3_REGION") or None,
            "access_key": os.environ.get("GRIDWALK_S3_KEY") or None,
            "secret_key": os.environ.get("GRIDWALK_S3_SECRET") or None,
            "location": os.environ.get("GRIDWALK_S3_PREFIX", ""),
            # One name holds one picture for ever: writing it again writes the same bytes.
            "file_overwrite": True,
            "default_acl": None,
            "client_config": Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": 2},
                # Stores other than Amazon's know buckets as paths, and not its newer checksums.
                s3={"addressing_style": os.environ.get("GRIDWALK_S3_ADDRESSING", "path")},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
