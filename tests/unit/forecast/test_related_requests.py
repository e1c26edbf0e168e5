"""Related series, metadata, predictors on them, what-if and explanations: what is refused, by name."""

import itertools
from typing import Any

import pytest

from sealcanvas.forecast.datasets.domains import DOMAINS
from sealcanvas.forecast.datasets.frequency import check_frequency, finer, same
from sealcanvas.forecast.errors import InvalidInputException, InvalidNextTokenException, ResourceInUseException
from sealcanvas.forecast.predictors.time_boundary import boundary
from sealcanvas.jobs import queue
from sealcanvas.jobs.job import JobState
from tests.unit.forecast.forecast_world import SCHEMA, World, sales_csv
from tests.unit.forecast.stage import COLOUR, ITEM, JOBS, PRICE, SERIES, TIME, Stage

STORE = {"AttributeName": "store", "AttributeType": "string"}
TARGET = {"AttributeName": "target_value", "AttributeType": "float"}


def attribute(name: str, kind: str = "float") -> dict[str, str]:
    return {"AttributeName": name, "AttributeType": kind}


def related(*attributes: dict[str, str], **members: Any) -> dict[str, Any]:
    return {"DatasetType": "RELATED_TIME_SERIES", "Schema": {"Attributes": [ITEM, TIME, *attributes]}, **members}


def metadata(*attributes: dict[str, str], **members: Any) -> dict[str, Any]:
    schema = {"Attributes": [ITEM, *attributes]}
    return {"DatasetType": "ITEM_METADATA", "Schema": schema, "DataFrequency": None, **members}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (related(), "a feature of type integer or float"),
        (related(STORE), "a feature of type integer or float"),
        (related(PRICE, TARGET), "must not have the target target_value"),
        (related(PRICE, attribute("where", "geolocation")), "where of type geolocation"),
        (related(PRICE, DataFrequency=None), "DataFrequency is required"),
        (related(*(attribute(f"f{n}") for n in range(14))), "at most 13 features"),
        (related(*(attribute(f"f{n}") for n in range(24))), "at most 25"),
        ({"DatasetType": "RELATED_TIME_SERIES", "Schema": {"Attributes": [ITEM, PRICE]}}, "timestamp"),
        (metadata(), "an attribute beside item_id"),
        (metadata(COLOUR, TIME), "timestamp of type timestamp"),
        (metadata(attribute("where", "geolocation")), "geolocation"),
        (metadata(COLOUR, DataFrequency="D"), "DataFrequency is for time series"),
        (metadata(*(attribute(f"m{n}", "string") for n in range(10))), "at most 10"),
        (metadata(attribute("category")), "category of type float .* must be of type string"),
        ({"Schema": {"Attributes": [ITEM, TIME, TARGET, PRICE]}}, "price of type float"),
        ({"DataFrequency": "60min"}, "DataFrequency '60min'"),
        ({"DataFrequency": "2Y"}, "DataFrequency '2Y'"),
        ({"DataFrequency": "min"}, "DataFrequency 'min'"),
    ],
)
def test_datasets_that_cannot_be(world: World, members: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputException, match=words):
        world.dataset(**members, EncryptionConfig=None)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_takes_all_three_types_with_the_fields_that_aws_suggests(world: World, domain: str) -> None:
    names = DOMAINS[domain]
    item = attribute(names.item, "string")
    further = [attribute(name, kinds[0]) for name, kinds in names.related.items()] or [attribute("anything", "integer")]
    facts = [attribute(name, kinds[0]) for name, kinds in names.metadata.items()] or [attribute("anything", "string")]
    schemas = {
        "TARGET_TIME_SERIES": [TIME, item, attribute(names.target, "integer"), attribute("location", "string")],
        "RELATED_TIME_SERIES": [item, *further, TIME],
        "ITEM_METADATA": [*facts, item],
    }
    arns = []
    for kind, attributes in schemas.items():
        frequency = None if kind == "ITEM_METADATA" else "2W"
        request = {"Domain": domain, "DatasetType": kind, "Schema": {"Attributes": attributes}}
        arns.append(world.dataset(kind.lower(), **request, DataFrequency=frequency, EncryptionConfig=None))
        assert world.ask("DescribeDataset", DatasetArn=arns[-1])["DatasetType"] == kind
    group = {"DatasetGroupName": "all", "Domain": domain, "DatasetArns": arns}
    world.ask("CreateDatasetGroup", **group)
    again = world.dataset("again", **request, DataFrequency=None, EncryptionConfig=None)
    with pytest.raises(InvalidInputException, match="one dataset of each type"):
        world.ask("CreateDatasetGroup", **{**group, "DatasetGroupName": "two", "DatasetArns": [*arns, again]})


def test_frequencies_are_ordered_by_the_length_of_their_periods() -> None:
    ordered = ["1min", "5min", "45min", "H", "23H", "D", "6D", "W", "2W", "M", "3M", "Y"]
    for earlier, later in itertools.pairwise(ordered):
        check_frequency("F", earlier)
        assert finer(earlier, later)
        assert not finer(later, earlier)
    assert same("1D", "D")


@pytest.mark.parametrize(
    ("given", "frequency", "data", "expected"),
    [
        (None, "W", "D", {"day_of_week": 0}),  # AWS's default: weeks begin on Monday
        (None, "2W", None, {"day_of_week": 0}),
        (None, "W", "W", {}),  # labels of its own
        (None, "M", "D", {}),
        ({"DayOfWeek": "WEDNESDAY"}, "W", "W", {"day_of_week": 2}),
        ({"DayOfMonth": 15}, "3M", "D", {"day_of_month": 15}),
        ({"Month": "APRIL", "DayOfMonth": 6}, "Y", "M", {"month": 4, "day_of_month": 6}),
        ({"Hour": 5}, "D", "H", {"hour": 5}),
    ],
)
def test_time_boundaries(given: dict[str, Any] | None, frequency: str, data: str | None, expected: object) -> None:
    assert boundary(given, frequency, data) == expected


UNMOVED: list[tuple[dict[str, Any], str]] = [({"Hour": 5}, "H"), ({"DayOfWeek": "MONDAY"}, "D"), ({"Hour": 1}, "M")]


@pytest.mark.parametrize(("given", "frequency"), UNMOVED)
def test_time_boundaries_that_move_nothing_are_refused(given: dict[str, Any], frequency: str) -> None:
    with pytest.raises(InvalidInputException, match="does not fit ForecastFrequency"):
        boundary(given, frequency, None)


def _group(world: World, related_members: dict[str, Any]) -> str:
    target = world.dataset("t", Schema={"Attributes": [*SCHEMA["Attributes"], STORE]})
    second = world.dataset("r", **related_members)
    for dataset in (target, second):
        world.pretend(world.begin_import(dataset, world.upload("s.csv", sales_csv())))
    request = {"DatasetGroupName": "g", "Domain": "CUSTOM", "DatasetArns": [target, second]}
    arn: str = world.ask("CreateDatasetGroup", **request)["DatasetGroupArn"]
    return arn


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (
            related(PRICE, STORE),
            r"The attribute\(s\) \[store\] present in the RELATED_TIME_SERIES schema should be of numeric",
        ),
        (related(PRICE, DataFrequency="D"), "must be the DataFrequency D of the related"),
    ],
)
def test_related_series_that_do_not_fit_the_predictor(world: World, members: dict[str, Any], words: str) -> None:
    group = _group(world, members)
    with pytest.raises(InvalidInputException, match=words):
        world.begin_predictor(group)
    assert world.ask("ListPredictors")["Predictors"] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"futurefill": "nan"}, "futurefill = nan is not valid for price"),
        ({"aggregation": "sum"}, "aggregation = sum is not valid for price"),
        ({"frontfill": "none"}, "frontfill = none is not valid for price"),
        ({"backfill": "value"}, "backfill value needs backfill_value"),
        ({"backfill_value": "2"}, "backfill_value needs backfill = value"),
    ],
)
def test_transformations_of_related_series(world: World, given: dict[str, str], words: str) -> None:
    group = _group(world, related(PRICE))
    config = {"AttributeName": "price", "Transformations": given}
    with pytest.raises(InvalidInputException, match=words):
        world.begin_predictor(group, DataConfig={"DatasetGroupArn": group, "AttributeConfigs": [config]})


def test_what_is_related_reaches_the_training(world: World) -> None:
    group = _group(world, related(PRICE, STORE))
    filled = {"middlefill": "mean", "backfill": "value", "backfill_value": "2", "futurefill": "min"}
    predictor = world.begin_predictor(
        group,
        ForecastDimensions=["store"],
        TimeAlignmentBoundary={"DayOfMonth": 15},
        DataConfig={
            "DatasetGroupArn": group,
            "AttributeConfigs": [{"AttributeName": "price", "Transformations": filled}],
        },
    )
    payload = world.job(predictor).spec.payload
    assert list(payload["inputs"]) == ["history", "related"]
    config = payload["config"]
    assert (config["features"], config["boundary"]) == ({"price": "numeric"}, {"day_of_month": 15})
    assert config["filling"] == {"target_value": {"middlefill": "zero", "backfill": "zero"}, "price": filled}
    assert "metadata" not in config


TRANSFORM = "TimeSeriesTransformations"
ADD = {"AttributeName": "price", "Operation": "ADD", "Value": 1.0}


def when(name: str, test: str, value: str) -> dict[str, Any]:
    condition = {"AttributeName": name, "Condition": test, "AttributeValue": value}
    return {TRANSFORM: [{"Action": ADD, "TimeSeriesConditions": [condition]}]}


def instead(*columns: dict[str, str], **members: Any) -> dict[str, Any]:
    return {TRANSFORM: None, "TimeSeriesReplacementsDataSource": list(columns), **members}


def change(**members: Any) -> dict[str, Any]:
    return {TRANSFORM: [{"Action": {**ADD, **members}}]}


WHAT_IFS: dict[str, dict[str, Any]] = {
    "Give either": {TRANSFORM: []},
    "needs an Action": {TRANSFORM: [{}]},
    "names target_value, which is no feature": change(AttributeName="target_value"),
    "DIVIDE price by 0": change(Operation="DIVIDE", Value=0.0),
    "names weight, which the predictor does not know": when("weight", "EQUALS", "1"),
    "compares price with 'cheap'": when("price", "LESS_THAN", "cheap"),
    "LESS_THAN cannot be asked of colour": when("colour", "LESS_THAN", "red"),
    "Give either TimeSeriesTransformations": instead(ITEM, TIME, PRICE, **change()),
    "must have the attribute timestamp": instead(ITEM, PRICE),
    "must have a feature": instead(ITEM, TIME),
    "colour, which is no feature": instead(ITEM, TIME, COLOUR),
    "more than once": instead(ITEM, TIME, PRICE, PRICE),
}


def test_what_if_forecasts_that_cannot_be(world: World) -> None:
    stage = Stage(world)
    for words, members in WHAT_IFS.items():
        request = JOBS["CreateWhatIfForecast"](stage, world.role, "w") | members
        columns = request.get("TimeSeriesReplacementsDataSource")
        if columns is not None:
            source = {**stage.source(world.role), "Schema": {"Attributes": columns}}
            request["TimeSeriesReplacementsDataSource"] = source
        request = {member: value for member, value in request.items() if value is not None}
        with pytest.raises(InvalidInputException, match=words):
            world.ask("CreateWhatIfForecast", **request)
    assert len(world.ask("ListWhatIfForecasts")["WhatIfForecasts"]) == 1


def test_conditions_of_every_kind_reach_the_engine(world: World) -> None:
    stage = Stage(world)
    conditions = [
        {"AttributeName": name, "Condition": test, "AttributeValue": value}
        for name, test, value in (
            ("item_id", "EQUALS", "品目"),
            ("colour", "NOT_EQUALS", "red"),
            ("timestamp", "GREATER_THAN", "2020-01-01"),
            ("price", "LESS_THAN", "5"),
        )
    ]
    transform = {"Action": {**ADD, "AttributeName": "PRICE"}, "TimeSeriesConditions": conditions}
    request = JOBS["CreateWhatIfForecast"](stage, world.role, "w") | {TRANSFORM: [transform]}
    arn = world.ask("CreateWhatIfForecast", **request)["WhatIfForecastArn"]
    (change,) = world.job(arn).spec.payload["what_if"]["changes"]
    assert (change["column"], change["operation"], change["value"]) == ("price", "add", 1.0)
    assert [each["test"] for each in change["conditions"]] == ["equals", "not_equals", "greater_than", "less_than"]
    assert world.ask("DescribeWhatIfForecast", WhatIfForecastArn=arn)[TRANSFORM] == [transform]


def test_nothing_to_ask_about_without_related_series(world: World) -> None:
    dataset = world.dataset()
    world.pretend(world.begin_import(dataset, world.upload("s.csv", sales_csv())))
    predictor = world.begin_predictor(world.group(dataset))
    world.pretend(predictor)
    made = world.ask("CreateForecast", ForecastName="f", PredictorArn=predictor)["ForecastArn"]
    with pytest.raises(ResourceInUseException, match="CREATE_PENDING"):
        world.ask("CreateWhatIfAnalysis", WhatIfAnalysisName="a", ForecastArn=made)
    world.pretend(made)
    with pytest.raises(InvalidInputException, match="without a related time series"):
        world.ask("CreateWhatIfAnalysis", WhatIfAnalysisName="a", ForecastArn=made)
    every = {"TimeSeriesGranularity": "ALL", "TimePointGranularity": "ALL"}
    for arn in (predictor, made):
        with pytest.raises(InvalidInputException, match="a related time series, item metadata or holidays"):
            world.ask("CreateExplainability", ExplainabilityName="e", ResourceArn=arn, ExplainabilityConfig=every)


ALL, SOME = "ALL", "SPECIFIC"
START = {"StartDateTime": "2020-02-01T00:00:00"}
END = {"EndDateTime": "2020-01-01T00:00:00"}


EXPLANATIONS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "must be ALL": ("predictor", SOME, ALL, {}),
    "StartDateTime is for the Explainability of a forecast": ("predictor", ALL, ALL, START),
    "StartDateTime is needed if TimePointGranularity is SPECIFIC, and only then": ("forecast", ALL, ALL, START),
    "EndDateTime is needed": ("forecast", ALL, SOME, START),
    "StartDateTime is after EndDateTime": ("forecast", ALL, SOME, START | END),
    "DataSource is needed": ("forecast", SOME, ALL, {"Schema": SERIES}),
    "EnableVisualization": ("forecast", ALL, ALL, {"EnableVisualization": True}),
}


def test_explainabilities_that_cannot_be(world: World) -> None:
    stage = Stage(world)
    for words, (word, series, points, members) in EXPLANATIONS.items():
        config = {"TimeSeriesGranularity": series, "TimePointGranularity": points}
        request = {"ExplainabilityName": "e", "ResourceArn": stage.arns[word], "ExplainabilityConfig": config}
        with pytest.raises(InvalidInputException, match=words):
            world.ask("CreateExplainability", **request, **members)
    assert len(world.ask("ListExplainabilities")["Explainabilities"]) == 1


def test_selectors_that_cannot_be(world: World) -> None:
    stage = Stage(world)
    good = stage.selector(world.role)["TimeSeriesIdentifiers"]
    bad = {
        "needs TimeSeriesIdentifiers.DataSource": {"Schema": SERIES},
        "needs TimeSeriesIdentifiers.Schema": {"DataSource": good["DataSource"]},
        "must have the attributes item_id alone": {**good, "Schema": {"Attributes": [ITEM, COLOUR]}},
        "each of type string": {**good, "Schema": {"Attributes": [attribute("item_id", "integer")]}},
    }
    for words, identifiers in bad.items():
        for operation in ("CreateForecast", "CreateWhatIfAnalysis"):
            request = JOBS[operation](stage, world.role, "x")
            request["TimeSeriesSelector"] = {"TimeSeriesIdentifiers": identifiers}
            with pytest.raises(InvalidInputException, match=words):
                world.ask(operation, **request)


def test_exports_of_what_if_forecasts_are_of_one_analysis(world: World) -> None:
    stage = Stage(world)
    analysis = stage.begin("CreateWhatIfAnalysis", name="other")
    world.pretend(analysis)
    request = JOBS["CreateWhatIfForecast"](stage, world.role, "made") | {"WhatIfAnalysisArn": analysis}
    other = world.ask("CreateWhatIfForecast", **request)["WhatIfForecastArn"]  # the same name, in another analysis
    world.pretend(other)
    request = JOBS["CreateWhatIfForecastExport"](stage, world.role, "e")
    request["WhatIfForecastArns"] = [stage.arns["what-if"], other]
    with pytest.raises(InvalidInputException, match="of one what-if analysis"):
        world.ask("CreateWhatIfForecastExport", **request)


def test_queries_that_cannot_be(world: World) -> None:
    stage = Stage(world)
    for operation, member, word in (
        ("QueryForecast", "ForecastArn", "forecast"),
        ("QueryWhatIfForecast", "WhatIfForecastArn", "what-if"),
    ):
        request: dict[str, Any] = {member: stage.arns[word], "Filters": {"item_id": "a"}}
        with pytest.raises(InvalidNextTokenException):
            world.ask(operation, **request, NextToken="more")
        with pytest.raises(InvalidInputException, match="StartDate is after EndDate"):
            world.ask(operation, **request, StartDate="2020-02-01T00:00:00", EndDate="2020-01-01T00:00:00")
        with pytest.raises(InvalidInputException, match="item_id"):
            world.ask(operation, **{**request, "Filters": {"colour": "red"}})
    waiting = stage.begin("CreateForecast")
    with pytest.raises(ResourceInUseException, match="CREATE_PENDING"):
        world.ask("QueryForecast", ForecastArn=waiting, Filters={"item_id": "a"})
    queue.end(world.instance, world.job(waiting).job_id, JobState.STOPPED)
