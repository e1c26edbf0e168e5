"""The four problem types of the reference, each on real data that a package ships."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sealcanvas.demo.datasets import DemoData, load_all

HORIZON = 12
_QUANTILES = ["p10", "p50", "p90"]
_GOODS = {"mining_and_logging", "construction", "manufacturing", "durable_goods", "nondurable_goods"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem type.

    Attributes:
        name: of its data set, for names of jobs and objects.
        metrics: what AWS documents for a candidate of this type.
        train, new: what is learned from, and what a transform job predicts for, as CSV with a header.
        request: CreateAutoMLJobV2's objective and config, without CompletionCriteria.
        predictions: lines that a transform job of `new` writes.
        record: what the endpoint is asked; `answers` is how many lines it gives.
    """

    name: str
    metrics: frozenset[str]
    train: bytes
    new: bytes
    request: Mapping[str, Any]
    predictions: int
    record: bytes
    answers: int

    @property
    def of_series(self) -> bool:
        return "TimeSeriesForecastingJobConfig" in self.request["AutoMLProblemTypeConfig"]

    def job(self, seconds: int, *, quick: bool) -> dict[str, Any]:
        """The members of CreateAutoMLJobV2 that tell what is learned.

        Args:
            quick: one candidate is enough.
        """
        ((kind, config),) = self.request["AutoMLProblemTypeConfig"].items()
        criteria = {"MaxAutoMLJobRuntimeInSeconds": seconds, **({"MaxCandidates": 1} if quick else {})}
        config = {**config, "CompletionCriteria": criteria}
        if quick:
            algorithms = ["ets"] if self.of_series else ["lightgbm"]
            config["CandidateGenerationConfig"] = {"AlgorithmsConfig": [{"AutoMLAlgorithms": algorithms}]}
        return {**self.request, "AutoMLProblemTypeConfig": {kind: config}}


def all_problems() -> list[Problem]:
    """Regression, two categories, three and more categories, time series."""
    cars, tumours, weather, employment = load_all()
    return [
        _table(cars, "MSE", {"MSE", "RMSE", "MAE", "R2"}),
        _table(tumours, "F1", {"F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall", "LogLoss"}),
        _table(
            weather,
            "Accuracy",
            {"Accuracy", "BalancedAccuracy", "F1macro", "PrecisionMacro", "RecallMacro", "LogLoss"},
        ),
        _series(employment),
    ]


def _table(data: DemoData, objective: str, metrics: set[str]) -> Problem:
    config = {"TargetAttributeName": data.target, "ProblemType": data.problem, "Mode": "ENSEMBLING"}
    rows = data.new.splitlines()[1:]
    return Problem(
        name=data.name,
        metrics=frozenset({*metrics, "InferenceLatency"}),
        train=data.train,
        new=data.new,
        request={
            "AutoMLJobObjective": {"MetricName": objective},
            "AutoMLProblemTypeConfig": {"TabularJobConfig": config},
        },
        predictions=len(rows),
        record=b"\n".join(rows[:3]),
        answers=3,
    )


def _series(data: DemoData) -> Problem:
    """US employment by industry, with the sector as a grouping column."""
    frame = pd.read_csv(io.BytesIO(data.train))
    frame["sector"] = ["goods" if industry in _GOODS else "services" for industry in frame["industry"]]
    frame = frame[frame["month"] >= "2009"]
    config = {
        "ForecastFrequency": "1M",
        "ForecastHorizon": HORIZON,
        "ForecastQuantiles": _QUANTILES,
        "HolidayConfig": [{"CountryCode": "US"}],
        "TimeSeriesConfig": {
            "TargetAttributeName": "employees",
            "TimestampAttributeName": "month",
            "ItemIdentifierAttributeName": "industry",
            "GroupingAttributeNames": ["sector"],
        },
        "Transformations": {"Filling": {"employees": {"middlefill": "zero", "backfill": "zero"}}},
    }
    rows = frame.to_csv(index=False).encode()
    one = frame[frame["industry"] == "construction"].to_csv(index=False).encode()
    return Problem(
        name=data.name,
        metrics=frozenset({"AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE"}),
        train=rows,
        new=rows,
        request={"AutoMLProblemTypeConfig": {"TimeSeriesForecastingJobConfig": config}},
        predictions=frame["industry"].nunique() * HORIZON + 1,
        record=one,
        answers=HORIZON + 1,
    )
