"""One of everything that jobs make, ACTIVE without any training; and how each further job is begun."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.service.call import Call
from tests.unit.forecast.forecast_world import World, ask, sales_csv

ITEM = {"AttributeName": "item_id", "AttributeType": "string"}
TIME = {"AttributeName": "timestamp", "AttributeType": "timestamp"}
PRICE = {"AttributeName": "price", "AttributeType": "float"}
COLOUR = {"AttributeName": "colour", "AttributeType": "string"}
RELATED = {"Attributes": [ITEM, TIME, PRICE]}
METADATA = {"Attributes": [ITEM, COLOUR]}
SERIES = {"Attributes": [ITEM]}


@dataclass
class Stage:
    """A group with sales, prices and colours, and what was made from it; each under the world's key, by its role."""

    world: World
    arns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        target = world.dataset("target")
        related = world.dataset("related", DatasetType="RELATED_TIME_SERIES", Schema=RELATED)
        metadata = world.dataset("metadata", DatasetType="ITEM_METADATA", Schema=METADATA, DataFrequency=None)
        path = world.upload("sales.csv", sales_csv(), world.key)
        for dataset in (target, related, metadata):
            self._made("import", world.begin_import(dataset, path))
        request = {"DatasetGroupName": "all", "Domain": "CUSTOM", "DatasetArns": [target, related, metadata]}
        self.arns |= {"dataset": target, "group": world.ask("CreateDatasetGroup", **request)["DatasetGroupArn"]}
        self._made("predictor", world.begin_predictor(self.arns["group"]))
        self._made("forecast", self.begin("CreateForecast", name="made"))
        self._made("analysis", self.begin("CreateWhatIfAnalysis", name="made"))
        self._made("what-if", self.begin("CreateWhatIfForecast", name="made"))
        self._made("explainability", self.begin("CreateExplainability", name="made"))

    def _made(self, word: str, arn: str) -> None:
        self.world.pretend(arn)
        self.arns[word] = arn

    def begin(self, operation: str, call: Call | None = None, role: str | None = None, name: str = "job") -> str:
        """Begin a job of that operation; its ARN."""
        request = JOBS[operation](self, role or self.world.role, name)
        answer = ask(call or self.world.admin, operation.partition(",")[0], **request)
        (arn,) = answer.values()
        return str(arn)

    def place(self, role: str, path: str = "s3://input/out") -> dict[str, Any]:
        return {"S3Config": {"Path": path, "RoleArn": role}}

    def source(self, role: str, content: bytes = b"item0\n") -> dict[str, Any]:
        return self.place(role, self.world.upload("selected.csv", content, self.world.key))

    def selector(self, role: str) -> dict[str, Any]:
        return {"TimeSeriesIdentifiers": {"DataSource": self.source(role), "Schema": SERIES, "Format": "CSV"}}


def _import(stage: Stage, role: str, name: str) -> dict[str, Any]:
    path = stage.world.upload("sales.csv", sales_csv(), stage.world.key)
    return {
        "DatasetImportJobName": name,
        "DatasetArn": stage.arns["dataset"],
        "DataSource": stage.place(role, path),
    }


def _predictor(stage: Stage, role: str, name: str) -> dict[str, Any]:
    return {
        "PredictorName": name,
        "ForecastHorizon": 6,
        "ForecastFrequency": "M",
        "DataConfig": {"DatasetGroupArn": stage.arns["group"]},
        "EncryptionConfig": {"RoleArn": role, "KMSKeyArn": stage.world.key},
    }


def _forecast(stage: Stage, _role: str, name: str) -> dict[str, Any]:
    return {"ForecastName": name, "PredictorArn": stage.arns["predictor"]}


def _selected_forecast(stage: Stage, role: str, name: str) -> dict[str, Any]:
    return _forecast(stage, role, name) | {"TimeSeriesSelector": stage.selector(role)}


def _analysis(stage: Stage, role: str, name: str) -> dict[str, Any]:
    selector = {"TimeSeriesSelector": stage.selector(role)}
    return {"WhatIfAnalysisName": name, "ForecastArn": stage.arns["forecast"], **selector}


def _what_if(stage: Stage, _role: str, name: str) -> dict[str, Any]:
    action = {"AttributeName": "price", "Operation": "MULTIPLY", "Value": 0.9}
    return {
        "WhatIfForecastName": name,
        "WhatIfAnalysisArn": stage.arns["analysis"],
        "TimeSeriesTransformations": [{"Action": action}],
    }


def _replaced_what_if(stage: Stage, role: str, name: str) -> dict[str, Any]:
    rows = stage.source(role, b"item0,2020-01-01,8\n")
    request = _what_if(stage, role, name)
    del request["TimeSeriesTransformations"]
    return request | {"TimeSeriesReplacementsDataSource": {**rows, "Schema": RELATED}}


def _explainability(stage: Stage, _role: str, name: str) -> dict[str, Any]:
    every = {"TimeSeriesGranularity": "ALL", "TimePointGranularity": "ALL"}
    return {"ExplainabilityName": name, "ResourceArn": stage.arns["forecast"], "ExplainabilityConfig": every}


def _explained_series(stage: Stage, role: str, name: str) -> dict[str, Any]:
    some = {"TimeSeriesGranularity": "SPECIFIC", "TimePointGranularity": "ALL"}
    listed = {"DataSource": stage.source(role), "Schema": SERIES}
    return _explainability(stage, role, name) | {"ExplainabilityConfig": some, **listed}


def _explained_predictor(stage: Stage, role: str, name: str) -> dict[str, Any]:
    return _explainability(stage, role, name) | {"ResourceArn": stage.arns["predictor"]}


def _export(name_member: str, member: str, word: str) -> Callable[[Stage, str, str], dict[str, Any]]:
    def request(stage: Stage, role: str, name: str) -> dict[str, Any]:
        source: Any = [stage.arns[word]] if member.endswith("s") else stage.arns[word]
        return {name_member: name, member: source, "Destination": stage.place(role)}

    return request


JOBS: dict[str, Callable[[Stage, str, str], dict[str, Any]]] = {
    "CreateDatasetImportJob": _import,
    "CreateAutoPredictor": _predictor,
    "CreateForecast": _forecast,
    "CreateForecast, of some series": _selected_forecast,
    "CreateWhatIfAnalysis": _analysis,
    "CreateWhatIfForecast": _what_if,
    "CreateWhatIfForecast, by replacements": _replaced_what_if,
    "CreateExplainability": _explainability,
    "CreateExplainability, of some series": _explained_series,
    "CreateExplainability, of a predictor": _explained_predictor,
    "CreateForecastExportJob": _export("ForecastExportJobName", "ForecastArn", "forecast"),
    "CreatePredictorBacktestExportJob": _export("PredictorBacktestExportJobName", "PredictorArn", "predictor"),
    "CreateExplainabilityExport": _export("ExplainabilityExportName", "ExplainabilityArn", "explainability"),
    "CreateWhatIfForecastExport": _export("WhatIfForecastExportName", "WhatIfForecastArns", "what-if"),
}
"""Every operation that makes a job, and its request with a role and a name."""
