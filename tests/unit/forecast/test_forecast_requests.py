"""What is refused, with a reason that names it; lists and deletions."""

from typing import Any

import pytest

from sealcanvas.forecast import failure_of
from sealcanvas.forecast.errors import (
    InvalidInputException,
    InvalidNextTokenException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from sealcanvas.jobs.job import JobState
from sealcanvas.volumes.walk import walk
from tests.unit.forecast.forecast_world import PREFIX, World, sales_csv

ITEM = {"AttributeName": "item_id", "AttributeType": "string"}
TIME = {"AttributeName": "timestamp", "AttributeType": "timestamp"}
TARGET = {"AttributeName": "target_value", "AttributeType": "float"}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"Schema": {"Attributes": [ITEM, TIME]}}, "target_value"),
        ({"Schema": {"Attributes": [ITEM, TIME, TARGET, TARGET]}}, "more than once"),
        ({"Schema": {}}, "Attributes"),
        ({"Schema": {"Attributes": [ITEM, TIME, {"AttributeName": "target_value"}]}}, "AttributeType"),
        (
            {"Schema": {"Attributes": [ITEM, TIME, TARGET, {"AttributeName": "x", "AttributeType": "geolocation"}]}},
            "geolocation",
        ),
        ({"Schema": {"Attributes": [ITEM, TIME, TARGET]}, "Domain": "RETAIL"}, "demand"),
    ],
)
def test_datasets_that_cannot_be(world: World, members: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputException, match=words):
        world.dataset(**members)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"TimeZone": "Mars/Olympus"}, "TimeZone 'Mars/Olympus'"),
        ({"UseGeolocationForTimeZone": True}, "UseGeolocationForTimeZone"),
        ({"GeolocationFormat": "LAT_LONG"}, "GeolocationFormat"),
        ({"TimestampFormat": "yyyy-DDD"}, "'DDD'"),
    ],
)
def test_imports_that_cannot_be(world: World, members: dict[str, Any], words: str) -> None:
    dataset = world.dataset()
    path = world.upload("sales.csv", sales_csv())
    with pytest.raises(InvalidInputException, match=words):
        world.begin_import(dataset, path, **members)


def test_an_import_needs_files(world: World) -> None:
    dataset = world.dataset()
    for path in ("s3://input/none.csv", "s3://elsewhere/sales.csv"):
        with pytest.raises(InvalidInputException, match=path):
            world.begin_import(dataset, path)
    with pytest.raises(ResourceNotFoundException):
        world.begin_import(f"{PREFIX}:dataset/nothing", "s3://input/none.csv")


def test_a_folder_is_imported_whole(world: World) -> None:
    dataset = world.dataset()
    rows = sales_csv(2, 24).splitlines(keepends=True)
    world.upload("many/a.csv", b"".join(rows[:20]), world.key)
    world.upload("many/b.csv", b"item_id,timestamp,target_value\r\n" + b"".join(rows[20:]))
    world.upload("many/readme.txt", b"no data")
    job = world.begin_import(dataset, "s3://input/many")
    assert world.run(job).result["rows"] == 48


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"ReferencePredictorArn": f"{PREFIX}:predictor/x"}, "ForecastHorizon cannot be given with"),
        ({"ExplainPredictor": True}, "a related time series, item metadata or holidays"),
        ({"MonitorConfig": {"MonitorName": "m"}}, "MonitorConfig"),
        ({"TimeAlignmentBoundary": {"Month": "MAY"}}, "TimeAlignmentBoundary Month does not fit .* takes DayOfMonth"),
        ({"ForecastHorizon": 501}, "ForecastHorizon"),
        ({"ForecastHorizon": None}, "ForecastHorizon is required"),
        ({"ForecastFrequency": None}, "ForecastFrequency is required"),
        ({"ForecastFrequency": "D"}, "finer"),
        ({"ForecastTypes": ["mean", "mean"]}, "mean"),
        ({"ForecastTypes": ["0.5", ".5"]}, "different"),
        ({"ForecastTypes": [".00"]}, "between"),
        ({"ForecastTypes": [".1", ".2", ".3", ".4", ".6"]}, "0.5"),
        ({"ForecastDimensions": ["store"]}, "store"),
        ({"Tags": [{"Key": "sealcanvas:build-type", "Value": "slow"}]}, "quick or standard"),
        ({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}, "Duplicate"),
        ({"data": {"AdditionalDatasets": [{"Name": "weather"}]}}, "weather"),
        ({"data": {"AdditionalDatasets": [{"Name": "holiday"}]}}, "CountryCode"),
        ({"data": {"AttributeConfigs": [{"AttributeName": "price", "Transformations": {"a": "b"}}]}}, "price"),
        (
            {
                "data": {
                    "AttributeConfigs": [{"AttributeName": "target_value", "Transformations": {"frontfill": "zero"}}]
                }
            },
            "frontfill",
        ),
        (
            {
                "data": {
                    "AttributeConfigs": [{"AttributeName": "target_value", "Transformations": {"backfill": "value"}}]
                }
            },
            "backfill_value",
        ),
    ],
)
def test_predictors_that_cannot_be(world: World, members: dict[str, Any], words: str) -> None:
    group = world.loaded()
    members = dict(members)
    if "data" in members:
        members["DataConfig"] = {"DatasetGroupArn": group, **members.pop("data")}
    with pytest.raises(InvalidInputException, match=words):
        world.begin_predictor(group, **members)
    assert world.ask("ListPredictors")["Predictors"] == []


def test_what_a_predictor_is_asked_reaches_the_training(world: World) -> None:
    schema = {"Attributes": [TIME, TARGET, ITEM, {"AttributeName": "store", "AttributeType": "string"}]}
    dataset = world.dataset(Schema=schema)
    rows = [line.decode().split(",") for line in sales_csv(2, 40).splitlines()]
    text = "".join(f"{when},{value},{item},{store}\n" for item, when, value in rows for store in ("north", "south"))
    assert world.run(world.begin_import(dataset, world.upload("s.csv", text.encode()))).state is JobState.SUCCEEDED
    group = world.group(dataset)
    transform = {"aggregation": "avg", "middlefill": "value", "middlefill_value": "7", "backfill": "nan"}
    holiday = {"Name": "holiday", "Configuration": {"CountryCode": ["JP"]}}
    predictor = world.begin_predictor(
        group,
        ForecastDimensions=["store"],
        ForecastTypes=["0.25", ".75"],
        OptimizationMetric="WAPE",
        DataConfig={
            "DatasetGroupArn": group,
            "AttributeConfigs": [{"AttributeName": "target_value", "Transformations": transform}],
            "AdditionalDatasets": [holiday],
        },
    )
    payload = world.job(predictor).spec.payload
    assert payload["config"] == {
        "target": "target_value",
        "timestamp": "timestamp",
        "item": "item_id",
        "frequency": "M",
        "horizon": 6,
        "groups": ["store"],
        "quantiles": ["p25", "p50", "p75"],
        "holiday_country": "JP",
        "filling": {"target_value": {"middlefill": "value", "middlefill_value": "7", "backfill": "nan"}},
        "aggregation": {"target_value": "avg"},
    }
    assert (payload["quick"], payload["objective"]) == (True, "WAPE")
    assert world.run(predictor).state is JobState.SUCCEEDED, world.job(predictor).failure
    assert world.ask("GetAccuracyMetrics", PredictorArn=predictor)["OptimizationMetric"] == "WAPE"
    with pytest.raises(InvalidInputException, match="trained for"):
        world.ask("CreateForecast", ForecastName="f", PredictorArn=predictor, ForecastTypes=["0.1"])
    made = world.ask("CreateForecast", ForecastName="f", PredictorArn=predictor)["ForecastArn"]
    world.run(made)
    with pytest.raises(InvalidInputException, match="item_id, store"):
        world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "item1"})
    answer = world.ask("QueryForecast", ForecastArn=made, Filters={"item_id": "item1", "store": "south"})
    assert sorted(answer["Forecast"]["Predictions"]) == ["p25", "p75"]


def test_data_that_cannot_be_learnt_fails_in_words(world: World) -> None:
    dataset = world.dataset()
    world.run(world.begin_import(dataset, world.upload("s.csv", sales_csv(1, 9))))
    predictor = world.begin_predictor(world.group(dataset))
    world.run(predictor)
    answer = world.ask("DescribeAutoPredictor", PredictorArn=predictor)
    assert answer["Status"] == "CREATE_FAILED"
    assert "horizon of 6" in answer["Message"]
    assert failure_of(world.instance, predictor) == {"code": "ClientError", "request_id": ""}
    assert {each.owner for each in walk(world.instance)} == {dataset}
    world.ask("DeletePredictor", PredictorArn=predictor)


def test_names_are_taken_once(world: World) -> None:
    dataset = world.dataset()
    with pytest.raises(ResourceAlreadyExistsException, match="sales"):
        world.dataset()
    world.group(dataset)
    with pytest.raises(ResourceAlreadyExistsException):
        world.group(dataset)


def test_what_is_being_worked_on_is_in_use(world: World) -> None:
    dataset = world.dataset()
    path = world.upload("s.csv", sales_csv())
    first = world.begin_import(dataset, path)
    group = world.group(dataset)
    for refused in (
        lambda: world.begin_import(dataset, path, "other"),
        lambda: world.ask("DeleteDataset", DatasetArn=dataset),
        lambda: world.begin_predictor(group),
    ):
        with pytest.raises(ResourceInUseException):
            refused()
    world.run(first)
    predictor = world.begin_predictor(group)
    for refused in (
        lambda: world.begin_import(dataset, path, "other"),
        lambda: world.ask("DeleteDataset", DatasetArn=dataset),
        lambda: world.ask("DeleteDatasetGroup", DatasetGroupArn=group),
        lambda: world.ask("DeletePredictor", PredictorArn=predictor),
        lambda: world.ask("CreateForecast", ForecastName="f", PredictorArn=predictor),
    ):
        with pytest.raises(ResourceInUseException):
            refused()


def test_deleting_shreds(world: World) -> None:
    group = world.loaded()
    predictor = world.begin_predictor(group)
    world.run(predictor)
    made = world.ask("CreateForecast", ForecastName="f", PredictorArn=predictor)["ForecastArn"]
    world.run(made)
    world.ask("DeleteForecast", ForecastArn=made)
    world.ask("DeletePredictor", PredictorArn=predictor)
    world.ask("DeleteDatasetGroup", DatasetGroupArn=group)
    world.ask("DeleteDataset", DatasetArn=f"{PREFIX}:dataset/sales")
    assert list(walk(world.instance)) == []
    for name, member, arn in (
        ("DescribeForecast", "ForecastArn", made),
        ("DescribeAutoPredictor", "PredictorArn", predictor),
        ("DescribeDatasetGroup", "DatasetGroupArn", group),
        ("DescribeDataset", "DatasetArn", f"{PREFIX}:dataset/sales"),
        ("DescribeDatasetImportJob", "DatasetImportJobArn", f"{PREFIX}:dataset-import-job/sales/load"),
    ):
        with pytest.raises(ResourceNotFoundException, match=arn):
            world.ask(name, **{member: arn})
    with pytest.raises(InvalidInputException, match="no data"):
        world.begin_predictor(world.group(world.dataset(), "again"))


def test_lists_are_filtered_and_paged(world: World) -> None:
    for name in ("a", "b", "c"):
        world.dataset(name, EncryptionConfig=None)
    first = world.ask("ListDatasets", MaxResults=2)
    second = world.ask("ListDatasets", MaxResults=2, NextToken=first["NextToken"])
    assert [each["DatasetName"] for each in first["Datasets"] + second["Datasets"]] == ["a", "b", "c"]
    assert "NextToken" not in second
    with pytest.raises(InvalidNextTokenException):
        world.ask("ListDatasets", NextToken="nonsense!")
    path = world.upload("s.csv", sales_csv())
    for name in ("a", "b"):
        world.begin_import(f"{PREFIX}:dataset/{name}", path)
    wanted = {"Key": "DatasetArn", "Value": f"{PREFIX}:dataset/a", "Condition": "IS"}
    assert len(world.ask("ListDatasetImportJobs", Filters=[wanted])["DatasetImportJobs"]) == 1
    other = {"Key": "Status", "Value": "ACTIVE", "Condition": "IS_NOT"}
    assert len(world.ask("ListDatasetImportJobs", Filters=[other])["DatasetImportJobs"]) == 2
    with pytest.raises(InvalidInputException, match="Colour"):
        world.ask("ListDatasetImportJobs", Filters=[{"Key": "Colour", "Value": "red", "Condition": "IS"}])


def test_groups_hold_datasets_of_their_domain(world: World) -> None:
    sales = world.dataset()
    group = world.ask("CreateDatasetGroup", DatasetGroupName="g", Domain="CUSTOM")["DatasetGroupArn"]
    with pytest.raises(InvalidInputException, match="no dataset"):
        world.begin_predictor(group)
    world.ask("UpdateDatasetGroup", DatasetGroupArn=group, DatasetArns=[sales])
    assert world.ask("DescribeDatasetGroup", DatasetGroupArn=group)["DatasetArns"] == [sales]
    with pytest.raises(InvalidInputException, match="RETAIL"):
        world.ask("CreateDatasetGroup", DatasetGroupName="r", Domain="RETAIL", DatasetArns=[sales])
    with pytest.raises(ResourceNotFoundException):
        world.ask("UpdateDatasetGroup", DatasetGroupArn=group, DatasetArns=[f"{PREFIX}:dataset/none"])
