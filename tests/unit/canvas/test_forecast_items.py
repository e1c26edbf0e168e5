"""Forecasts item by item, and what-ifs, with real training cut short; the jobs run in this process as their roles."""

import json
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.rekey.forecast_stores import stores_of
from sealcanvas.forecast.predictors import predictor
from sealcanvas.kms import kms
from sealcanvas.service.own_errors import (
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from tests.unit.canvas.canvas_world import World, cars

AHEAD = 6


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(predictor._BUDGETS, "quick", 2.0)


def shops(*, ahead: int = AHEAD, items: int = 4) -> bytes:
    """Monthly sales that follow the price; the rows ahead have a price alone."""
    lines = ["店,region,month,sales,price"]
    for item in range(items):
        for point in range(48 + ahead):
            year, month = 2010 + point // 12, point % 12 + 1
            price = 10 + (point * (item + 3)) % 5
            sales = "" if point >= 48 else 100 * (item + 1) - 8 * price + month
            lines.append(f"店-{item},r{item % 2},{year}-{month:02}-01,{sales},{price}")
    return ("\n".join(lines) + "\n").encode()


def predicted(world: World, content: bytes, **config: Any) -> str:
    """A forecast of the shops; the prediction's id."""
    series = {"ItemIdColumn": "店", "TimestampColumn": "month", "ForecastHorizon": AHEAD, "ForecastFrequency": "M"}
    wish: dict[str, Any] = {
        "ModelName": "sales",
        "DatasetId": world.imported(content, "shops.csv"),
        "TargetColumn": "sales",
        "ProblemType": "TimeSeriesForecasting",
        "TimeSeriesConfig": {**series, "RelatedColumns": ["price"], **config},
    }
    version_id = world.canvas("CreateModelVersion", **wish)["ModelVersionId"]
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert version["Status"] == "Ready", version
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version_id)["PredictionId"]
    world.work()
    assert world.canvas("DescribePrediction", PredictionId=made)["Status"] == "Ready"
    return str(made)


def chart(world: World, prediction: str, **members: Any) -> dict[str, Any]:
    """What DescribeForecastItem draws."""
    told: dict[str, Any] = json.loads(world.canvas("DescribeForecastItem", PredictionId=prediction, **members)["Chart"])
    return told


def what_if(world: World, prediction: str, name: str, *changes: dict[str, Any]) -> str:
    """A what-if that is made; its id."""
    made = world.canvas("CreateWhatIf", PredictionId=prediction, WhatIfName=name, Changes=list(changes))["WhatIfId"]
    assert _state(world, prediction, made) == "InProgress"
    with pytest.raises(ResourceInUseException, match="being made"):
        world.canvas("DeleteWhatIf", PredictionId=prediction, WhatIfId=made)
    with pytest.raises(ResourceInUseException, match="not Ready"):
        chart(world, prediction, WhatIfId=made)
    world.work()
    assert _state(world, prediction, made) == "Ready"
    return str(made)


def _state(world: World, prediction: str, what_if_id: str) -> str:
    told = world.canvas("ListWhatIfs", PredictionId=prediction)["WhatIfs"]
    return str(next(each["Status"] for each in told if each["WhatIfId"] == what_if_id))


def test_items_their_history_and_what_if(world: World) -> None:
    prediction = predicted(world, shops(), GroupColumns=["region"])
    listed = world.canvas("ListForecastItems", PredictionId=prediction)
    assert listed["KeyColumns"] == ["店", "region"]
    assert (listed["Quantiles"], listed["ItemCount"]) == (["p10", "p50", "p90"], 4)
    assert (listed["RelatedColumns"], listed["KnownAheadColumns"]) == (["price"], ["price"])
    assert [each["Keys"] for each in listed["Items"]] == [[f"店-{n}", f"r{n % 2}"] for n in range(4)]
    first = world.canvas("ListForecastItems", PredictionId=prediction, OrderBy="Forecast", MaxResults=3)
    assert [each["Keys"][0] for each in first["Items"]] == ["店-3", "店-2", "店-1"]
    rest = world.canvas("ListForecastItems", PredictionId=prediction, OrderBy="Forecast", NextToken=first["NextToken"])
    assert [each["Keys"][0] for each in rest["Items"]] == ["店-0"]
    found = world.canvas("ListForecastItems", PredictionId=prediction, Search="R1")
    assert ([each["Keys"][0] for each in found["Items"]], found["ItemCount"]) == (["店-1", "店-3"], 2)
    with pytest.raises(ValidationException, match="pagination token"):
        world.canvas("ListForecastItems", PredictionId=prediction, NextToken="LTE=")

    one = chart(world, prediction, Keys=["店-2", "r0"])
    assert (one["past"]["times"][-1], one["ahead"]["times"][0]) == ("2013-12-01T00:00:00", "2014-01-01T00:00:00")
    assert one["past"]["values"][-1] == 300 - 8 * (10 + (47 * 5) % 5) + 12
    assert one["related"]["price"]["ahead"] == [10 + (point * 5) % 5 for point in range(48, 54)]
    assert len(one["ahead"]["p50"]) == len(one["ahead"]["mean"]) == AHEAD
    item = listed["Items"][2]
    assert item["ForecastMeans"]["p50"] == pytest.approx(sum(one["ahead"]["p50"]) / AHEAD)
    assert item["PastMean"] == pytest.approx(sum(one["past"]["values"][-AHEAD:]) / AHEAD)
    with pytest.raises(ResourceNotFoundException, match="no item with the keys 店-2, r1"):
        chart(world, prediction, Keys=["店-2", "r1"])

    together = chart(world, prediction)
    every = [chart(world, prediction, Keys=each["Keys"]) for each in listed["Items"]]
    assert (together["items"], together["leftOut"]) == (4, 0)
    assert together["past"]["values"] == pytest.approx(
        [sum(v) for v in zip(*(c["past"]["values"] for c in every), strict=True)]
    )
    assert together["ahead"]["mean"] == pytest.approx(
        [sum(v) for v in zip(*(c["ahead"]["mean"] for c in every), strict=True)]
    )
    assert "p90" not in together["ahead"], "quantiles of a sum are not sums of quantiles"
    assert together["together"]["p90"] == pytest.approx(
        [sum(v) for v in zip(*(c["ahead"]["p90"] for c in every), strict=True)]
    )

    everywhere = what_if(world, prediction, "cheaper", {"Column": "price", "Operation": "MULTIPLY", "Value": 0.5})
    other = chart(world, prediction, WhatIfId=everywhere, Keys=["店-2", "r0"])
    assert other["related"]["price"]["ahead"] == [value / 2 for value in one["related"]["price"]["ahead"]]
    assert other["past"] == one["past"]
    some = {"Column": "price", "Operation": "SET", "Value": 1, "Keys": ["店-2", "r0"], "From": "2014-02-01"}
    somewhere = what_if(world, prediction, "one shop", {**some, "To": "2014-03-01T00:00:00"})
    changed = chart(world, prediction, WhatIfId=somewhere, Keys=["店-2", "r0"])["related"]["price"]["ahead"]
    before = one["related"]["price"]["ahead"]
    assert changed == [before[0], 1, 1, *before[3:]]
    assert chart(world, prediction, WhatIfId=somewhere, Keys=["店-1", "r1"])["related"] == every[1]["related"]
    told = world.canvas("ListWhatIfs", PredictionId=prediction)["WhatIfs"]
    assert [each["WhatIfName"] for each in told] == ["one shop", "cheaper"]
    assert told[1]["Changes"] == [{"Column": "price", "Operation": "MULTIPLY", "Value": 0.5}]

    kinds = [store.resource.kind for store in stores_of(world.instance, world.domain_id)]
    assert (kinds.count("dataset"), kinds.count("what-if-forecast")) == (2, 2), "a rekey reaches all of them"

    for change, words in (
        ({"Column": "cost", "Operation": "SET", "Value": 1}, "'cost' is no related column"),
        ({"Column": "price", "Operation": "DIVIDE", "Value": 0}, "divided by 0"),
        ({"Column": "price", "Operation": "ADD", "Value": float("inf")}, "a finite number"),
        ({"Column": "price", "Operation": "SET", "Value": 1, "Keys": ["店-9", "r0"]}, "no item with the keys"),
        ({"Column": "price", "Operation": "SET", "Value": 1, "From": "2014-02-31"}, "is no date"),
        ({"Column": "price", "Operation": "SET", "Value": 1, "From": "2014-03-01", "To": "2014-02-01"}, "after To"),
        ({"Column": "price", "Operation": "SET", "Value": 1, "From": "0001-01-01"}, "out of the years"),
        ({"Column": "price", "Operation": "SET", "Value": 1, "To": "9999-12-31T23:59:59"}, "out of the years"),
        ({"Column": "price", "Operation": "MULTIPLY", "Value": float("inf")}, "Value must be a finite number"),
        ({"Column": "price", "Operation": "SET", "Value": float("nan")}, "Value must be a finite number"),
    ):
        with pytest.raises(ValidationException, match=words):
            world.canvas("CreateWhatIf", PredictionId=prediction, WhatIfName="wrong", Changes=[change])
    with pytest.raises(ResourceInUseException, match="'cheaper' already"):
        what_if(world, prediction, "cheaper", some)
    world.canvas("DeleteWhatIf", PredictionId=prediction, WhatIfId=everywhere)
    with pytest.raises(ResourceNotFoundException, match="no what-if"):
        chart(world, prediction, WhatIfId=everywhere)

    for key in ("1", "2"):
        kms.operations["DisableKey"](world.admin, {"KeyId": world.keys[key]})
        for operation in ("ListForecastItems", "DescribeForecastItem"):
            locked = world.canvas(operation, PredictionId=prediction)
            assert (locked["FailureCause"], "Items" in locked, "Chart" in locked) == ("KeyDisabled", False, False)
            assert world.keys[key] in locked["FailureReason"]
        with pytest.raises(ValidationException, match="is disabled"):
            world.canvas("CreateWhatIf", PredictionId=prediction, WhatIfName="locked", Changes=[some])
        kms.operations["EnableKey"](world.admin, {"KeyId": world.keys[key]})
    world.canvas("CreateWhatIf", PredictionId=prediction, WhatIfName="at work", Changes=[some])
    with pytest.raises(ResourceInUseException, match="'at work'"):
        world.canvas("DeletePrediction", PredictionId=prediction)
    world.work()
    world.canvas("DeletePrediction", PredictionId=prediction)
    with pytest.raises(ResourceNotFoundException):
        world.canvas("ListWhatIfs", PredictionId=prediction)


def test_one_series_gets_its_item_by_a_step_of_the_recipe(world: World) -> None:
    rows = [line.partition(",")[2] for line in shops(items=1).decode().splitlines()]
    step = {"step": "formula", "column": "series", "formula": "'series'"}
    wish: dict[str, Any] = {
        "ModelName": "one",
        "DatasetId": world.imported(("\n".join(rows) + "\n").encode(), "one.csv"),
        "TargetColumn": "sales",
        "ProblemType": "TimeSeriesForecasting",
        "TimeSeriesConfig": {"ItemIdColumn": "series", "TimestampColumn": "month", "ForecastHorizon": AHEAD},
        "Recipe": {"Steps": json.dumps([step])},
    }
    version_id = world.canvas("CreateModelVersion", **wish)["ModelVersionId"]
    world.work()
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version_id)["PredictionId"]
    world.work()
    listed = world.canvas("ListForecastItems", PredictionId=made)
    assert (listed["KeyColumns"], [each["Keys"] for each in listed["Items"]]) == (["series"], [["series"]])
    world.canvas("DeleteModelVersion", ModelVersionId=version_id)
    with pytest.raises(ResourceNotFoundException, match="deleted at Forecast, as it is with its model"):
        world.canvas("ListForecastItems", PredictionId=made)


def test_a_column_without_future_values_teaches_but_cannot_be_changed(world: World) -> None:
    prediction = predicted(world, shops(ahead=0))
    listed = world.canvas("ListForecastItems", PredictionId=prediction)
    assert (listed["RelatedColumns"], listed["KnownAheadColumns"]) == (["price"], [])
    change = {"Column": "price", "Operation": "SET", "Value": 1}
    with pytest.raises(ValidationException, match="'price' had no future values"):
        world.canvas("CreateWhatIf", PredictionId=prediction, WhatIfName="x", Changes=[change])


def test_newer_rows_bring_newer_related_columns(world: World) -> None:
    prediction = predicted(world, shops())
    version = world.canvas("DescribePrediction", PredictionId=prediction)["ModelVersionId"]
    newer = shops().decode().replace("2014-01-01,,", "2014-01-01,55,").splitlines()
    later = [f"店-{item},r{item % 2},2014-07-01,,77" for item in range(4)]
    dataset = world.imported(("\n".join([*newer, *later]) + "\n").encode(), "newer.csv")
    lacking = world.imported("店,month,sales\n店-0,2014-01-01,5\n店-0,2014-02-01,5\n".encode(), "lacking.csv")
    with pytest.raises(ValidationException, match="lacks the column 'price'"):
        world.canvas("CreateBatchPrediction", ModelVersionId=version, DatasetId=lacking)
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version, DatasetId=dataset)["PredictionId"]
    world.work()
    assert world.canvas("DescribePrediction", PredictionId=made)["Status"] == "Ready"
    one = chart(world, made, Keys=["店-0"])
    assert (one["past"]["values"][-1], one["ahead"]["times"][-1]) == (55, "2014-07-01T00:00:00")
    assert one["related"]["price"]["ahead"][-1] == 77


def test_related_columns_are_checked_before_anything_is_written(world: World) -> None:
    dataset = world.imported(shops(), "shops.csv")
    series = {"ItemIdColumn": "店", "TimestampColumn": "month", "ForecastHorizon": AHEAD}
    for related, words in (
        (["cost"], "no column 'cost'"),
        (["price", "price"], "must be different columns"),
        (["sales"], "must be different columns"),
        (["region"], "'region' is of type"),
    ):
        with pytest.raises(ValidationException, match=words):
            world.canvas(
                "CreateModelVersion",
                ModelName="sales",
                DatasetId=dataset,
                TargetColumn="sales",
                ProblemType="TimeSeriesForecasting",
                TimeSeriesConfig={**series, "RelatedColumns": related},
            )


def test_rows_of_a_table_have_no_items(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    dataset = world.imported(cars())
    wish: dict[str, Any] = {
        "ModelName": "mileage",
        "DatasetId": dataset,
        "TargetColumn": "燃費",
        "ProblemType": "Regression",
    }
    version = world.canvas("CreateModelVersion", **wish)["ModelVersionId"]
    world.work()
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version, DatasetId=dataset)["PredictionId"]
    with pytest.raises(ValidationException, match="of a table's rows"):
        world.canvas("ListForecastItems", PredictionId=made)
    assert world.canvas("ListWhatIfs", PredictionId=made)["WhatIfs"] == []
