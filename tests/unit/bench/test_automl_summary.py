"""What the cells come to, and that the page says just that."""

import re

import pytest

from bench.automl.compare import compare, ranks
from bench.automl.page import PAGE, figures, written
from bench.automl.store import read
from bench.automl.summary import Summary
from tests.unit.bench.canned import record, records

_CELLS = records(
    record("magic", "sealcanvas", 0.95, commit="aaa"),
    record("magic", "flaml", 0.90),
    record("magic", "autogluon_medium", 0.951),
    record("letter", "sealcanvas", 0.20, commit="bbb", fit_cpu_s=33.0),
    record("letter", "flaml", 0.10, predict_cpu_s=0.02),
    record("letter", "autogluon_medium", None),
    record("ames", "sealcanvas", 10.0, commit="aaa"),
    record("ames", "flaml", 20.0),
    record("ames", "autogluon_medium", 10.0),
    record("ames", "autogluon_medium", 9.0, budget=120),
)


def test_ranks_share_ties_and_put_the_killed_last() -> None:
    assert ranks("AUC", [0.8, 0.9, None, 0.8]) == [2.5, 1, 4, 2.5]
    assert ranks("RMSE", [2.0, 1.0, None, None]) == [2, 1, 3.5, 3.5]


def test_the_mean_rank_is_over_the_sets_that_every_engine_was_tried_on() -> None:
    means, whole = Summary(_CELLS, "cpu", 30).mean_ranks()
    assert whole == ["magic", "letter", "ames"]
    assert means["sealcanvas"] == pytest.approx((2 + 2 + 1.5) / 3)
    assert means["autogluon_medium"] == pytest.approx((1 + 3 + 1.5) / 3)
    fewer = {cell: line for cell, line in _CELLS.items() if (cell.set, cell.engine) != ("magic", "flaml")}
    assert Summary(fewer, "cpu", 30).mean_ranks()[1] == ["letter", "ames"]


def test_an_engine_tried_on_few_sets_is_not_ranked_yet() -> None:
    fewer = {cell: line for cell, line in _CELLS.items() if cell.engine != "flaml" or cell.set == "magic"}
    means, whole = Summary(fewer, "cpu", 30).mean_ranks()
    assert "flaml" not in means
    assert len(whole) == 3


def test_a_killed_peer_is_no_win_for_us() -> None:
    found = Summary(_CELLS, "cpu", 30)
    assert [each.set for each in found.against("autogluon_medium")] == ["magic", "ames"]
    assert found.unscored("autogluon_medium") == ["letter"]


def test_equal_is_a_difference_within_one_standard_error_of_the_paired_blocks() -> None:
    one, other = record("ames", "sealcanvas", 10.0), record("ames", "flaml", 10.0)
    other["blocks"] = [value + (0.3 if number % 2 else -0.3) for number, value in enumerate(other["blocks"])]
    for score, verdict in ((10.05, "equal"), (10.5, "better"), (9.5, "worse")):
        other["score"] = score
        found = compare({0: one}, {0: other})
        assert found is not None
        assert found.verdict == verdict
    assert compare({0: one}, {1: other}) is None


def test_seeds_count_together() -> None:
    ours = {seed: record("magic", "sealcanvas", value, seed=seed) for seed, value in enumerate((0.9, 0.8))}
    peer = {seed: record("magic", "flaml", value, seed=seed) for seed, value in enumerate((0.8, 0.8, 0.7))}
    found = compare(ours, peer)
    assert found is not None
    assert found.percent == 25.0  # of 1 - 0.8


def test_other_rows_are_not_compared() -> None:
    with pytest.raises(ValueError, match="two ways"):
        compare({0: record("ames", "sealcanvas", 1.0)}, {0: record("ames", "flaml", 1.0, split="other")})


def test_behaviour_is_told_by_engine() -> None:
    found = Summary(_CELLS, "cpu", 30)
    ours, flaml, medium = (found.behaviour(name) for name in ("sealcanvas", "flaml", "autogluon_medium"))
    assert ours is not None
    assert flaml is not None
    assert medium is not None
    assert ours.spent == (1.0, 1.1)
    assert flaml.ratio == pytest.approx(1.0)  # the median of 1, 1 and 0.2
    assert medium.outcomes == {"done": 2, "killed": 1}
    assert ours.model_mb == 2


def test_the_figures_have_each_budget_the_losses_and_the_commits() -> None:
    text = figures(_CELLS)
    assert "### 30 CPU-seconds" in text
    assert "### 120 CPU-seconds" in text
    assert "letter (flaml, 1e+02 %)" in text
    assert "aaa, bbb" in text
    assert re.search(r"\| letter \| LogLoss \| 0\.2 \| killed \| \*\*0\.1\*\* \|", text)


def test_figures_take_the_place_of_earlier_ones() -> None:
    page = "before\n<!-- from the cells: begin -->\nold\n<!-- from the cells: end -->\nafter\n"
    once = written(page, _CELLS)
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert written(once, _CELLS) == once


def test_the_page_says_what_the_cells_say() -> None:
    """`python -m bench automl --page` writes it anew."""
    page = PAGE.read_text()
    assert written(page, read()) == page
