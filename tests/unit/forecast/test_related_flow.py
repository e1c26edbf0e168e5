"""Related series, metadata, what-if, explanations and exports, with real training; what they are told, they use."""

import csv
import io
import json
from typing import Any, cast

import pytest

from sealcanvas.forecast.errors import ResourceInUseException
from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.tasks import series_export
from sealcanvas.jobs.tasks.series_rows import read_inputs
from sealcanvas.jobs.tasks.series_tables import Rows
from sealcanvas.ml.table import read_table
from sealcanvas.s3.whole import get_bytes
from sealcanvas.volumes.walk import walk
from tests.unit.forecast.forecast_world import World
from tests.unit.forecast.stage import COLOUR, ITEM, PRICE, SERIES, TIME

MONTHS, HORIZON = 60, 6
COLOURS = {"café": "red", "item1": "blue", "item2": "red", "item3": "blue"}


def month(number: int) -> str:
    return f"{2015 + number // 12}-{number % 12 + 1:02d}-01"


def price(item: int, number: int) -> float:
    return 10.0 + (3.0 if (7 * number + 3 * item) % 5 == 0 else 0.0)


def sales() -> bytes:
    """Sales that fall by 8 for each unit of the price."""
    rows = [
        f"{name},{month(number)},{200 + 10 * item - 8 * price(item, number)}\n"
        for item, name in enumerate(COLOURS)
        for number in range(MONTHS)
    ]
    return "".join(rows).encode()


def prices() -> bytes:
    rows = [
        f"{month(number)},{price(item, number)},{name}\n"
        for item, name in enumerate(COLOURS)
        for number in range(MONTHS + HORIZON)
    ]
    return "".join(rows).encode()


@pytest.fixture
def group(world: World) -> str:
    """Sales with prices that reach to the end of the horizon, and colours, one of an item that was never sold."""
    target = world.dataset("sales")
    related = world.dataset("prices", DatasetType="RELATED_TIME_SERIES", Schema={"Attributes": [TIME, PRICE, ITEM]})
    metadata = world.dataset(
        "colours", DatasetType="ITEM_METADATA", Schema={"Attributes": [ITEM, COLOUR]}, DataFrequency=None
    )
    colours = "".join(f"{name},{colour}\n" for name, colour in {**COLOURS, "新品": "red"}.items())
    for dataset, data in ((target, sales()), (related, prices()), (metadata, colours.encode())):
        job = world.begin_import(dataset, world.upload(f"{dataset[-5:]}.csv", data, world.key))
        assert world.run(job).state is JobState.SUCCEEDED, world.job(job).failure
    request = {"DatasetGroupName": "all", "Domain": "CUSTOM", "DatasetArns": [target, related, metadata]}
    arn: str = world.ask("CreateDatasetGroup", **request)["DatasetGroupArn"]
    return arn


def run(world: World, arn: str) -> str:
    assert world.run(arn).state is JobState.SUCCEEDED, world.job(arn).failure
    return arn


def csv_of(world: World, path: str) -> list[dict[str, str]]:
    keys = [each["Key"] for each in world.s3("ListObjectsV2", Bucket="input", Prefix=path)["Contents"]]
    assert len(keys) == 1, keys
    text = get_bytes(world.admin, "input", keys[0], 1 << 20).decode()
    return list(csv.DictReader(io.StringIO(text)))


def query(world: World, operation: str, member: str, arn: str, item: str) -> dict[str, Any]:
    answer = world.ask(operation, **{member: arn, "Filters": {"item_id": item}})
    predictions: dict[str, Any] = answer["Forecast"]["Predictions"]
    return predictions


@pytest.mark.slow
def test_a_predictor_uses_what_is_related_and_says_so(world: World, group: str) -> None:
    holiday = {"Name": "holiday", "Configuration": {"CountryCode": ["JP"]}}
    data = {"DatasetGroupArn": group, "AdditionalDatasets": [holiday]}
    types = ["0.1", "0.5", "mean"]
    predictor = world.begin_predictor(group, DataConfig=data, ExplainPredictor=True, ForecastTypes=types)
    info = world.ask("DescribeAutoPredictor", PredictorArn=predictor)["ExplainabilityInfo"]
    assert info["Status"] == "CREATE_PENDING"
    run(world, predictor)
    _explained(world, run(world, info["ExplainabilityArn"]))
    _backtest_exported(world, predictor)
    (result,) = world.ask("GetAccuracyMetrics", PredictorArn=predictor)["PredictorEvaluationResults"]
    for window in result["TestWindows"]:
        assert [each["ForecastType"] for each in window["Metrics"]["ErrorMetrics"]] == ["0.1", "0.5", "mean"]
        assert [each["Quantile"] for each in window["Metrics"]["WeightedQuantileLosses"]] == [0.1, 0.5]
        assert all(0 < each["WAPE"] < 0.3 for each in window["Metrics"]["ErrorMetrics"])

    made = run(world, world.ask("CreateForecast", ForecastName="base", PredictorArn=predictor)["ForecastArn"])
    base = query(world, "QueryForecast", "ForecastArn", made, "item1")
    assert sorted(base) == ["mean", "p10", "p50"]
    _what_if(world, made, base)
    _explained_forecast(world, made)
    assert world.grants() == []
    assert {(each.key_arn, each.problem) for each in walk(world.instance)} == {(world.key, "")}


def _explained(world: World, explainability: str) -> None:
    place = {"S3Config": {"Path": "s3://input/impact", "RoleArn": world.role, "KMSKeyArn": world.key}}
    request = {"ExplainabilityArn": explainability, "ExplainabilityExportName": "e", "Destination": place}
    run(world, world.ask("CreateExplainabilityExport", **request)["ExplainabilityExportArn"])
    (row,) = csv_of(world, "impact/")
    assert row["item_id"] == "Aggregate"
    scores = {name: abs(float(row[f"{name}-NormalizedImpactScore"])) for name in ("price", "colour", "holiday")}
    assert scores["price"] == 1
    assert max(scores["colour"], scores["holiday"]) < 0.5


def _backtest_exported(world: World, predictor: str) -> None:
    place = {"S3Config": {"Path": "s3://input/past/", "RoleArn": world.role}}
    request = {"PredictorArn": predictor, "PredictorBacktestExportJobName": "b", "Destination": place}
    job = run(world, world.ask("CreatePredictorBacktestExportJob", **request)["PredictorBacktestExportJobArn"])
    assert job.endswith(":predictor-backtest-export-job/predictor/b")
    values = csv_of(world, "past/forecasted-values/")
    assert list(values[0]) == [
        *("item_id", "timestamp", "target_value", "backtestwindow_start_time", "backtestwindow_end_time"),
        *("p10", "p50", "mean"),
    ]
    latest = [row for row in values if row["item_id"] == "item1" and row["timestamp"] == "2019-12-01T00:00:00Z"]
    assert float(latest[0]["target_value"]) == 210 - 8 * price(1, 59)
    assert latest[0]["backtestwindow_end_time"] == "2019-12-01T00:00:00"
    metrics = csv_of(world, "past/accuracy-metrics-values/")
    assert {row["backtest_window"] for row in metrics} == {"Computed", "Summary"}
    summary = [row for row in metrics if row["backtest_window"] == "Summary"]
    assert [row["item_id"] for row in summary] == sorted(COLOURS)
    assert all(float(row["WAPE"]) < 0.2 and float(row["wQL[0.5]"]) < 0.2 for row in summary)


def _what_if(world: World, made: str, base: dict[str, Any]) -> None:
    selector = {
        "TimeSeriesIdentifiers": {
            "DataSource": {
                "S3Config": {"Path": world.upload("some.csv", b"item1\nitem2\nnobody\n"), "RoleArn": world.role}
            },
            "Schema": SERIES,
        }
    }
    request: dict[str, Any] = {"WhatIfAnalysisName": "dear", "ForecastArn": made, "TimeSeriesSelector": selector}
    analysis = run(world, world.ask("CreateWhatIfAnalysis", **request)["WhatIfAnalysisArn"])
    action = {"AttributeName": "Price", "Operation": "ADD", "Value": 3.0}
    only = [{"AttributeName": "timestamp", "AttributeValue": "2020-03-01", "Condition": "LESS_THAN"}]
    request = {
        "WhatIfForecastName": "up",
        "WhatIfAnalysisArn": analysis,
        "TimeSeriesTransformations": [{"Action": action, "TimeSeriesConditions": only}],
    }
    up = run(world, world.ask("CreateWhatIfForecast", **request)["WhatIfForecastArn"])
    assert up.endswith(":what-if-forecast/dear/up")
    dear = query(world, "QueryWhatIfForecast", "WhatIfForecastArn", up, "item1")
    steps = [new["Value"] - old["Value"] for new, old in zip(dear["p50"], base["p50"], strict=True)]
    assert steps[0] < -15  # 24 in truth; in February the price is as high as it ever was already
    assert max(map(abs, steps[2:])) < 8
    assert [each["Timestamp"] for each in dear["p50"]] == [each["Timestamp"] for each in base["p50"]]

    rows = "".join(f"item2,{month(MONTHS + number)},10\n" for number in range(HORIZON)).encode()
    source = {"Path": world.upload("instead.csv", rows), "RoleArn": world.role}
    replaced = {"S3Config": source, "Schema": {"Attributes": [ITEM, TIME, PRICE]}, "TimestampFormat": "yyyy-MM-dd"}
    del request["TimeSeriesTransformations"]
    request |= {"WhatIfForecastName": "low", "TimeSeriesReplacementsDataSource": replaced}
    low = run(world, world.ask("CreateWhatIfForecast", **request)["WhatIfForecastArn"])
    values = [each["Value"] for each in query(world, "QueryWhatIfForecast", "WhatIfForecastArn", low, "item2")["p50"]]
    assert max(values) - min(values) < 8

    place = {"S3Config": {"Path": "s3://input/what", "RoleArn": world.role}}
    request = {"WhatIfForecastExportName": "both", "WhatIfForecastArns": [up, low], "Destination": place}
    run(world, world.ask("CreateWhatIfForecastExport", **request)["WhatIfForecastExportArn"])
    exported = csv_of(world, "what/")
    columns = [f"{name}_{column}" for name in ("up", "low") for column in ("p10", "p50", "mean")]
    assert list(exported[0]) == ["item_id", "date", *columns]
    assert [row["item_id"] for row in exported] == ["item1"] * HORIZON + ["item2"] * HORIZON


def _explained_forecast(world: World, made: str) -> None:
    config = {"TimeSeriesGranularity": "SPECIFIC", "TimePointGranularity": "SPECIFIC"}
    source = {"S3Config": {"Path": world.upload("one.csv", b"item1\n"), "RoleArn": world.role}}
    explainability = world.ask(
        "CreateExplainability",
        ExplainabilityName="why",
        ResourceArn=made,
        ExplainabilityConfig=config,
        DataSource=source,
        Schema=SERIES,
        StartDateTime="2020-01-01T00:00:00",
        EndDateTime="2020-02-01T00:00:00",
    )["ExplainabilityArn"]
    run(world, explainability)
    place = {"S3Config": {"Path": "s3://input/why", "RoleArn": world.role}}
    request = {"ExplainabilityArn": explainability, "ExplainabilityExportName": "e", "Destination": place}
    run(world, world.ask("CreateExplainabilityExport", **request)["ExplainabilityExportArn"])
    rows = csv_of(world, "why/")
    assert [(row["item_id"], row["date"]) for row in rows] == [
        ("Aggregate", ""),
        ("item1", ""),
        ("item1", "2020-01-01T00:00:00Z"),
        ("item1", "2020-02-01T00:00:00Z"),
    ]
    # A high price (13 in the one month) moves the forecast down, a low one up.
    moved = {row["date"][:7]: float(row["price-RawImpactScore"]) for row in rows if row["date"]}
    dear = [name for number, name in ((60, "2020-01"), (61, "2020-02")) if price(1, number) > 10]
    assert all((value < 0) == (name in dear) for name, value in moved.items()), moved


@pytest.mark.slow
def test_new_items_are_forecast_when_they_are_selected(world: World, group: str) -> None:
    predictor = run(world, world.begin_predictor(group))
    source = {"S3Config": {"Path": world.upload("new.csv", "新品\nitem1\nnobody\n".encode()), "RoleArn": world.role}}
    selector = {"TimeSeriesIdentifiers": {"DataSource": source, "Schema": SERIES, "Format": "CSV"}}
    request = {"ForecastName": "new", "PredictorArn": predictor, "TimeSeriesSelector": selector}
    made = run(world, world.ask("CreateForecast", **request)["ForecastArn"])
    assert world.job(made).result["items"] == 2
    values = [each["Value"] for each in query(world, "QueryForecast", "ForecastArn", made, "新品")["p50"]]
    assert all(60 < value < 180 for value in values), values
    assert world.ask("DescribeForecast", ForecastArn=made)["TimeSeriesSelector"] == selector


@pytest.mark.slow
def test_a_what_if_forecast_is_of_the_rows_of_its_baseline(world: World, group: str) -> None:
    predictor = run(world, world.begin_predictor(group))
    later = sales() + b"item1,2020-01-01,120\n"
    target = world.begin_import(_dataset("sales"), world.upload("later.csv", later), "later")
    run(world, target)
    made = run(world, world.ask("CreateForecast", ForecastName="base", PredictorArn=predictor)["ForecastArn"])
    analysis = world.ask("CreateWhatIfAnalysis", WhatIfAnalysisName="a", ForecastArn=made)["WhatIfAnalysisArn"]
    assert world.ask("DescribeWhatIfAnalysis", WhatIfAnalysisArn=analysis)["Status"] == "ACTIVE"
    action = {"Action": {"AttributeName": "price", "Operation": "SUBTRACT", "Value": 1}}
    request = {"WhatIfAnalysisArn": analysis, "TimeSeriesTransformations": [action]}
    run(world, world.ask("CreateWhatIfForecast", WhatIfForecastName="w", **request)["WhatIfForecastArn"])
    run(world, world.begin_import(_dataset("sales"), world.upload("later.csv", sales()), "once_more"))
    with pytest.raises(ResourceInUseException, match="replaced by a later import"):
        world.ask("CreateWhatIfForecast", WhatIfForecastName="x", **request)


def _dataset(name: str) -> str:
    return f"arn:aws:forecast:us-east-1:111122223333:dataset/{name}"


@pytest.mark.parametrize(
    ("word", "data", "words"),
    [
        (
            "prices",
            b"".join(line for line in prices().splitlines(keepends=True) if not line.startswith(b"2020-06")),
            "4 of 4 time series have no RELATED_TIME_SERIES values up to the end of the forecast horizon, 6 periods",
        ),
        ("colours", b"item1,blue\n", "3 of 4 items of the TARGET_TIME_SERIES dataset are not in the ITEM_METADATA"),
    ],
)
def test_what_is_related_must_fit(world: World, group: str, word: str, data: bytes, words: str) -> None:
    run(world, world.begin_import(_dataset(word), world.upload("short.csv", data), "short"))
    predictor = world.begin_predictor(group)
    world.run(predictor)
    answer = world.ask("DescribeAutoPredictor", PredictorArn=predictor)
    assert answer["Status"] == "CREATE_FAILED"
    assert words in answer["Message"]
    assert "item1" not in answer["Message"]


@pytest.mark.slow
def test_prices_of_the_past_alone_or_filled_ahead_are_enough(world: World, group: str) -> None:
    past = b"".join(line for line in prices().splitlines(keepends=True) if not line.startswith(b"2020-"))
    run(world, world.begin_import(_dataset("prices"), world.upload("past.csv", past), "past"))
    run(world, world.begin_predictor(group, "historical"))
    some = past + b"2020-01-01,10,item1\n"
    run(world, world.begin_import(_dataset("prices"), world.upload("some.csv", some), "some"))
    config = {"AttributeName": "price", "Transformations": {"futurefill": "mean"}}
    data = {"DatasetGroupArn": group, "AttributeConfigs": [config]}
    predictor = world.begin_predictor(group, "filled", DataConfig=data)
    assert world.job(predictor).spec.payload["config"]["filling"]["price"] == {"futurefill": "mean"}
    run(world, predictor)


def test_the_newest_import_wins_where_two_tell_of_the_same(world: World, group: str) -> None:
    for word, data in (("prices", b"2015-01-01,99,item1\n"), ("colours", b"item1,green\n")):
        job = world.begin_import(_dataset(word), world.upload("new.csv", data), "new", ImportMode="INCREMENTAL")
        run(world, job)
    training = world.job(world.begin_predictor(group))
    payload = training.spec.payload
    context = cast("TaskContext", world.context_of(training))
    tables = read_inputs(context, payload["inputs"], payload["config"])
    assert {word: table.num_rows for word, table in tables.items()} == {"history": 240, "related": 264, "metadata": 5}
    rows = tables["related"].to_pylist()
    assert [row["price"] for row in rows if row["item_id"] == "item1"][-1] == 99
    assert {row["item_id"]: row["colour"] for row in tables["metadata"].to_pylist()}["item1"] == "green"


def test_a_metric_without_a_value_is_told_as_such() -> None:
    rows = Rows(["item_id", "MAPE"], [["a", None], ["b", 0.5]], missing="not defined")
    assert series_export._csv(rows) == b"item_id,MAPE\na,not defined\nb,0.5\n"
    table = read_table(series_export._parquet(rows), "m.parquet")
    assert table["MAPE"].to_pylist() == [None, 0.5]


def test_nothing_of_the_rows_lies_in_the_open(world: World, group: str) -> None:
    del group
    blobs = [path for path in world.instance.volumes.folder.rglob("*") if path.is_file()]
    assert len(blobs) == 6
    assert not any(b"item1" in path.read_bytes() for path in blobs)
    job = _dataset("prices").replace("dataset/", "dataset-import-job/") + "/load"
    prices = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)["FieldStatistics"]["price"]
    assert (prices["Min"], prices["Max"], prices["CountDistinct"]) == ("10.0", "13.0", 2)
    assert "13.0" not in json.dumps(world.job(job).result)
    world.take_away(world.key, "kms:Decrypt")
    assert "Max" not in world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)["FieldStatistics"]["price"]
