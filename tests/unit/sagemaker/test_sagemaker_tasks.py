import gzip
import json
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.channel import read_channel
from sealcanvas.jobs.working.interruption import JobStopped
from sealcanvas.ml.bundle import unpack
from sealcanvas.ml.errors import BadRecipe, UnreadableFile
from sealcanvas.ml.table import to_csv
from sealcanvas.sagemaker.automl.result import read_result
from tests.unit.sagemaker.task_world import (
    KEY,
    PLACES,
    FakeContext,
    FakeS3,
    Refused,
    at,
    automl_context,
    run_task,
    source,
)


def _table(rows: int = 160, seed: int = 0) -> pa.Table:
    random = np.random.default_rng(seed)
    amount, city = random.normal(size=rows), random.choice(["東京", "Osaka, Japan", "Kobe"], rows)
    churn = np.where(amount + (city == "Kobe") + 0.3 * random.normal(size=rows) > 0.3, "yes", "no")
    return pa.table({"amount": amount, "都市": city, "churn": churn})


@pytest.fixture(scope="module")
def trained() -> tuple[FakeContext, dict[str, Any]]:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = to_csv(_table())
    s3.objects["in", "check.csv.gz"] = gzip.compress(to_csv(_table(seed=1)))
    validation = source("s3://in/check.csv.gz", gzip=True)
    context = automl_context(s3, {"training": source("s3://in/churn.csv"), "validation": validation})
    return context, run_task("automl", context)


def test_training_writes_everything_under_the_output_key(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    context, result = trained
    told = read_result(result)
    assert (told["problem"], told["objective"]) == ("BinaryClassification", "F1")
    assert told["candidates"][0]["name"] == "ensemble"
    assert 0.5 < told["candidates"][0]["metrics"]["AUC"] <= 1
    # The ensemble and its two candidates.
    reports = ("model", "explainability", "insights", "analysis")
    written = [
        "leaderboard",
        "notebook",
        *(f"{name}{suffix}" for name in reports for suffix in ("", "-2", "-3")),
    ]
    assert set(context.s3.headers) == {("out", PLACES[name].removeprefix("s3://out/")) for name in written}
    for headers in context.s3.headers.values():
        assert (headers["ServerSideEncryption"], headers["SSEKMSKeyId"]) == ("aws:kms", KEY)
    insights = json.loads(at(context.s3, PLACES["insights"]))
    assert insights["columns"] == ["amount", "都市"]
    assert insights["validation_metrics"]["AUC"] == pytest.approx(told["candidates"][0]["metrics"]["AUC"])
    assert all("baseline" in metric for metric in insights["metrics"])
    assert sum(insights["column_impact"].values()) == pytest.approx(100, abs=0.01)
    assert context.phases[:1] == ["PreTraining"]
    assert {"FeatureEngineering", "ModelTuning", "GeneratingModelInsightsReport"} <= set(context.phases)


@pytest.mark.parametrize("phase", ["PreTraining", "ModelTuning", "GeneratingModelInsightsReport"])
def test_a_stopped_job_leaves_nothing_behind(phase: str) -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = to_csv(_table())
    context = automl_context(s3)
    context.stop_at, context.reason = phase, JobStopped()
    with pytest.raises(JobStopped):
        run_task("automl", context)
    assert set(s3.objects) == {("in", "churn.csv")}


def test_what_is_written_was_noted_before_so_that_the_server_can_take_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    s3, noted = FakeS3(), list[str]()
    monkeypatch.setattr(FakeContext, "writes", lambda _, uri: noted.append(uri))
    s3.objects["in", "churn.csv"] = to_csv(_table())
    s3.refused = {"churn-1/insights/insights.json"}
    with pytest.raises(Refused):
        run_task("automl", automl_context(s3))
    written = {f"s3://{bucket}/{key}" for bucket, key in s3.objects if bucket != "in"}
    assert written
    assert written < set(noted)


def test_several_files_of_one_schema_are_one_table() -> None:
    s3, table = FakeS3(), _table()
    s3.objects["in", "churn.csv/1"] = to_csv(table.slice(0, 80))
    s3.objects["in", "churn.csv/2"] = to_csv(table.slice(80).select(["churn", "都市", "amount"]))
    s3.objects["in", "churn.csv/folder/"] = b""
    run_task("automl", automl_context(s3))
    assert json.loads(at(s3, PLACES["insights"]))["rows"] == 160
    s3.objects["in", "churn.csv/3"] = b"amount,churn\n1,yes\n"
    with pytest.raises(UnreadableFile, match="differ in their columns"):
        run_task("automl", automl_context(s3))


def test_a_code_in_one_file_makes_its_column_text_in_all() -> None:
    s3, table = FakeS3(), _table()
    codes = pa.array([f"{number:05}" if number >= 80 else str(10_000 + number) for number in range(table.num_rows)])
    table = table.append_column("code", codes)
    s3.objects["in", "churn.csv/1"] = to_csv(table.slice(0, 80))
    s3.objects["in", "churn.csv/2"] = to_csv(table.slice(80))
    shares: list[float] = []
    read = read_channel(cast("TaskContext", automl_context(s3)), source("s3://in/churn.csv"), shares.append)
    assert shares[-1] == 1
    assert read.table["code"].type == pa.string()
    assert read.rows == table.num_rows


def test_more_rows_than_fit_are_sampled_and_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    s3, table = FakeS3(), _table()
    s3.objects["in", "churn.csv"] = to_csv(pa.concat_tables([table] * 20))
    monkeypatch.setattr("sealcanvas.jobs.tasks.automl._LEAST_SAMPLE", 1 << 16)
    context = automl_context(s3)
    context.memory_bytes = 1 << 19
    run_task("automl", context)
    told = json.loads(at(s3, PLACES["insights"]))
    assert 200 < told["rows"] < 3200
    assert told["warnings"][0].startswith(f"The training data has 3,200 rows; {told['rows']:,} of them, drawn evenly")


def test_a_recipe_of_the_studios_is_fitted_kept_and_told_where_its_tables_come_from() -> None:
    s3, table = FakeS3(), _table()
    s3.objects["in", "churn.csv"] = to_csv(table)
    name = table.column_names[0]
    keys = table[name].unique()
    s3.objects["own", "lookup.csv"] = to_csv(pa.table({"k": keys, "extra": range(len(keys))}))
    context = automl_context(s3)
    steps = [
        {"step": "join", "table": "lookup", "how": "left", "on": [[name, "k"]]},
        {"step": "filter", "rows": "keep", "where": "extra >= 0"},
    ]
    places = {"lookup": {"bucket": "own", "key": "lookup.csv"}}
    context.payload["preparation"] = {"steps": steps, "tables": places}
    context.payload["channels"]["validation"] = context.payload["channels"]["training"]
    context.payload["tabular"]["validation_fraction"] = None
    run_task("automl", context)
    told = json.loads(at(s3, PLACES["insights"]))
    assert told["columns"] == [each for each in table.column_names if each != told["target"]]
    assert told["recipe"]["steps"] == steps
    assert told["validation_metrics"]
    lineage = unpack(at(s3, PLACES["model"])).manifest["lineage"]["preparation"]
    assert lineage["tables"]["lookup"]["uri"] == "s3://own/lookup.csv"
    assert len(lineage["tables"]["lookup"]["sha256"]) == 64
    context.payload["preparation"]["steps"] = [{"step": "filter", "rows": "keep", "where": "false"}]
    with pytest.raises(BadRecipe, match="leaves no row"):
        run_task("automl", context)


def test_a_sample_is_not_resampled(monkeypatch: pytest.MonkeyPatch) -> None:
    s3, table = FakeS3(), _table()
    times = pa.array(range(table.num_rows)).cast(pa.timestamp("s"))
    s3.objects["in", "churn.csv"] = to_csv(pa.concat_tables([table.append_column("at", times)] * 20))
    monkeypatch.setattr("sealcanvas.jobs.tasks.automl._LEAST_SAMPLE", 1 << 16)
    context = automl_context(s3)
    context.memory_bytes = 1 << 20
    step = {"step": "resample", "column": "at", "every": "minute", "aggregate": {}}
    context.payload["preparation"] = {"steps": [step], "tables": {}}
    with pytest.raises(BadRecipe, match="3,200 rows do not fit into this job's memory, and the recipe resamples them"):
        run_task("automl", context)


def test_input_that_cannot_be_is_told() -> None:
    with pytest.raises(TaskFailed, match="No object was found at s3://in/"):
        run_task("automl", automl_context(FakeS3()))
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = gzip.compress(to_csv(_table()))[:-9]
    context = automl_context(s3)
    context.payload["channels"]["training"]["gzip"] = True
    with pytest.raises(TaskFailed, match="gzip"):
        run_task("automl", context)
