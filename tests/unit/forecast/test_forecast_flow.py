"""The whole of it: imported, trained, forecast, exported and asked."""

import csv
import io
from datetime import UTC, datetime

import pytest

from sealcanvas.forecast import predictor_results
from sealcanvas.forecast.errors import (
    AccessDeniedException,
    InvalidInputException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from sealcanvas.jobs.job import JobState
from sealcanvas.s3.whole import get_bytes
from sealcanvas.volumes.walk import walk
from tests.unit.forecast.forecast_world import PREFIX, World


def test_from_a_file_to_an_export(world: World) -> None:
    group = world.loaded()
    job = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=f"{PREFIX}:dataset-import-job/sales/load")
    assert job["Status"] == "ACTIVE"
    assert job["FieldStatistics"]["item_id"]["CountDistinct"] == 4
    assert job["FieldStatistics"]["timestamp"]["Max"] == "2019-12-01T00:00:00"

    predictor = world.begin_predictor(group)
    assert world.ask("DescribeAutoPredictor", PredictorArn=predictor)["Status"] == "CREATE_PENDING"
    with pytest.raises(ResourceInUseException):
        world.ask("GetAccuracyMetrics", PredictorArn=predictor)
    seen = []
    ended = world.run(
        predictor, lambda: seen.append(world.ask("DescribeAutoPredictor", PredictorArn=predictor)["Status"])
    )
    assert (ended.state, set(seen)) == (JobState.SUCCEEDED, {"CREATE_IN_PROGRESS"})
    assert world.ask("DescribeAutoPredictor", PredictorArn=predictor)["Status"] == "ACTIVE"
    _check_metrics(world, predictor)

    made = world.ask("CreateForecast", ForecastName="next", PredictorArn=predictor)["ForecastArn"]
    assert world.run(made).state is JobState.SUCCEEDED
    assert world.ask("DescribeForecast", ForecastArn=made)["ForecastTypes"] == ["0.1", "0.5", "0.9"]
    _check_query(world, made)
    _check_export(world, made)

    assert world.grants() == []
    found = list(walk(world.instance))
    assert len(found) == 7  # the rows and what they are like, the model, the report, the forecast with its charts
    assert {(each.key_arn, each.problem) for each in found} == {(world.key, "")}
    assert not list((world.instance.volumes.folder / "incoming").iterdir())


def _check_metrics(world: World, predictor: str) -> None:
    answer = world.ask("GetAccuracyMetrics", PredictorArn=predictor)
    windows = answer["PredictorEvaluationResults"][0]["TestWindows"]
    assert [each["EvaluationType"] for each in windows][:2] == ["SUMMARY", "COMPUTED"]
    for window in windows:
        metrics = window["Metrics"]
        assert [loss["Quantile"] for loss in metrics["WeightedQuantileLosses"]] == [0.1, 0.5, 0.9]
        mean = sum(loss["LossValue"] for loss in metrics["WeightedQuantileLosses"]) / 3
        assert metrics["AverageWeightedQuantileLoss"] == pytest.approx(mean)
        assert 0 <= metrics["ErrorMetrics"][0]["WAPE"] < 0.2
    assert windows[1]["TestWindowStart"] == datetime(2019, 7, 1, tzinfo=UTC)
    assert windows[1]["TestWindowEnd"] == datetime(2019, 12, 1, tzinfo=UTC)
    results = predictor_results(world.instance, predictor)
    assert results["status"] == "ACTIVE"
    assert results["fraction"] == 1.0
    assert {score["name"] for score in results["metrics"]} >= {"AverageWeightedQuantileLoss", "WAPE", "RMSE"}
    assert all(score["baseline"] is not None for score in results["metrics"])
    assert results["leaderboard"][0]["algorithm"] == "ensemble"


def _check_query(world: World, made: str) -> None:
    found = world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "item2"})["Forecast"]["Predictions"]
    assert sorted(found) == ["p10", "p50", "p90"]
    assert found["p50"][0]["Timestamp"] == "2020-01-01T00:00:00"
    assert len(found["p50"]) == 6
    part = world.ask(
        "QueryForecast",
        ForecastArn=made,
        Filters={"item_id": "item2"},
        StartDate="2020-02-01T00:00:00",
        EndDate="2020-03-01T00:00:00",
    )["Forecast"]["Predictions"]
    assert part["p90"] == found["p90"][1:3]
    with pytest.raises(ResourceNotFoundException):
        world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "nobody"})
    with pytest.raises(InvalidInputException, match="item_id"):
        world.ask("QueryForecast", ForecastArn=made, Filters={"colour": "red"})
    with pytest.raises(InvalidInputException, match="StartDate"):
        world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "item2"}, StartDate="soon")


def _check_export(world: World, made: str) -> None:
    target = world.make_key()
    config = {"Path": "s3://input/out/", "RoleArn": world.role, "KMSKeyArn": target}
    export = world.ask(
        "CreateForecastExportJob",
        ForecastExportJobName="file",
        ForecastArn=made,
        Destination={"S3Config": config},
    )["ForecastExportJobArn"]
    assert export == f"{PREFIX}:forecast-export-job/next/file"
    with pytest.raises(ResourceInUseException):
        world.ask("DeleteForecast", ForecastArn=made)
    assert world.run(export).state is JobState.SUCCEEDED
    key = "out/file_2026-11-24T09-30-00Z_part0.csv"
    assert world.s3("HeadObject", Bucket="input", Key=key)["SSEKMSKeyId"] == target
    rows = list(csv.reader(io.StringIO(get_bytes(world.admin, "input", key, 1 << 20).decode())))
    assert rows[0] == ["item_id", "date", "p10", "p50", "p90"]
    assert rows[1][:2] == ["item0", "2020-01-01T00:00:00Z"]
    assert len(rows) == 1 + 4 * 6
    assert all(float(low) <= float(middle) <= float(high) for _, _, low, middle, high in rows[1:])


def test_what_is_stored_opens_only_for_the_role(world: World) -> None:
    predictor = world.begin_predictor(world.loaded())
    world.run(predictor)
    world.take_away(world.key, "kms:Decrypt")
    with pytest.raises(AccessDeniedException, match="kms:Decrypt"):
        world.ask("GetAccuracyMetrics", PredictorArn=predictor)
    world.take_away(world.key)
    world.kms("DisableKey", KeyId=world.key)
    with pytest.raises(InvalidInputException, match=f"{world.key} is disabled"):
        predictor_results(world.instance, predictor)
    world.kms("EnableKey", KeyId=world.key)
    assert predictor_results(world.instance, predictor)["metrics"]


def test_without_a_key_the_managed_one_seals(world: World) -> None:
    group = world.loaded(EncryptionConfig=None)
    predictor = world.begin_predictor(group, EncryptionConfig=None)
    assert world.run(predictor).state is JobState.SUCCEEDED, world.job(predictor).failure
    managed = world.kms("DescribeKey", KeyId="alias/aws/forecast")["KeyMetadata"]["Arn"]
    assert {each.key_arn for each in walk(world.instance)} == {managed}
    assert world.ask("GetAccuracyMetrics", PredictorArn=predictor)["IsAutoPredictor"]


def test_a_forecast_sees_rows_that_came_after_the_training(world: World) -> None:
    group = world.loaded()
    predictor = world.begin_predictor(group)
    world.run(predictor)
    newer = world.upload("newer.csv", b"item_id,timestamp,target_value\n" + _years(2016, 2022), world.key)
    assert world.run(world.begin_import(f"{PREFIX}:dataset/sales", newer, "again")).state is JobState.SUCCEEDED
    made = world.ask("CreateForecast", ForecastName="next", PredictorArn=predictor, ForecastTypes=["0.5"])[
        "ForecastArn"
    ]
    assert world.run(made).state is JobState.SUCCEEDED
    found = world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "only"})["Forecast"]["Predictions"]
    assert list(found) == ["p50"]
    assert found["p50"][0]["Timestamp"] == "2023-01-01T00:00:00"


def _years(first: int, last: int) -> bytes:
    months = [(year, month) for year in range(first, last + 1) for month in range(1, 13)]
    return "".join(f"only,{year}-{month:02d}-01,{year - 2000 + month}\n" for year, month in months).encode()
