import gzip
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.interruption import JobStopped
from sealcanvas.jobs.task import TaskFailed, find_task
from sealcanvas.ml.errors import SchemaMismatch
from sealcanvas.ml.table import to_csv, to_parquet
from sealcanvas.sagemaker.automl_artifacts import artifacts
from sealcanvas.sagemaker.candidate import read_result
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, Refused

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PLACES = artifacts("s3://out/", "churn-1")


def _table(rows: int = 160, seed: int = 0) -> pa.Table:
    random = np.random.default_rng(seed)
    amount, city = random.normal(size=rows), random.choice(["東京", "Osaka, Japan", "Kobe"], rows)
    churn = np.where(amount + (city == "Kobe") + 0.3 * random.normal(size=rows) > 0.3, "yes", "no")
    return pa.table({"amount": amount, "都市": city, "churn": churn})


def _automl(s3: FakeS3, **tabular: Any) -> FakeContext:
    wish = {
        "target": "churn",
        "problem": None,
        "objective": None,
        "algorithms": ["linear-learner"],
        "max_candidates": 2,
        "seconds": 2,
        "validation_fraction": None,
        **tabular,
    }
    channels = {"training": {"uri": "s3://in/churn.csv", "gzip": False}}
    return FakeContext({"channels": channels, "tabular": wish, "output": PLACES, "output_key": KEY}, s3)


def _run(name: str, context: FakeContext) -> dict[str, Any]:
    return find_task(name)(context.as_context())


@pytest.fixture(scope="module")
def trained() -> tuple[FakeContext, dict[str, Any]]:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = to_csv(_table())
    s3.objects["in", "check.csv.gz"] = gzip.compress(to_csv(_table(seed=1)))
    context = _automl(s3)
    context.payload["channels"]["validation"] = {"uri": "s3://in/check.csv.gz", "gzip": True}
    return context, _run("automl", context)


def _at(s3: FakeS3, uri: str) -> bytes:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return s3.objects[bucket, key]


def test_training_writes_everything_under_the_output_key(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    context, result = trained
    told = read_result(result)
    assert (told["problem"], told["objective"]) == ("BinaryClassification", "F1")
    assert told["candidates"][0]["name"] == "ensemble"
    assert 0.5 < told["candidates"][0]["metrics"]["AUC"] <= 1
    assert set(context.s3.headers) == {("out", uri.removeprefix("s3://out/")) for uri in PLACES.values()}
    for headers in context.s3.headers.values():
        assert (headers["ServerSideEncryption"], headers["SSEKMSKeyId"]) == ("aws:kms", KEY)
    insights = json.loads(_at(context.s3, PLACES["insights"]))
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
    context = _automl(s3)
    context.stop_at, context.reason = phase, JobStopped()
    with pytest.raises(JobStopped):
        _run("automl", context)
    assert set(s3.objects) == {("in", "churn.csv")}


def test_a_refused_output_takes_the_others_with_it() -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = to_csv(_table())
    s3.refused = {"churn-1/insights/insights.json"}
    with pytest.raises(Refused):
        _run("automl", _automl(s3))
    assert set(s3.objects) == {("in", "churn.csv")}


def test_several_files_of_one_schema_are_one_table() -> None:
    s3, table = FakeS3(), _table()
    s3.objects["in", "churn.csv/1"] = to_csv(table.slice(0, 80))
    s3.objects["in", "churn.csv/2"] = to_parquet(table.slice(80).select(["churn", "都市", "amount"]))
    s3.objects["in", "churn.csv/folder/"] = b""
    _run("automl", _automl(s3))
    assert json.loads(_at(s3, PLACES["insights"]))["rows"] == 160
    s3.objects["in", "churn.csv/3"] = b"amount,churn\n1,yes\n"
    with pytest.raises(TaskFailed, match="differ in their columns"):
        _run("automl", _automl(s3))


def test_input_that_cannot_be_is_told() -> None:
    with pytest.raises(TaskFailed, match="No object was found at s3://in/"):
        _run("automl", _automl(FakeS3()))
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = gzip.compress(to_csv(_table()))[:-9]
    context = _automl(s3)
    context.payload["channels"]["training"]["gzip"] = True
    with pytest.raises(TaskFailed, match="gzip"):
        _run("automl", context)


def _transform(trained: tuple[FakeContext, dict[str, Any]], data: bytes, **payload: Any) -> list[str]:
    s3 = trained[0].s3
    s3.objects["in", "new/a/b.csv"] = data
    wish = {
        "model": PLACES["model"],
        "input": {"uri": "s3://in/new/", "gzip": False, "parquet": False},
        "join": False,
        "columns": ["predicted_label"],
        "header": False,
        "output": "s3://pred/x/",
        "output_key": KEY,
        **payload,
    }
    context = FakeContext(wish, s3)
    result = _run("transform", context)
    assert result["files"] == 1
    assert s3.headers["pred", "x/a/b.csv.out"]["SSEKMSKeyId"] == KEY
    return s3.objects["pred", "x/a/b.csv.out"].decode().splitlines()


def test_a_header_gives_no_prediction_and_no_header_is_written(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    table = _table(7, seed=2)
    with_header = _transform(trained, to_csv(table.select(["amount", "都市"])))
    assert len(with_header) == 7
    assert set(with_header) <= {"yes", "no"}
    assert _transform(trained, to_csv(table.select(["amount", "都市"])).split(b"\n", 1)[1]) == with_header
    assert _transform(trained, to_csv(table.select(["churn", "都市", "amount"]))) == with_header
    assert _transform(trained, to_parquet(table)) == with_header


def test_the_environment_chooses_columns_and_header(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    data = to_csv(_table(3, seed=2).select(["amount", "都市"]))
    chosen = ["predicted_label", "probability", "probabilities"]
    lines = _transform(trained, data, columns=chosen, header=True)
    assert lines[0] == "churn,probability,probability_no,probability_yes"
    label, probability, no, yes = lines[1].split(",")
    assert float(no) + float(yes) == pytest.approx(1)
    assert float(probability) == float(yes if label == "yes" else no)
    [first, *_] = _transform(trained, data, columns=["probabilities", "labels"])
    assert first == f'"[{no}, {yes}]","[""no"", ""yes""]"'


def test_joined_records_keep_their_own_text(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    data = 'amount,都市,churn\n0.10,"Osaka, Japan",no\n\n2.50,Kobe,yes\n'.encode()
    lines = _transform(trained, data, join=True, header=True)
    assert lines[0] == "amount,都市,churn,predicted_churn"
    assert [line.rsplit(",", 1)[0] for line in lines[1:]] == ['0.10,"Osaka, Japan",no', "2.50,Kobe,yes"]
    assert len(_transform(trained, data, join=True)) == 2


def test_records_that_do_not_fit_are_told(trained: tuple[FakeContext, dict[str, Any]]) -> None:
    with pytest.raises(TaskFailed, match="no header and 3 fields in its first record; the model needs 2: amount, 都市"):
        _transform(trained, b"1,2,3\n")
    with pytest.raises(SchemaMismatch, match="amount"):
        _transform(trained, "都市\nKobe\n".encode())
