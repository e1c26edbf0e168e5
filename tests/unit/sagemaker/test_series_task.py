"""The task `automl_series` on a fake context: what it writes, what it chooses, and how the model is used."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.interruption import JobStopped
from sealcanvas.ml.bundle import load_model
from sealcanvas.ml.series import SeriesModel
from sealcanvas.ml.table import read_table, to_csv
from sealcanvas.sagemaker.automl.result import final_status, read_result
from tests.unit.sagemaker.series_world import PLACES, sales, series_context, stored
from tests.unit.sagemaker.task_world import FakeContext, at, run_task

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="module")
def trained() -> tuple[FakeContext, dict[str, Any]]:
    context = series_context(stored(sales()), KEY)
    return context, run_task("automl_series", context)


def test_it_writes_its_reports_under_the_output_key_and_nothing_else(
    trained: tuple[FakeContext, dict[str, Any]],
) -> None:
    context, _ = trained
    assert set(context.s3.headers) == {("out", PLACES[name].removeprefix("s3://out/")) for name in PLACES}
    for headers in context.s3.headers.values():
        assert (headers["ServerSideEncryption"], headers["SSEKMSKeyId"]) == ("aws:kms", KEY)
    assert {"PreTraining", "AnalyzingData", "ModelTuning", "TrainingModels"} <= set(context.phases)
    assert "GeneratingExplainabilityReport" in context.phases


def test_candidates_have_all_metrics_and_the_ensemble_is_first(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    told = read_result(trained[1])
    assert (told["problem"], told["objective"]) == ("TimeSeriesForecasting", "AverageWeightedQuantileLoss")
    assert (told["direction"], final_status(told)) == ("Minimize", "Completed")
    assert told["candidates"][0]["algorithm"] == "ensemble"
    assert {candidate["algorithm"] for candidate in told["candidates"]} == {"ensemble", "lightgbm", "npts"}
    for candidate in told["candidates"]:
        assert {"AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE"} <= set(candidate["metrics"])
    assert [candidate["model"] for candidate in told["candidates"]] == [True, False, False]


def test_reports_say_what_moves_the_forecast_and_how_good_it_is(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    s3 = trained[0].s3
    insights = json.loads(at(s3, PLACES["insights"]))
    assert insights["known_ahead"] == ["price", "店"]
    assert insights["season"] == 7
    assert all("baseline" in metric for metric in insights["metrics"])
    assert insights["column_impact"]["price"] > 25
    backtest = read_table(at(s3, PLACES["backtest"]))
    assert backtest.column_names == ["sku", "day", "window", "actual", "p10", "p50", "p90", "mean", "baseline"]
    assert read_table(at(s3, PLACES["item_metrics"]))["sku"].to_pylist() == ["品0", "品1", "品2"]
    accuracy = json.loads(at(s3, PLACES["accuracy"]))
    assert accuracy["series"] == 3
    explained = read_table(at(s3, PLACES["explanations"]))
    assert explained.num_rows == 3 * 7
    assert {"price", "qty", "day"} <= set(explained.column_names)


def test_the_model_forecasts_new_history_and_new_items(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    model = load_model(at(trained[0].s3, PLACES["model"]))
    assert isinstance(model, SeriesModel)
    table = sales(items=4, days=63, seed=0)
    found = model.predict(table)
    assert found.column_names == ["sku", "day", "p10", "p50", "p90"]
    assert found.num_rows == 4 * 7
    assert str(found["day"][0].as_py()) == "2024-03-04"


def test_features_are_all_other_columns_or_those_of_the_specification() -> None:
    s3 = stored(sales())
    s3.objects["in", "features.json"] = json.dumps(
        {"FeatureAttributeNames": ["price"], "FeatureDataTypes": {"price": "numeric"}}
    ).encode()
    run_task("automl_series", series_context(s3, features="s3://in/features.json", algorithms=["npts"]))
    assert json.loads(at(s3, PLACES["insights"]))["columns"] == ["sku", "day", "price"]


@pytest.mark.parametrize(
    ("specification", "word"),
    [
        ({"FeatureAttributeNames": ["qty"]}, "'qty', which TimeSeriesConfig names"),
        ({"FeatureAttributeNames": ["cost"]}, "'cost', which the data lacks"),
        ({"FeatureDataTypes": {"price": "sequence"}}, "data type that is not supported"),
    ],
)
def test_specifications_that_do_not_fit_are_told(specification: Any, word: str) -> None:
    s3 = stored(sales())
    s3.objects["in", "features.json"] = json.dumps(specification).encode()
    with pytest.raises(TaskFailed, match=word):
        run_task("automl_series", series_context(s3, features="s3://in/features.json"))
    assert ("out", PLACES["model"].removeprefix("s3://out/")) not in s3.objects


def test_more_features_than_autopilot_takes_are_refused() -> None:
    table = sales()
    for number in range(13):
        table = table.append_column(f"n{number}", pa.array(np.arange(table.num_rows) * 1.5))
    with pytest.raises(TaskFailed, match="14 numeric columns beside those of TimeSeriesConfig; at most 13"):
        run_task("automl_series", series_context(stored(table)))


def test_a_filling_for_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(TaskFailed, match="'cost', which is no feature"):
        run_task("automl_series", series_context(stored(sales()), filling={"cost": {"middlefill": "zero"}}))


def test_prose_and_empty_columns_are_left_out_and_told() -> None:
    table = sales()
    note = [f"this is the note of row {row} and no other" for row in range(table.num_rows)]
    table = table.append_column("note", pa.array(note)).append_column("void", pa.nulls(table.num_rows, pa.string()))
    s3 = stored(table)
    run_task("automl_series", series_context(s3, algorithms=["npts"]))
    told = json.loads(at(s3, PLACES["insights"]))
    assert {"note", "void"}.isdisjoint(told["columns"])
    assert [warning for warning in told["warnings"] if "'note'" in warning or "'void'" in warning][1:]


@pytest.mark.parametrize("phase", ["PreTraining", "ModelTuning", "GeneratingModelInsightsReport"])
def test_a_stopped_job_leaves_nothing_behind(phase: str) -> None:
    s3 = stored(sales())
    context = series_context(s3, algorithms=["npts"])
    context.stop_at, context.reason = phase, JobStopped()
    with pytest.raises(JobStopped):
        run_task("automl_series", context)
    assert set(s3.objects) == {("in", "sales.csv")}


def test_the_target_is_filled_with_zero_to_the_end_of_the_data_unless_told_otherwise() -> None:
    table = sales(ahead=0)
    early = pc.and_(pc.equal(table["sku"], "品2"), pc.greater(table["day"], "2024-02-20"))
    s3 = stored(table.filter(pc.invert(early)))
    run_task("automl_series", series_context(s3, algorithms=["npts"]))
    model = load_model(at(s3, PLACES["model"]))
    assert isinstance(model, SeriesModel)
    assert len({int(end) for end in model.panel.ends}) == 1
    assert model.panel.values[2][-1] == 0
    assert to_csv(model.predict()).count(b"\n") == 1 + 3 * 7
