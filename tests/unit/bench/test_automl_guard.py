"""Who overruns is ended, by the cell's clock, and the record says so."""

import sys
import time
from pathlib import Path

import pytest

from bench.automl.guard import Limits, watch

_LIMITS = Limits(start=30, fit=0.5, predict=30)
_FITS = "import pathlib, sys; pathlib.Path(sys.argv[1], 'fit').touch();"
_PREDICTS = "pathlib.Path(sys.argv[1], 'predict').touch();"
_SPIN = "import time\nwhile time.process_time() < 60: pass"


def _watch(code: str, folder: Path, clock: str = "cpu") -> str | None:
    command = [sys.executable, "-S", "-c", code, str(folder)]
    return watch(command, folder, _LIMITS, "cpu" if clock == "cpu" else "wall", folder / "log", {})


def test_a_process_that_keeps_its_limits_is_left_alone(tmp_path: Path) -> None:
    assert _watch(_FITS + _PREDICTS, tmp_path) is None


@pytest.mark.wall_clock
def test_training_over_the_limit_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    told = _watch(_FITS + _SPIN, tmp_path)
    assert told is not None
    assert told.startswith("killed in fit after")
    assert time.monotonic() - began < 30


def test_the_cpu_clock_stands_still_while_a_process_waits_but_the_walls_does_not(tmp_path: Path) -> None:
    waits = _FITS + "import time; time.sleep(1.2)"
    assert _watch(waits, tmp_path) is None
    assert str(_watch(waits, tmp_path, "wall")).startswith("killed in fit")


def test_time_over_the_trainings_limit_is_free_once_it_predicts(tmp_path: Path) -> None:
    assert _watch(_FITS + _PREDICTS + "import time; time.sleep(1.2)", tmp_path, "wall") is None


def test_a_process_that_fails_is_recorded_with_its_error(tmp_path: Path) -> None:
    assert _watch("raise ValueError('no models')", tmp_path) == "failed: ValueError: no models"


def test_the_limit_grows_with_the_budget() -> None:
    assert Limits.of(30).fit == 60
    assert Limits.of(120).fit == 195
