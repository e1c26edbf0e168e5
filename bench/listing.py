"""A bucket of many objects listed: the first page, every later one, one after another process wrote; and the memory.

`python -m bench.listing 1000000`; rows alone are made, for a listing reads no sealed file.
"""

import resource
import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

import sealcanvas.s3 as s3
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.tables import objects
from sealcanvas.server.compose import open_instance
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance

_ACCOUNT, _BUCKET = "111122223333", "bench"
_BATCH = 10_000
_PAGES = 200


def run(count: int = 1_000_000) -> dict[str, Any]:
    """Seconds of each kind of page, and mebibytes that the index takes."""
    with tempfile.TemporaryDirectory() as folder:
        home, root = Path(folder), Secret.random(32)
        first = _open(home, root)
        s3.create_bucket(_call(first), {"Bucket": _BUCKET})
        s3.put_object(_call(first), {"Bucket": _BUCKET, "Key": "0", "Body": BytesBody(b"x")})
        _fill(first, count)
        other = _open(home, root)
        before = _resident()
        result: dict[str, Any] = {"objects": count, "first_page_s": _timed(first)}
        result["index_mib"] = round((_resident() - before) / 2**20)
        pages, token = [], None
        for _ in range(_PAGES):
            request = {"Bucket": _BUCKET} | ({"ContinuationToken": token} if token else {})
            began = time.perf_counter()
            page = s3.list_objects_v2(_call(first), request)
            pages.append(time.perf_counter() - began)
            token = page.get("NextContinuationToken")
            if token is None:
                break
        result["page_of_1000_ms"] = round(statistics.median(pages) * 1000, 1)
        after = []
        for number in range(20):
            key = f"new/{number}"
            s3.put_object(_call(other), {"Bucket": _BUCKET, "Key": key, "Body": BytesBody(b"x")})
            after.append(_timed(first))
        result["page_after_another_process_wrote_ms"] = round(statistics.median(after) * 1000, 1)
        began = time.perf_counter()
        for number in range(200):
            s3.put_object(_call(first), {"Bucket": _BUCKET, "Key": f"own/{number}", "Body": BytesBody(b"x")})
        result["put_of_a_new_key_ms"] = round((time.perf_counter() - began) * 5, 2)
        first.database.close()
        other.database.close()
    return result


def _open(home: Path, root: Secret) -> Instance:
    return open_instance(home, root, account=_ACCOUNT, region="us-east-1", clock=lambda: datetime.now(UTC))


def _call(instance: Instance) -> Call:
    return Call(
        instance=instance, principal=Principal.root(_ACCOUNT), request_id=new_request_id(), region=instance.region
    )


def _fill(instance: Instance, count: int) -> None:
    """Rows like the one that is there, under keys of everyday length."""
    bucket = find_bucket(_call(instance), _BUCKET)
    with instance.database.read() as connection:
        (like,) = connection.execute(objects.select()).mappings().all()
    for start in range(0, count, _BATCH):
        rows = [
            {
                **like,
                "version_id": secrets.token_hex(16),
                "bucket_id": bucket.bucket_id,
                "key_index": (key := f"日次/2026/{number % 365:03d}/part-{number:08d}.parquet"),
                "key": key,
                "blob_id": secrets.token_hex(16),
            }
            for number in range(start, min(start + _BATCH, count))
        ]
        with instance.database.transaction() as connection:
            connection.execute(insert(objects), rows)


def _timed(instance: Instance) -> float:
    began = time.perf_counter()
    s3.list_objects_v2(_call(instance), {"Bucket": _BUCKET})
    return time.perf_counter() - began


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
