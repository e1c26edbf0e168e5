"""A run goes on where it stood, breadth first."""

from pathlib import Path

from bench.automl.cell import Cell
from bench.automl.plan import cells, pending
from bench.automl.store import add, read
from tests.unit.bench.canned import record

_WANTED = cells(["magic", "ames"], ["sealcanvas", "flaml"], [30, 120], [0, 1], "cpu")


def test_every_set_comes_before_the_next_engine_budget_and_seed() -> None:
    assert len(_WANTED) == len(set(_WANTED)) == 16
    assert [str(cell) for cell in _WANTED[:5]] == [
        "magic-sealcanvas-30-0-cpu",
        "ames-sealcanvas-30-0-cpu",
        "magic-flaml-30-0-cpu",
        "ames-flaml-30-0-cpu",
        "magic-sealcanvas-120-0-cpu",
    ]


def test_what_was_measured_is_not_measured_again_be_it_killed(tmp_path: Path) -> None:
    add(record("magic", "sealcanvas", 0.9), tmp_path)
    add(record("ames", "flaml", None), tmp_path)
    left = pending(_WANTED, read(tmp_path), "abc", [])
    assert len(left) == 14
    assert Cell("magic", "sealcanvas", 30, 0) not in left
    assert Cell("ames", "flaml", 30, 0) not in left


def test_a_wall_clock_cell_is_another_cell(tmp_path: Path) -> None:
    add(record("magic", "flaml", 0.9), tmp_path)
    assert Cell("magic", "flaml", 30, 0, "wall") not in read(tmp_path)


def test_the_engine_that_changes_is_measured_anew_at_another_commit_and_the_later_line_counts(tmp_path: Path) -> None:
    add(record("magic", "sealcanvas", 0.9, commit="old"), tmp_path)
    add(record("magic", "flaml", 0.9), tmp_path)
    only = [Cell("magic", "sealcanvas", 30, 0), Cell("magic", "flaml", 30, 0)]
    assert pending(only, read(tmp_path), "old", ["sealcanvas"]) == []
    assert pending(only, read(tmp_path), "new", ["sealcanvas"]) == only[:1]
    add(record("magic", "sealcanvas", 0.95, commit="new"), tmp_path)
    assert read(tmp_path)[only[0]]["score"] == 0.95
    assert pending(only, read(tmp_path), "new", ["sealcanvas"]) == []
