"""Quantiles as Forecast writes them ("0.1", ".9"), and as forecasts name their columns ("p10")."""

from collections.abc import Iterable
from decimal import Decimal

from sealcanvas.forecast.errors import InvalidInputException

DEFAULT = ("0.1", "0.5", "0.9")
_MOST = 5


def quantile_names(types: Iterable[str]) -> list[str]:
    """The column names, ascending.

    Raises:
        InvalidInputException: "mean" (not made), a value outside 0.01 to 0.99, repeated, or more than five.
    """
    levels = []
    for each in types:
        if each == "mean":
            raise InvalidInputException("The forecast type mean is not supported yet. Give quantiles such as 0.5.")
        levels.append(Decimal(each))
    if not levels or len(levels) > _MOST or len(set(levels)) < len(levels):
        raise InvalidInputException(f"ForecastTypes must be 1 to {_MOST} different quantiles.")
    if not all(Decimal("0.01") <= level <= Decimal("0.99") for level in levels):
        raise InvalidInputException("ForecastTypes must be between 0.01 and 0.99.")
    return [f"p{int(level * 100)}" for level in sorted(levels)]


def forecast_type(name: str) -> str:
    """The quantile of a column name: "0.1" for "p10"."""
    return format(Decimal(name[1:]) / 100, "f")
