"""TimeSeriesForecastingJobConfig over the wire: each member honoured, or refused by name."""

from typing import Any

import pytest

from sealcanvas.sagemaker.errors import ValidationException
from tests.unit.sagemaker.sagemaker_world import World, ask, automl_request

BASE: dict[str, Any] = {
    "ForecastFrequency": "D",
    "ForecastHorizon": 28,
    "TimeSeriesConfig": {
        "TargetAttributeName": "qty",
        "TimestampAttributeName": "day",
        "ItemIdentifierAttributeName": "sku",
    },
}
RESULT = {
    "problem": "TimeSeriesForecasting",
    "objective": "WAPE",
    "direction": "Minimize",
    "candidates": [
        {"name": "ensemble", "algorithm": "ensemble", "metrics": {"WAPE": 0.1, "MASE": 0.8}, "model": True},
        {"name": "ets", "algorithm": "ets", "metrics": {"WAPE": 0.2, "MASE": 0.9}, "model": False},
    ],
}


def _request(world: World, members: dict[str, Any] | None = None, **outer: Any) -> dict[str, Any]:
    config = {"TimeSeriesForecastingJobConfig": {**BASE, **(members or {})}}
    request = automl_request(world.role, "sales-1", AutoMLProblemTypeConfig=config, **outer)
    if "AutoMLJobObjective" not in outer:
        request.pop("AutoMLJobObjective", None)
    return request


def _wish(world: World, members: dict[str, Any] | None = None, **outer: Any) -> dict[str, Any]:
    arn = ask(world.admin, "CreateAutoMLJobV2", **_request(world, members, **outer))["AutoMLJobArn"]
    spec = world.job(arn).spec
    assert spec.task == "automl_series"
    wish: dict[str, Any] = spec.payload["series"]
    return wish


def _refusal(world: World, members: dict[str, Any] | None = None, **outer: Any) -> str:
    with pytest.raises(ValidationException) as caught:
        ask(world.admin, "CreateAutoMLJobV2", **_request(world, members, **outer))
    return caught.value.message


def test_what_is_not_asked_for_has_awss_defaults(world: World) -> None:
    assert _wish(world) == {
        "config": {
            "target": "qty",
            "timestamp": "day",
            "item": "sku",
            "groups": [],
            "frequency": "D",
            "horizon": 28,
            "quantiles": ["p10", "p50", "p90"],
            "holiday_country": None,
            "filling": {},
            "aggregation": {},
        },
        "features": None,
        "objective": None,
        "algorithms": None,
        "seconds": 600,
    }


def test_every_member_reaches_the_worker(world: World) -> None:
    filling = {
        "qty": {"frontfill": "none", "middlefill": "value", "middlefill_value": "-2"},
        "価格": {"futurefill": "max"},
    }
    wish = _wish(
        world,
        {
            "ForecastQuantiles": ["p1", "p99"],
            "TimeSeriesConfig": {**BASE["TimeSeriesConfig"], "GroupingAttributeNames": ["store", "地域"]},
            "Transformations": {"Filling": filling, "Aggregation": {"qty": "avg"}},
            "HolidayConfig": [{"CountryCode": "JP"}],
            "FeatureSpecificationS3Uri": "s3://in/features.json",
            "CompletionCriteria": {
                "MaxCandidates": 1,
                "MaxAutoMLJobRuntimeInSeconds": 900,
                "MaxRuntimePerTrainingJobInSeconds": 300,
            },
            "CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["ets", "npts", "ets"]}]},
        },
        AutoMLJobObjective={"MetricName": "WAPE"},
    )
    assert wish["config"]["groups"] == ["store", "地域"]
    assert (wish["config"]["filling"], wish["config"]["aggregation"]) == (filling, {"qty": "avg"})
    assert (wish["config"]["quantiles"], wish["config"]["holiday_country"]) == (["p1", "p99"], "JP")
    assert (wish["features"], wish["objective"]) == ("s3://in/features.json", "WAPE")
    assert (wish["algorithms"], wish["seconds"]) == (["ets", "npts"], 300)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"ForecastHorizon": 501}, ["ForecastHorizon", "500"]),
        (
            {"TimeSeriesConfig": {**BASE["TimeSeriesConfig"], "GroupingAttributeNames": ["sku"]}},
            ["TimeSeriesConfig", "'sku' twice"],
        ),
        ({"CompletionCriteria": {"MaxCandidates": 2}}, ["MaxCandidates", "only be 1"]),
        ({"HolidayConfig": [{}]}, ["HolidayConfig[0].CountryCode"]),
        ({"Transformations": {"Filling": {"sku": {"middlefill": "zero"}}}}, ["Filling['sku']", "features"]),
        ({"Transformations": {"Filling": {"qty": {"futurefill": "zero"}}}}, ["Filling['qty']", "futurefill"]),
        ({"Transformations": {"Filling": {"qty": {"frontfill": "zero"}}}}, ["frontfill can only be none"]),
        ({"Transformations": {"Filling": {"qty": {"middlefill": "mode"}}}}, ["middlefill cannot be 'mode'", "median"]),
        ({"Transformations": {"Filling": {"qty": {"middlefill": "value"}}}}, ["needs middlefill_value"]),
        (
            {"Transformations": {"Filling": {"qty": {"middlefill": "zero", "middlefill_value": "2"}}}},
            ["needs middlefill to be 'value'"],
        ),
        (
            {"Transformations": {"Filling": {"qty": {"backfill": "value", "backfill_value": "two"}}}},
            ["backfill_value must be a number"],
        ),
        ({"Transformations": {"Filling": {"price": {"frontfill": "none"}}}}, ["Filling['price']", "frontfill"]),
        ({"Transformations": {"Aggregation": {"price": "sum"}}}, ["Aggregation", "'qty'", "'price'"]),
        ({"FeatureSpecificationS3Uri": "https://host/features.json"}, ["FeatureSpecificationS3Uri"]),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(world: World, members: dict[str, Any], words: list[str]) -> None:
    message = _refusal(world, members)
    for word in words:
        assert word in message


@pytest.mark.parametrize("algorithm", ["cnn-qr", "deepar", "prophet", "xgboost"])
def test_algorithms_that_we_lack_are_refused_with_those_we_have(world: World, algorithm: str) -> None:
    chosen = {"CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": [algorithm]}]}}
    message = _refusal(world, chosen)
    assert f"'{algorithm}'" in message
    assert "arima, ets, lightgbm, npts" in message


def test_what_belongs_to_tables_is_refused(world: World) -> None:
    assert "DataSplitConfig" in _refusal(world, DataSplitConfig={"ValidationFraction": 0.2})
    assert "'F1'" in _refusal(world, AutoMLJobObjective={"MetricName": "F1"})
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/x.csv"}}
    channels = [{"ChannelType": kind, "DataSource": source} for kind in ("training", "validation")]
    assert "validation channel" in _refusal(world, AutoMLJobInputDataConfig=channels)
    manifest = [{"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://in/m"}}}]
    assert "ManifestFile" in _refusal(world, AutoMLJobInputDataConfig=manifest)


def test_a_finished_job_has_candidates_with_backtest_results_and_a_model(world: World) -> None:
    request = _request(world, AutoMLJobObjective={"MetricName": "WAPE"})
    arn = ask(world.admin, "CreateAutoMLJobV2", **request)["AutoMLJobArn"]
    world.succeed(arn, RESULT)
    told = ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="sales-1")
    assert told["AutoMLProblemTypeConfigName"] == "TimeSeriesForecasting"
    best = told["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"] == {
        "MetricName": "WAPE",
        "StandardMetricName": "WAPE",
        "Type": "Minimize",
        "Value": 0.1,
    }
    places = best["CandidateProperties"]["CandidateArtifactLocations"]
    assert places["BacktestResults"].endswith("/sales-1/backtest-results")
    assert set(places) == {"BacktestResults", "Explainability", "ModelInsights"}
    assert best["InferenceContainers"][0]["ModelDataUrl"].endswith("/sales-1/model/model.zip")
    listed = ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="sales-1")["Candidates"]
    assert len(listed) == 2
    assert "InferenceContainers" not in listed[1]
