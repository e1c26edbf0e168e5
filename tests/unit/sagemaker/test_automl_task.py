"""The task `automl` on a fake context: input forms, feature specifications, weights, modes, bounds, definitions."""

import gzip
import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.ml.bundle import load_model
from sealcanvas.ml.errors import BadOption, BadTarget, MLError
from sealcanvas.ml.table import to_csv, to_parquet
from sealcanvas.ml.tabular import TabularModel
from sealcanvas.sagemaker.automl.result import final_status, read_result
from tests.unit.sagemaker.task_world import PLACES, FakeS3, at, automl_context, run_task, source


def _table(rows: int = 160, seed: int = 0) -> pa.Table:
    random = np.random.default_rng(seed)
    amount, city = random.normal(size=rows), random.choice(["東京", "Osaka", "Kobe"], rows)
    churn = np.where(amount + (city == "Kobe") + 0.3 * random.normal(size=rows) > 0.3, "yes", "no")
    shop, weight = random.integers(1, 5, rows), random.random(rows) + 0.1
    return pa.table({"amount": amount, "都市": city, "shop": shop, "w": weight, "churn": churn})


@pytest.fixture
def s3() -> FakeS3:
    found = FakeS3()
    found.objects["in", "churn.csv"] = to_csv(_table())
    return found


def _insights(s3: FakeS3, suffix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at(s3, PLACES[f"insights{suffix}"]))
    return found


def _model(s3: FakeS3, suffix: str = "") -> TabularModel:
    model = load_model(at(s3, PLACES[f"model{suffix}"]))
    assert isinstance(model, TabularModel)
    return model


def test_a_manifest_names_the_objects_in_its_order(s3: FakeS3) -> None:
    table = _table()
    s3.objects["in", "parts/b"], s3.objects["in", "parts/a"] = to_csv(table.slice(0, 80)), to_csv(table.slice(80))
    s3.objects["in", "parts/a2"] = b"not listed"
    s3.objects["in", "list.json"] = json.dumps([{"prefix": "s3://in/parts/"}, "b", "a"]).encode()
    run_task("automl", automl_context(s3, {"training": source("s3://in/list.json", type="ManifestFile")}))
    assert _insights(s3)["rows"] == 160


@pytest.mark.parametrize(
    ("manifest", "word"),
    [
        (b"{", "no JSON"),
        (b"[]", "no array"),
        (b'[{"prefix": "s3://in/"}]', "no array"),
        (b'["a", "b"]', "prefix"),
        (b'[{"prefix": "https://in/"}, "a"]', "prefix"),
        (b'[{"prefix": "s3://in/"}, 7]', "relative key"),
        (b'[{"prefix": "s3://in/"}, "churn.csv", "churn.csv"]', "an object twice"),
        (b'[{"prefix": "s3://in/"}, "churn.csv", "churn"]', "names s3://in/churn, which does not exist"),
    ],
)
def test_manifests_that_are_none_are_told(s3: FakeS3, manifest: bytes, word: str) -> None:
    s3.objects["in", "list.json"] = manifest
    with pytest.raises(TaskFailed, match=word) as caught:
        run_task("automl", automl_context(s3, {"training": source("s3://in/list.json", type="ManifestFile")}))
    assert "s3://in/list.json" in caught.value.message


@pytest.mark.parametrize(
    ("data", "members", "word"),
    [
        (to_parquet(_table()), {}, "Parquet file, but the channel's ContentType is text/csv"),
        (to_csv(_table()), {"content": "parquet"}, "no Parquet file"),
        (gzip.compress(to_csv(_table())), {}, "Set the channel's CompressionType to 'Gzip'"),
        (to_csv(_table()), {"gzip": True}, "not a gzip file"),
    ],
)
def test_content_and_compression_are_what_the_channel_says(data: bytes, members: dict[str, Any], word: str) -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = data
    with pytest.raises(TaskFailed, match=word) as caught:
        run_task("automl", automl_context(s3, {"training": source("s3://in/churn.csv", **members)}))
    assert "'churn.csv'" in caught.value.message
    assert set(s3.objects) == {("in", "churn.csv")}


def test_parquet_and_gzip_are_read() -> None:
    for data, members in (
        (to_parquet(_table()), {"content": "parquet"}),
        (gzip.compress(to_csv(_table())), {"gzip": True}),
    ):
        s3 = FakeS3()
        s3.objects["in", "churn.csv"] = data
        run_task("automl", automl_context(s3, {"training": source("s3://in/churn.csv", **members)}, max_candidates=1))
        assert _insights(s3)["rows"] == 160


def test_a_feature_specification_chooses_columns_and_types(s3: FakeS3) -> None:
    wanted = {"FeatureAttributeNames": ["shop", "amount"], "FeatureDataTypes": {"shop": "categorical"}}
    s3.objects["in", "f.json"] = json.dumps(wanted).encode()
    run_task("automl", automl_context(s3, feature_specification="s3://in/f.json"))
    model = _model(s3)
    assert model.columns == ["amount", "shop"]
    encoders = {item["column"]: item["encoder"] for item in model.features.state()[0]["encoders"]}
    assert encoders == {"amount": "number", "shop": "category"}


@pytest.mark.parametrize(
    ("specification", "word"),
    [
        ("[1]", "no JSON object"),
        ("{", "no JSON object"),
        ("{}", "neither"),
        ('{"FeatureNames": ["a"]}', "'FeatureNames'"),
        ('{"FeatureAttributeNames": []}', "list of column names"),
        ('{"FeatureAttributeNames": "amount"}', "list of column names"),
        ('{"FeatureAttributeNames": ["amount", "amount"]}', "'amount' twice"),
        ('{"FeatureDataTypes": ["amount"]}', "an object as FeatureDataTypes"),
        ('{"FeatureDataTypes": {"amount": "sequence"}}', "not supported; use numeric"),
        ('{"FeatureDataTypes": {"amount": ["x"]}}', "not supported; use numeric"),
        ('{"FeatureAttributeNames": ["amount"], "FeatureDataTypes": {"shop": "text"}}', "'shop', which is not among"),
        ('{"FeatureAttributeNames": ["amount", "Shop"]}', "no column 'Shop'"),
        ('{"FeatureAttributeNames": ["amount", "churn"]}', "target column 'churn'"),
        ('{"FeatureDataTypes": {"churn": "text"}}', "target column 'churn'"),
        ('{"FeatureDataTypes": {"都市": "numeric"}}', "'都市' is to be read as numeric, but holds no number"),
    ],
)
def test_feature_specifications_that_cannot_be_are_told(s3: FakeS3, specification: str, word: str) -> None:
    s3.objects["in", "f.json"] = specification.encode()
    with pytest.raises((TaskFailed, MLError), match=word):
        run_task("automl", automl_context(s3, feature_specification="s3://in/f.json"))
    assert not [place for place in s3.objects if place[0] == "out"]


def test_weights_count_in_training_and_validation(s3: FakeS3) -> None:
    s3.objects["in", "check.csv"] = to_csv(_table(seed=1))
    channels = {"training": source("s3://in/churn.csv"), "validation": source("s3://in/check.csv")}
    told = {}
    for weight in (None, "w"):
        context = automl_context(s3, channels, weight=weight, max_candidates=1)
        told[weight] = read_result(run_task("automl", context))["candidates"]
        assert ("w" in _model(s3).columns) == (weight is None)
        assert _insights(s3)["sample_weight"] == weight
    assert told[None][0]["metrics"]["Accuracy"] != told["w"][0]["metrics"]["Accuracy"]
    assert told["w"][0]["metrics"] != told["w"][0]["train"]
    s3.objects["in", "check.csv"] = to_csv(_table(seed=1).drop_columns(["w"]))
    with pytest.raises(BadOption, match="'w'"):
        run_task("automl", automl_context(s3, channels, weight="w"))


def test_every_candidate_is_measured_on_the_validation_channel(s3: FakeS3) -> None:
    s3.objects["in", "check.csv"] = to_csv(_table(seed=1))
    channels = {"training": source("s3://in/churn.csv"), "validation": source("s3://in/check.csv")}
    told = read_result(run_task("automl", automl_context(s3, channels, max_candidates=3)))["candidates"]
    assert len(told) == 4
    for number, candidate in enumerate(told):
        model = _model(s3, f"-{number + 1}" if number else "")
        predicted = model.predict(_table(seed=1))["churn"].to_pylist()
        right = np.mean([a == b for a, b in zip(predicted, _table(seed=1)["churn"].to_pylist(), strict=True)])
        assert candidate["metrics"]["Accuracy"] == pytest.approx(float(right))
        assert candidate["train"]["Accuracy"] == pytest.approx(model.metrics["Accuracy"].value)
        assert candidate["metrics"]["InferenceLatency"] > 0
        assert 0 <= candidate["began"] < candidate["ended"]


@pytest.mark.parametrize(
    ("validation", "word"),
    [
        (_table().drop_columns(["churn"]), "lacks the target column 'churn'"),
        (_table().set_column(4, "churn", pa.array(["maybe"] * 160)), "never saw"),
        (_table().set_column(4, "churn", pa.array([None] * 160, pa.string())), "no row with a value of 'churn'"),
        (_table().drop_columns(["amount"]), "'amount'"),
    ],
)
def test_validation_data_that_does_not_fit_is_told(s3: FakeS3, validation: pa.Table, word: str) -> None:
    s3.objects["in", "check.csv"] = to_csv(validation)
    channels = {"training": source("s3://in/churn.csv"), "validation": source("s3://in/check.csv")}
    with pytest.raises(MLError, match=word):
        run_task("automl", automl_context(s3, channels, max_candidates=1))
    assert not [place for place in s3.objects if place[0] == "out"]


def test_tuning_gives_the_best_candidate_alone(s3: FakeS3) -> None:
    context = automl_context(
        s3, mode="HYPERPARAMETER_TUNING", algorithms=None, max_candidates=4, validation_fraction=0.3
    )
    told = read_result(run_task("automl", context))
    assert final_status(told) == "MaxCandidatesReached"
    names = [candidate["name"] for candidate in told["candidates"]]
    assert "ensemble" not in names
    assert {name.rpartition("-")[0] for name in names} == {"lightgbm", "linear-learner", "mlp", "xgboost"}
    assert _insights(s3)["mode"] == "tuning"
    assert [member.name for member in _model(s3).members] == names[:1]
    assert [member.name for member in _model(s3, "-2").members] == names[1:2]
    assert all("metrics" in candidate and candidate["model"] for candidate in told["candidates"])


@pytest.mark.parametrize(
    ("size", "weight", "mode"), [(99, None, "ensembling"), (101, None, "tuning"), (101, "w", "ensembling")]
)
def test_auto_tunes_above_100_megabytes(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch, size: int, weight: str | None, mode: str
) -> None:
    each = len(s3.objects["in", "churn.csv"])
    monkeypatch.setattr("sealcanvas.jobs.tasks.automl._TUNED_BYTES", each * 100 // size)
    run_task("automl", automl_context(s3, mode="AUTO", weight=weight, max_candidates=1, algorithms=["linear-learner"]))
    assert _insights(s3)["mode"] == mode


def test_time_ends_a_search_with_what_it_has(s3: FakeS3) -> None:
    told = read_result(run_task("automl", automl_context(s3, seconds=1, max_candidates=None, algorithms=None)))
    assert final_status(told) == "MaxAutoMLJobRuntimeReached"
    assert told["candidates"][0]["metrics"]["F1"] > 0.5


def test_no_candidate_before_the_time_is_over_is_a_failure(s3: FakeS3) -> None:
    with pytest.raises(TaskFailed, match=r"MaxAutoMLJobRuntimeInSeconds \(0\)"):
        run_task("automl", automl_context(s3, seconds=0))


def test_definitions_are_a_notebook_and_train_nothing(s3: FakeS3) -> None:
    context = automl_context(s3, definitions_only=True, algorithms=None, max_candidates=5)
    told = read_result(run_task("automl", context))
    assert final_status(told) == "CandidateDefinitionsGenerated"
    assert (told["problem"], told["objective"]) == ("BinaryClassification", "F1")
    assert [uri for bucket, uri in s3.objects if bucket == "out"] == ["churn-1/notebooks/candidate-definitions.ipynb"]
    assert "ModelTuning" not in context.phases
    notebook = json.loads(at(s3, PLACES["definitions"]))
    assert (notebook["nbformat"], len(notebook["cells"])) == (4, 6)
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    made: dict[str, Any] = {}
    exec(code[0], made)  # noqa: S102 - what the notebook does when somebody runs it
    assert [candidate["name"] for candidate in made["candidates"]] == [
        "lightgbm-1",
        "linear-learner-2",
        "mlp-3",
        "lightgbm-4",
        "xgboost-5",
    ]
    assert "| `都市` | category |" in notebook["cells"][1]["source"]


def test_the_definitions_notebook_runs(s3: FakeS3, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "training-data").write_bytes(s3.objects["in", "churn.csv"])
    s3.objects["in", "f.json"] = b'{"FeatureDataTypes": {"shop": "categorical"}}'
    wish: dict[str, Any] = {"definitions_only": True, "max_candidates": 1, "feature_specification": "s3://in/f.json"}
    run_task("automl", automl_context(s3, **wish))
    notebook = json.loads(at(s3, PLACES["definitions"]))
    monkeypatch.chdir(tmp_path)
    made: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], made)  # noqa: S102 - as above
    assert made["found"].model.leaderboard[0].name == "ensemble"


def test_definitions_of_what_cannot_be_trained_fail_as_training_does(s3: FakeS3) -> None:
    s3.objects["in", "churn.csv"] = to_csv(_table(40))
    with pytest.raises(BadTarget, match="at least 50"):
        run_task("automl", automl_context(s3, definitions_only=True, problem="BinaryClassification"))


def test_a_model_of_a_single_candidate_predicts_in_a_transform_job(s3: FakeS3) -> None:
    run_task("automl", automl_context(s3))
    model = _model(s3, "-2")
    assert len(model.members) == 1
    assert model.predict(_table(3)).num_rows == 3
    assert io.BytesIO(at(s3, PLACES["explainability-2"])).read(1) == b"{"
