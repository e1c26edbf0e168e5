"""Scores are scikit-learn's, splits are everybody's, and the CPU clock counts only what the process does."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.automl.clock import use_cpu_time
from bench.automl.scores import better, score
from bench.automl.split import BLOCKS, blocks, digest, held_out

_RANDOM = np.random.default_rng(5)


def test_scores_are_those_of_scikit_learn() -> None:
    from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

    truth = _RANDOM.integers(0, 3, 200)
    shares = _RANDOM.dirichlet([1, 1, 1], 200)
    assert score("LogLoss", truth, shares) == pytest.approx(log_loss(truth, shares))
    two = np.column_stack([1 - shares[:, 0].round(1), shares[:, 0].round(1)])  # with ties
    assert score("AUC", truth == 1, two) == pytest.approx(roc_auc_score(truth == 1, two[:, 1]))
    assert score("RMSE", truth, shares[:, 0]) == pytest.approx(root_mean_squared_error(truth, shares[:, 0]))


def test_larger_is_better_for_auc_alone() -> None:
    assert better("AUC", 0.9, 0.8) > 0 > better("RMSE", 0.9, 0.8)


def test_a_quarter_of_every_class_is_held_out_the_same_for_a_seed() -> None:
    target = np.repeat([0, 1, 2], [400, 80, 20])
    held = held_out(target, True, 3)
    assert [int(held[target == label].sum()) for label in (0, 1, 2)] == [100, 20, 5]
    assert digest(held) == digest(held_out(target, True, 3)) != digest(held_out(target, True, 4))
    assert held_out(_RANDOM.normal(size=100), False, 3).sum() == 25


def test_the_split_is_the_one_that_was_always_made() -> None:
    """Cells of different days are compared: their rows must not change with numpy."""
    assert digest(held_out(np.arange(1000) % 7, True, 1)) == "c90500fc833e"


def test_blocks_have_every_class() -> None:
    truth = np.repeat([0, 1], [300, 20])
    numbers = blocks(truth, True)
    assert [int((truth[numbers == each] == 1).sum()) for each in range(BLOCKS)] == [2] * BLOCKS


@pytest.mark.wall_clock
def test_the_cpu_clock_stands_still_while_the_process_sleeps() -> None:
    code = (
        "from bench.automl.clock import use_cpu_time; use_cpu_time()\n"
        "import time; from time import monotonic; began, epoch = monotonic(), time.time(); time.sleep(0.3)\n"
        "assert monotonic() - began < 0.1 and time.time() - epoch < 0.1 and time.time() > 1e9\n"
        "import signal; hits = []; signal.signal(signal.SIGALRM, lambda *_: hits.append(1)); signal.alarm(1)\n"
        "time.sleep(1.1); assert not hits\n"
        "while monotonic() - began < 1.3: pass\n"
        "assert hits\n"
    )
    assert use_cpu_time.__doc__
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
