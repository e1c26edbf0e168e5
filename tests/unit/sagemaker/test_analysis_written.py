"""What jobs write of their models' analysis, and predictions with reasons."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.inference.answers import answers_of
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.ml.table import to_csv
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.models.container import check_environment
from tests.support.small_model import small_model, small_table
from tests.unit.sagemaker.task_world import PLACES, FakeS3, at, automl_context, run_task, source


@pytest.fixture(scope="module")
def written() -> FakeS3:
    s3 = FakeS3()
    rows = small_table(200)
    leak = np.where(np.array(rows["churn"].to_pylist()) == "yes", 7.0, 3.0)
    rows = rows.append_column("after", pa.array(leak))
    s3.objects["in", "churn.csv"] = to_csv(rows)
    s3.objects["in", "later.csv"] = to_csv(rows)
    channels = {"training": source("s3://in/churn.csv"), "validation": source("s3://in/later.csv")}
    run_task("automl", automl_context(s3, channels))
    return s3


def test_a_job_writes_the_analysis_beside_its_model(written: FakeS3) -> None:
    told: dict[str, Any] = json.loads(at(written, PLACES["analysis"]))
    assert (told["format"], told["version"], told["target"]) == ("sealcanvas-analysis", 1, "churn")
    assert {"metrics", "confidence", "column_impact", "leaderboard", "classification", "effects", "quality"} <= set(
        told
    )
    assert told["inference_latency_seconds"] > 0
    for score in told["metrics"]:
        assert {"value", "baseline", "low", "high"} <= set(score)
    findings = {(each["code"], each["column"]) for each in told["quality"]["findings"]}
    assert ("TargetLeakage", "after") in findings
    assert any(code == "FewRows" for code, _ in findings)
    assert told["quality"]["rows"] == 200


def test_candidates_with_models_of_their_own_have_reports_of_their_own(written: FakeS3) -> None:
    best: dict[str, Any] = json.loads(at(written, PLACES["analysis"]))
    insights = json.loads(at(written, PLACES["insights-2"]))
    told: dict[str, Any] = json.loads(at(written, PLACES["analysis-2"]))
    assert set(best) - set(told) == {"quality"}
    assert [score["value"] for score in told["metrics"]] == [score["value"] for score in insights["metrics"]]
    assert told["metrics"][0]["low"] <= told["metrics"][0]["value"] <= told["metrics"][0]["high"]
    judged = [sum(map(sum, each["classification"]["confusion"]["counts"])) for each in (best, told)]
    assert judged[0] == judged[1] > 0
    assert told["classification"]["curves"]
    assert told["effects"]["power"] == best["effects"]["power"]
    assert told["effects"]["columns"]


def test_a_job_writes_a_notebook_that_names_its_input(written: FakeS3) -> None:
    notebook = json.loads(at(written, PLACES["notebook"]))
    assert "s3://in/churn.csv" in notebook["cells"][0]["source"]
    code = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    compile(code, "notebook", "exec")


def test_reasons_are_answered_where_they_are_asked_for() -> None:
    model, rows = small_model(), small_table(5)
    found = answers_of(model, rows, ["predicted_label", "reasons"], split=True)
    assert list(found.names) == ["churn", "reasons"]
    for _, reasons in found.rows:
        assert [set(each) for each in reasons] == [{"column", "contribution"}] * len(reasons)
        sizes = [abs(each["contribution"]) for each in reasons]
        assert sizes == sorted(sizes, reverse=True)
    check_environment({"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,reasons"})
    with pytest.raises(ValidationException, match="reasons"):
        check_environment({"SAGEMAKER_INFERENCE_OUTPUT": "why"})


def test_numbers_have_reasons_but_no_probabilities() -> None:
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.tabular import train

    rows = small_table().select(["都市", "amount"])
    rows = rows.append_column("size", pa.array(np.array(rows["amount"].to_pylist()) * 2))
    model = train(
        rows, "size", ProblemType.REGRESSION, budget_seconds=2, algorithms=["linear-learner"], max_candidates=1
    )
    found = answers_of(model, rows.slice(0, 3), ["predicted_label", "reasons"], split=False)
    assert found.rows[0][1][0]["column"] == "amount"
    with pytest.raises(TaskFailed, match="no probabilities"):
        answers_of(model, rows.slice(0, 3), ["probability", "reasons"], split=False)
