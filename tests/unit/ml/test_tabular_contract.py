"""What every tabular model must hold, over the registry."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.errors import BadOption, SchemaMismatch
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import read_table, to_parquet
from sealcanvas.ml.tabular import TabularModel, train
from sealcanvas.ml.tabular.models.base import learners

ALGORITHMS = [learner.algorithm for learner in learners()]
TARGETS = {"燃費": ProblemType.REGRESSION, "原産地": ProblemType.MULTICLASS, "国産": ProblemType.BINARY}


@pytest.fixture(scope="module")
def table(cars: Any) -> Any:
    """Cars with a two-valued target, a constant column, an empty one and one of 10,000 would-be categories."""
    domestic = np.where(np.array(cars["原産地"].to_pylist()) == "USA", "はい", "いいえ")
    return (
        cars.append_column("国産", pa.array(domestic))
        .append_column("constant", pa.array(["same"] * cars.num_rows))
        .append_column("empty", pa.array([None] * cars.num_rows, pa.string()))
        .append_column("id", pa.array([f"車-{row}" for row in range(cars.num_rows)]))
    )


def fit(table: Any, target: str, algorithm: str, seed: int = 0) -> TabularModel:
    names = [name for name in table.column_names if name == target or name not in TARGETS]
    return train(
        table.select(names),
        target,
        TARGETS[target],
        budget_seconds=60,
        seed=seed,
        algorithms=[algorithm],
        max_candidates=1,
        validation_fraction=0.3,
    )


@pytest.fixture(scope="module", params=[(a, t) for a in ALGORITHMS for t in TARGETS], ids=lambda pair: pair[0])
def model(request: pytest.FixtureRequest, table: Any) -> TabularModel:
    algorithm, target = request.param
    return fit(table, target, algorithm)


def test_names_are_sagemakers() -> None:
    assert set(ALGORITHMS) == {"lightgbm", "xgboost", "mlp", "extra-trees", "randomforest", "linear-learner"}


def test_predicts_one_row_for_each_and_beats_the_baseline(model: TabularModel, table: Any) -> None:
    found = model.predict(table)
    assert found.num_rows == table.num_rows
    assert found.column_names[0] == model.target
    assert (
        model.metrics["LogLoss" if model.classes else "RMSE"].value
        < 0.8 * model.metrics["LogLoss" if model.classes else "RMSE"].baseline
    )
    if model.classes:
        shares = np.column_stack([found[f"probability_{label}"].to_numpy() for label in model.classes])
        assert np.allclose(shares.sum(axis=1), 1)
        assert set(found[model.target].to_pylist()) <= set(model.classes)
    assert np.isfinite(found[found.column_names[-1]].to_numpy()).all()


def test_order_extra_columns_and_single_rows_do_not_matter(model: TabularModel, table: Any) -> None:
    expected = model.predict(table)
    shuffled = table.select(table.column_names[::-1]).append_column("extra", pa.array(range(table.num_rows)))
    assert model.predict(shuffled).equals(expected)
    for row in (0, 7):
        single, whole = model.predict(table.slice(row, 1)), expected.slice(row, 1)
        for name in whole.column_names:
            value, expected_value = single[name][0].as_py(), whole[name][0].as_py()
            assert value == expected_value or value == pytest.approx(expected_value, rel=1e-9)


def test_unseen_and_missing_values_are_answered(model: TabularModel, table: Any) -> None:
    blank = pa.table({name: pa.nulls(2, table[name].type) for name in model.columns})
    strange = pa.table({name: pa.array(["未知", "??"]) for name in model.columns})
    for odd in (blank, strange):
        found = model.predict(odd)
        assert found.num_rows == 2
        assert found.column(0).null_count == 0
    assert model.predict(table.slice(0, 0)).num_rows == 0


def test_missing_columns_are_each_named(model: TabularModel, table: Any) -> None:
    with pytest.raises(SchemaMismatch) as caught:
        model.predict(table.drop_columns(["馬力", "Weight_in_lbs"]))
    assert set(caught.value.missing) == {"馬力", "Weight_in_lbs"}
    assert "'馬力'" in caught.value.message


def test_a_bundle_predicts_the_same(model: TabularModel, table: Any) -> None:
    again = load_model(pack(model.to_bundle(), {"dataset": "d-1"}))
    assert isinstance(again, TabularModel)
    assert again.predict(table).equals(model.predict(table))
    assert again.metrics == model.metrics
    assert again.leaderboard == model.leaderboard
    assert again.column_impact == model.column_impact
    assert again.to_bundle() == model.to_bundle()


def test_impact_is_in_per_cent(model: TabularModel) -> None:
    assert sum(model.column_impact.values()) == pytest.approx(100, abs=0.01)
    assert model.column_impact["constant"] == model.column_impact["empty"] == 0
    assert set(model.column_impact) == set(model.columns)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_equal_seeds_make_equal_bytes(table: Any, algorithm: str) -> None:
    first, second = (pack_without_time(fit(table, "国産", algorithm, seed=5)) for _ in range(2))
    assert first == second


def pack_without_time(model: TabularModel) -> dict[str, bytes]:
    return model.to_bundle().parts


def test_a_fresh_process_predicts_the_same_quickly_without_scikit_learn(table: Any, tmp_path: Path) -> None:
    model = train(table, "国産", ProblemType.BINARY, budget_seconds=60, max_candidates=6, validation_fraction=0.3)
    (tmp_path / "model").write_bytes(pack(model.to_bundle()))
    (tmp_path / "rows").write_bytes(to_parquet(table))
    code = (
        "import sys, time; from pathlib import Path; began = time.process_time();"
        "from sealcanvas.ml.bundle import load_model; from sealcanvas.ml.table import read_table, to_parquet;"
        "home = Path(sys.argv[1]); model = load_model((home / 'model').read_bytes());"
        "found = model.predict(read_table((home / 'rows').read_bytes()));"
        "(home / 'found').write_bytes(to_parquet(found));"
        "heavy = {'sklearn', 'lightgbm', 'xgboost', 'scipy', 'pandas'} & set(sys.modules); assert not heavy, heavy;"
        "assert time.process_time() - began < 1, time.process_time() - began"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
    assert read_table((tmp_path / "found").read_bytes()).equals(model.predict(table))


def test_algorithms_that_we_lack_are_refused(table: Any) -> None:
    with pytest.raises(BadOption, match="catboost"):
        train(table, "国産", ProblemType.BINARY, budget_seconds=5, algorithms=["lightgbm", "catboost"])
