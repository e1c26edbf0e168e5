"""How much of everything an account may have in a region, and a request may name.

Source: Amazon Forecast Developer Guide, "Guidelines and Quotas", and its defaults in Service Quotas. AWS's bound of
three jobs of a kind at a time is no error here: jobs wait in the queue (*ours*). So is its bound of 100 forecasts,
which a studio would reach in an afternoon: it is 1,000.
"""

from collections.abc import Mapping

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import LimitExceededException
from sealcanvas.forecast.stored import Kind
from sealcanvas.service.call import Call

RESOURCES: Mapping[Kind, int] = {
    "dataset-group": 500,
    "dataset": 1500,
    "dataset-import-job": 1000,
    "predictor": 500,
    "backtest-export": 1000,
    "forecast": 1000,
    "forecast-export-job": 1000,
    "explainability": 1000,
    "explainability-export": 1000,
    "what-if-analysis": 500,
    "what-if-forecast": 100,
    "what-if-forecast-export": 1000,
}
"""The most resources of each kind."""

TAGS = 50
"""The most tags on one resource."""

FILES = 1000
"""The most files that one path may hold (*ours*: AWS takes 10,000; each one's key is asked for beforehand)."""

COLUMNS: Mapping[str, int] = {"TARGET_TIME_SERIES": 13, "RELATED_TIME_SERIES": 25, "ITEM_METADATA": 10}
"""The most attributes of a schema, by the type of the dataset."""

RELATED_FEATURES = 13
"""The most features of a related time series."""

EXPLAINED_SERIES = 50
"""The most time series that one Explainability can be asked for."""


def require_room(call: Call, kind: Kind) -> None:
    """Refuse one more resource of the kind where there are as many as may be.

    Raises:
        LimitExceededException: names the kind and the bound.
    """
    most = RESOURCES[kind]
    if stored.count(call, kind) >= most:
        raise LimitExceededException(f"The account has {most} resources of type {kind} in {call.region}: delete some.")
