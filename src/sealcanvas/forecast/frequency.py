"""Frequencies as Forecast spells them, from the finest to the coarsest."""

from sealcanvas.forecast.errors import InvalidInputException

# API reference, CreateAutoPredictor: ForecastFrequency.
_ORDER = ("1min", "5min", "10min", "15min", "30min", "H", "D", "W", "M", "Y")


def check_frequency(member: str, frequency: str) -> None:
    """Refuse what is no frequency.

    Raises:
        InvalidInputException: names `member`.
    """
    if frequency not in _ORDER:
        raise InvalidInputException(f"{member} '{frequency}' is not valid. Give one of {', '.join(_ORDER)}.")


def check_not_finer(forecast_frequency: str, data_frequency: str) -> None:
    """Refuse to forecast more finely than the data is.

    Raises:
        InvalidInputException: it is finer.
    """
    if _ORDER.index(forecast_frequency) < _ORDER.index(data_frequency):
        raise InvalidInputException(
            f"ForecastFrequency {forecast_frequency} is finer than the dataset's DataFrequency {data_frequency}."
        )
