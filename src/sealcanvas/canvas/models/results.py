"""A finished build's scores, column impact and leaderboard, read where they are sealed, as who may."""

from collections.abc import Callable
from typing import Any

from sealcanvas.canvas.failure import why_error
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, reader_settings
from sealcanvas.forecast import predictor_results
from sealcanvas.sagemaker.automl.analysis import automl_insights
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance

_DIRECTIONS = ("Maximize", "Minimize")


def results(call: Call, version: Stored) -> dict[str, Any]:
    """Members of DescribeModelVersion's answer for a version that is Ready.

    Tabular results lie under key 2 and are read as the user profile's execution role, those of time series lie in
    Forecast's store under key 1 and are read as its role. Whoever takes the key away takes the scores away: the
    version stays Ready, with FailureCause and FailureReason telling why nothing is shown.
    """
    found = read_as_role(call, version, automl_insights, predictor_results)
    return found if "FailureCause" in found else wire(found, version)


def read_as_role(
    call: Call,
    version: Stored,
    tabular: Callable[[Call, str], dict[str, Any]],
    forecast: Callable[[Instance, str], dict[str, Any]],
) -> dict[str, Any]:
    """What one of two readers finds, as the role that may; or FailureCause and FailureReason.

    Args:
        tabular: of an AutoML job's name. forecast: of a predictor's ARN.
    """
    settings = reader_settings(call, version)
    series = version.details["problem"] == "TimeSeriesForecasting"
    try:
        if series:
            return forecast(call.instance, version.details["train"])
        role = as_user(call.instance, settings, version.region, version.arn, within=call)
        return tabular(role, version.details["automl"].rpartition("/")[2])
    except ServiceError as error:
        role_arn = (settings.forecast_role or "") if series else settings.execution_role
        why = why_error(call.instance, error, "kms:Decrypt", role_arn)
        return {"FailureCause": why.cause, "FailureReason": f"The results cannot be shown: {why.reason}"}


def wire(report: dict[str, Any], version: Stored) -> dict[str, Any]:
    """A report of SageMaker's or of Forecast's, as the service model has it."""
    objective = report.get("objective") or {}
    answer: dict[str, Any] = {
        "Metrics": [
            _numbers({"Name": str(score["name"]), "Value": score["value"], "BaselineValue": score["baseline"]})
            for score in report["metrics"]
        ],
        "ColumnImpact": _impact(report.get("column_impact") or {}, version),
        "Leaderboard": [_candidate(row, str(objective.get("name", ""))) for row in report["leaderboard"]],
        "Warnings": [*version.details["warnings"], *_dropped(version), *map(str, report.get("warnings", []))],
    }
    if objective:
        told = {
            "Name": str(objective["name"]),
            "Value": objective["value"],
            "BaselineValue": objective["baseline"],
        }
        if objective["direction"] in _DIRECTIONS:
            told["Direction"] = objective["direction"]
        answer["ObjectiveMetric"] = _numbers(told)
    return answer


def _impact(impact: dict[str, float], version: Stored) -> list[dict[str, Any]]:
    """Percent by column, the largest first, by the dataset's own column names."""
    names = own_names(version)
    ordered = sorted(impact.items(), key=lambda item: -item[1])
    return [{"Column": names.get(name, name), "ImpactPercent": value} for name, value in ordered]


def own_names(version: Stored) -> dict[str, str]:
    """The dataset's name of each column that Forecast has a name of its own for; empty for tables."""
    config = version.details["series"]
    if not config:
        return {}
    names = {
        "item_id": config["ItemIdColumn"],
        "timestamp": config["TimestampColumn"],
        "target_value": version.details["target"],
    }
    names |= {f"dimension_{n}": group for n, group in enumerate(config.get("GroupColumns", []), 1)}
    return names | {f"related_{n}": column for n, column in enumerate(config.get("RelatedColumns", []), 1)}


def _candidate(row: dict[str, Any], objective: str) -> dict[str, Any]:
    return _numbers(
        {
            "CandidateName": str(row["name"]),
            "Algorithm": str(row["algorithm"]),
            "ObjectiveValue": row["metrics"].get(objective),
            "TrainSeconds": row["seconds"],
        }
    )


def _numbers(members: dict[str, Any]) -> dict[str, Any]:
    """Without the members that are undefined on the data (MAPE over zeros, say)."""
    return {name: value for name, value in members.items() if value is not None}


def _dropped(version: Stored) -> list[str]:
    dropped = version.details.get("prepared", {}).get("dropped", 0)
    return [f"{dropped} rows without an item, a readable timestamp or a number were left out."] if dropped else []
