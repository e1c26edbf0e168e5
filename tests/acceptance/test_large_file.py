"""A file far larger than the memory it is read in: imported, and learnt from by a sample that the report states."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from sealcanvas.jobs.working.threads import thread_variables
from tests.acceptance.large_file import MEMORY_BYTES

# Half a minute of CPU each; a busy machine takes its time.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BYTES = 1_300_000_000


def run(task: str) -> dict[str, Any]:
    """The task in a process of its own, as in a worker."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.large_file", task, str(BYTES)],
        env={**os.environ, **thread_variables(1)},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def test_an_import_takes_a_fraction_of_the_files_size() -> None:
    told = run("import_dataset")
    assert told["result"]["rows"] > 15_000_000
    assert told["taken"] >= BYTES
    assert told["peak"] << 20 < 0.65 * BYTES


def test_training_stays_within_the_jobs_memory_and_says_what_it_learnt_from() -> None:
    told = run("automl")
    assert told["peak"] << 20 < MEMORY_BYTES < 0.65 * BYTES
    assert len(told["result"]["candidates"]) == 4  # the ensemble, and a candidate of each learner
    warning = told["insights"]["warnings"][0]
    assert warning.startswith("The training data has ")
    assert "drawn evenly with seed 0, were used" in warning
    assert told["insights"]["rows"] > 10_000
