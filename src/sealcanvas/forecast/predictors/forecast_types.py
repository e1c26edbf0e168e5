"""Forecast types: as Forecast writes them ("0.1", ".9", "mean"), and as forecasts name their columns ("p10")."""

from collections.abc import Iterable
from decimal import Decimal

from sealcanvas.forecast.errors import InvalidInputException

DEFAULT = ("0.1", "0.5", "0.9")
MEAN = "mean"
_MOST = 5


def column_names(types: Iterable[str]) -> list[str]:
    """The column names: quantiles ascending, then "mean" if it is asked for.

    Raises:
        InvalidInputException: a value outside 0.01 to 0.99, repeated, or more than five.
    """
    given = list(types)
    levels = [Decimal(each) for each in given if each != MEAN]
    if not given or len(given) > _MOST or len(set(levels)) + given.count(MEAN) < len(given) or given.count(MEAN) > 1:
        raise InvalidInputException(f"ForecastTypes must be 1 to {_MOST} different quantiles, or mean.")
    if not all(Decimal("0.01") <= level <= Decimal("0.99") for level in levels):
        raise InvalidInputException("ForecastTypes must be between 0.01 and 0.99, or mean.")
    return [f"p{int(level * 100)}" for level in sorted(levels)] + [MEAN] * given.count(MEAN)


def quantiles(types: Iterable[str]) -> list[str]:
    """The quantiles to train for: those asked for, and the median, which the error metrics are of.

    Raises:
        InvalidInputException: as for `column_names`; or five quantiles without the median.
    """
    names = [name for name in column_names(types) if name != MEAN]
    if "p50" in names:
        return names
    if len(names) == _MOST:
        raise InvalidInputException(f"Of {_MOST} ForecastTypes one must be 0.5: accuracy is measured on it.")
    return sorted([*names, "p50"], key=lambda name: int(name[1:]))


def forecast_type(name: str) -> str:
    """The type of a column name: "0.1" for "p10"."""
    return MEAN if name == MEAN else format(Decimal(name[1:]) / 100, "f")
