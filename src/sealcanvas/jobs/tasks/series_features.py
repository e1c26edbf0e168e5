"""Which further columns of a table become features of its time series, and how their gaps are filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.feature_specification import FeatureSpecification

_NUMERIC, _CATEGORICAL = "numeric", "categorical"
# "Time-series forecasting" quotas of Autopilot.
_MOST = {_NUMERIC: 13, _CATEGORICAL: 10}
# ml's ColumnTypes; dates count in seconds.
_KINDS = {
    "Numeric": _NUMERIC,
    "Datetime": _NUMERIC,
    "Categorical": _CATEGORICAL,
    "Boolean": _CATEGORICAL,
    "Text": _CATEGORICAL,
}
# Canvas's defaults: 0 for the target, the median for numbers. Values ahead are never made up.
_TARGET_FILLING = {"middlefill": "zero", "backfill": "zero"}
_NUMERIC_FILLING = {"middlefill": "median", "backfill": "median"}


@dataclass(frozen=True)
class Features:
    """Column → numeric or categorical, and what people should know of the choice."""

    kinds: dict[str, str]
    warnings: list[str]


def choose_features(table: Any, config: Mapping[str, Any], wished: FeatureSpecification) -> Features:
    """All columns that the configuration does not name, or those of the specification.

    Raises:
        TaskFailed: the specification names a column that is not there or has a role already, a filling one that is no
            feature, or there are more features than Autopilot takes.
    """
    from sealcanvas.ml.columns import column_type

    roles = {config["target"], config["timestamp"], config["item"], *config["groups"]}
    for column in [*(wished.names or []), *wished.types]:
        if column in roles:
            raise TaskFailed(
                "ClientError", f"The feature specification names '{column}', which TimeSeriesConfig names."
            )
        if column not in table.column_names:
            raise TaskFailed("ClientError", f"The feature specification names '{column}', which the data lacks.")
    names = wished.names if wished.names is not None else [name for name in table.column_names if name not in roles]
    kinds: dict[str, str] = {}
    warnings = []
    for name in names:
        kind = wished.types.get(name) or str(column_type(table[name].combine_chunks()))
        if table[name].null_count == table.num_rows:
            warnings.append(f"The column '{name}' holds no value and is left out.")
        elif kind == "Text" and name not in wished.types and wished.names is None:
            warnings.append(f"The column '{name}' holds prose and is left out.")
        else:
            kinds[name] = _KINDS[kind]
    for kind, most in _MOST.items():
        count = sum(own == kind for own in kinds.values())
        if count > most:
            raise TaskFailed(
                "ClientError",
                f"The data has {count} {kind} columns beside those of TimeSeriesConfig; at most {most} are allowed. "
                "Choose some with FeatureSpecificationS3Uri, or leave columns out.",
            )
    unknown = [column for column in config["filling"] if column not in kinds and column != config["target"]]
    if unknown:
        raise TaskFailed(
            "ClientError", f"Transformations.Filling names '{unknown[0]}', which is no feature of the data."
        )
    return Features(kinds, warnings)


def with_defaults(config: Mapping[str, Any], features: Features) -> dict[str, Any]:
    """The configuration with its features, and fillings where none were asked for."""
    filling = {config["target"]: _TARGET_FILLING | config["filling"].get(config["target"], {})}
    for column, kind in features.kinds.items():
        default = _NUMERIC_FILLING if kind == _NUMERIC else {}
        rules = default | config["filling"].get(column, {})
        if rules:
            filling[column] = rules
    return {**config, "features": features.kinds, "filling": filling}
