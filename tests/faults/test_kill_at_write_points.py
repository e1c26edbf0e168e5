"""kill -9 at each point of a write: nothing acknowledged is lost, nothing half-written shows, nothing is left."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.write_points import OPERATIONS, points_of

# What is there before, and what is there once the operation is done.
_BEFORE = {"there": "old", "other": "new"}
_DONE: dict[str, dict[str, str]] = {
    "PutObject": {**_BEFORE, "fresh": "new"},
    "overwrite": {**_BEFORE, "there": "new"},
    "CompleteMultipartUpload": {**_BEFORE, "big": "parts"},
    "DeleteObject": {"other": "new"},
    "CopyObject": {**_BEFORE, "there": "new"},
}
# At these the operation may be done or not: it has more than one commit, and another thread removes files.
_EITHER = (
    "after the commit",
    "before a file is unlinked",
    "after a file is unlinked",
    "before unneeded blobs are removed",
)


@pytest.mark.slow
def test_a_kill_at_any_point_of_a_write(tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    command = [sys.executable, "-m", "tests.support.write_points", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path})
    cases = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(case["operation"], case["point"]) for case in cases} == {
        (operation, point) for operation in OPERATIONS for point in points_of(operation)
    }
    for case in cases:
        _check(case, done.stderr)


def _check(case: dict[str, Any], errors: str) -> None:
    operation, point = case["operation"], case["point"]
    assert case["killed"], case
    assert "failed" not in case, (case, errors)
    completed = case["objects"] == _DONE[operation]
    assert completed or case["objects"] == _BEFORE, case
    assert completed or not case["acknowledged"], case
    assert point in _EITHER or completed == (point == "the answer is on its way"), case
    assert (case["orphans"], case["missing"], case["damaged"]) == (0, 0, 0), case
    assert case["uploads"] == (0 if operation == "CompleteMultipartUpload" and completed else 1), case
    assert case["trail"], case
