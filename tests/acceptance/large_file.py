"""Imports and trains on a file that is made as it is read; prints what came of it. Run by test_large_file.py.

Its arguments: `import_dataset` or `automl`, and how many bytes the file has.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml.table import to_csv
from tests.unit.sagemaker.task_world import PLACES, FakeContext, FakeS3, automl_context, run_task, source

MEMORY_BYTES = 768 << 20
ROWS = 20_000


def block() -> bytes:
    """Some rows, without a header."""
    random = np.random.default_rng(0)
    numbers = {f"n{place}": random.normal(size=ROWS).round(4) for place in range(6)}
    city, code = random.integers(0, 12, ROWS), random.integers(0, 900, ROWS)
    churn = numbers["n0"] - numbers["n1"] * numbers["n2"] + 0.1 * city + random.normal(size=ROWS) > 0.5
    texts = {"city": [f"市 {number}" for number in city], "code": [f"P-{number}" for number in code]}
    return to_csv(pa.table({**numbers, **texts, "churn": pa.array(np.where(churn, "yes", "no").tolist())}))


class Stream:
    """The rows again and again, behind one header."""

    def __init__(self, size: int) -> None:
        self._header, _, self._rows = block().partition(b"\n")
        self._left = size
        self._rest = memoryview(self._header + b"\n")

    def read(self, most: int) -> bytes:
        """Whole rows, until there are as many bytes as wanted."""
        if not self._rest:
            if self._left <= 0:
                return b""
            self._left -= len(self._rows)
            self._rest = memoryview(self._rows)
        piece, self._rest = self._rest[:most], self._rest[most:]
        return bytes(piece)

    def close(self) -> None:
        """Nothing is open."""


class EndlessS3(FakeS3):
    """Has one object that nobody could hold, and forgets what is uploaded in parts."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self.taken = 0

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        """The one object."""
        return {"Contents": [{"Key": request["Prefix"], "Size": self._size}], "IsTruncated": False}

    def get_object(self, **request: Any) -> dict[str, Any]:
        """From the beginning, or the first bytes."""
        stream = Stream(self._size)
        if "Range" in request:
            last = int(request["Range"].rpartition("-")[2])
            return {"Body": _Once(stream.read(1 << 20)[: last + 1])}
        return {"Body": stream, "ContentLength": self._size}

    def upload_part(self, **request: Any) -> dict[str, Any]:
        """Count it."""
        self.taken += len(request["Body"])
        return {"ETag": "etag"}

    def complete_multipart_upload(self, **request: Any) -> dict[str, Any]:  # noqa: ARG002 - as botocore has it
        """It was only counted."""
        return {}


class _Once:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, most: int) -> bytes:
        piece, self._data = self._data[:most], self._data[most:]
        return piece


def main(task: str, size: int) -> dict[str, Any]:
    """What the task tells, and the most memory that this process has held, in MiB."""
    s3 = EndlessS3(size)
    if task == "automl":
        channels = {"training": source("s3://in/big.csv")}
        algorithms = ["lightgbm", "linear-learner", "mlp"]
        context = automl_context(
            s3, channels, algorithms=algorithms, max_candidates=3, candidate_seconds=15, seconds=600
        )
    else:
        place = {"bucket": "in", "key": "big.csv"}
        target = {"bucket": "canvas", "key": "big.csv"}
        asked = {"source": place, "target": target, "name": "big.csv", "key": None, "read": {}, "sampling": None}
        context = FakeContext(asked, s3)
    context.memory_bytes = MEMORY_BYTES
    found = run_task(task, context)
    insights = s3.objects.get(("out", PLACES["insights"].removeprefix("s3://out/")), b"{}")
    # Not ru_maxrss: that begins with what the process held that started this one, pytest with all its tests.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) >> 10
    return {"peak": peak, "result": found, "insights": json.loads(insights), "taken": s3.taken}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
