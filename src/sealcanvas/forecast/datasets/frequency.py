"""Frequencies as Forecast spells them: D, 2W, 15min; and which of two is the finer."""

import re

from sealcanvas.forecast.errors import InvalidInputException

# API reference, CreateAutoPredictor, ForecastFrequency: the units from the finest, the most of each, and its seconds.
_UNITS = {
    "min": (59, 60),
    "H": (23, 3600),
    "D": (6, 86_400),
    "W": (4, 604_800),
    "M": (11, 2_629_800),
    "Y": (1, 31_557_600),
}
_SPELLING = re.compile(r"([1-9]\d?)?(min|H|D|W|M|Y)")


def unit_of(frequency: str) -> str:
    """The unit of a sound frequency: "W" for "2W"."""
    return frequency.lstrip("0123456789")


def check_frequency(member: str, frequency: str) -> None:
    """Refuse what is no frequency.

    Raises:
        InvalidInputException: names `member`.
    """
    match = _SPELLING.fullmatch(frequency)
    if match is None or int(match[1] or 1) > _UNITS[match[2]][0] or frequency == "min":
        bounds = ", ".join(f"1 to {most} {unit}" for unit, (most, _) in _UNITS.items())
        raise InvalidInputException(
            f"{member} '{frequency}' is not valid. Give a unit such as D, or with a count such as 15min: {bounds}."
        )


def finer(one: str, other: str) -> bool:
    """Whether the sound frequency `one` has shorter periods than `other`."""
    return _seconds(one) < _seconds(other)


def same(one: str, other: str) -> bool:
    """Whether two sound frequencies mean the same: "D" and "1D"."""
    return _seconds(one) == _seconds(other)


def check_not_finer(forecast_frequency: str, data_frequency: str) -> None:
    """Refuse to forecast more finely than the data is.

    Raises:
        InvalidInputException: it is finer.
    """
    if finer(forecast_frequency, data_frequency):
        raise InvalidInputException(
            f"ForecastFrequency {forecast_frequency} is finer than the dataset's DataFrequency {data_frequency}."
        )


def _seconds(frequency: str) -> int:
    match = _SPELLING.fullmatch(frequency)
    assert match is not None  # checked by check_frequency
    return int(match[1] or 1) * _UNITS[match[2]][1]
