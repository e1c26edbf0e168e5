"""Sample datasets: made the same every time, fit for what they are an example of, imported as any file is."""

import io
from typing import Any

import pandas as pd
import pytest

from sealcanvas.canvas.datasets.samples.sample import Sample
from sealcanvas.ml.problem import ProblemType, propose
from sealcanvas.ml.table import read_table
from sealcanvas.service.own_errors import ResourceNotFoundException
from tests.unit.canvas.canvas_world import World

EVERY = ("customer-churn", "delivery-outcomes", "home-prices", "shop-sales")


def test_there_is_one_for_each_problem_type(world: World) -> None:
    listed = world.canvas("ListSampleDatasets")["SampleDatasets"]
    assert tuple(each["SampleName"] for each in listed) == EVERY
    assert {each["ProblemType"] for each in listed} == set(ProblemType)
    assert all(each["Synthetic"] and each["RowCount"] <= 5_000 for each in listed)


@pytest.mark.parametrize("name", EVERY)
def test_it_is_as_it_is_told(world: World, name: str) -> None:
    told = world.canvas("GetSampleDataset", SampleName=name)
    frame = pd.read_csv(io.StringIO(told["Content"]))
    assert frame.shape == (told["RowCount"], told["ColumnCount"])
    assert frame[told["TargetColumn"]].notna().all()
    assert told["Content"] == Sample.every[name].content(), "the same characters every time"
    if told["ProblemType"] == "TimeSeriesForecasting":
        config = told["TimeSeriesConfig"]
        series = frame.groupby([config["ItemIdColumn"], *config["GroupColumns"]])
        assert len(series) == 8
        assert all(each[config["TimestampColumn"]].is_unique for _key, each in series)
    else:
        table = read_table(told["Content"].encode(), told["FileName"])
        assert propose(table, told["TargetColumn"]) == told["ProblemType"], "the page proposes what it is an example of"


def test_each_has_something_to_learn() -> None:
    frames = {name: pd.read_csv(io.StringIO(Sample.every[name].content())) for name in EVERY}
    homes = frames["home-prices"]
    assert homes["area_m2"].corr(homes["price_thousand"]) > 0.7
    customers = frames["customer-churn"]
    left = customers["churned"] == "yes"
    assert 0.15 < left.mean() < 0.5
    assert left[customers["support_calls"] >= 4].mean() > 2 * left[customers["support_calls"] == 0].mean()
    parcels = frames["delivery-outcomes"]
    shares = parcels["outcome"].value_counts(normalize=True)
    assert set(shares.index) == {"on time", "late", "damaged", "returned"}
    assert shares.min() > 0.03
    sales = frames["shop-sales"]
    assert sales[sales["offer"] == 1]["units_sold"].mean() > 1.2 * sales[sales["offer"] == 0]["units_sold"].mean()


def test_it_is_imported_as_any_file(world: World) -> None:
    told = world.canvas("GetSampleDataset", SampleName="home-prices")
    dataset_id = world.imported(told["Content"].encode(), told["FileName"])
    dataset: dict[str, Any] = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["SSEKMSKeyId"] == world.keys["2"]
    assert dataset["RowCount"] == told["RowCount"]


def test_one_that_there_is_not_is_told_with_those_that_there_are(world: World) -> None:
    with pytest.raises(ResourceNotFoundException, match="There is no sample dataset 'titanic', but customer-churn, "):
        world.canvas("GetSampleDataset", SampleName="titanic")
