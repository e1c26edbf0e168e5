"""TimeAlignmentBoundary: where the periods of a forecast begin.

Source: Amazon Forecast Developer Guide, "Time boundaries": by default days begin at hour 0, weeks on Monday, months on
their first day, years in January. Data that has the forecast's own frequency already keeps its own labels (*ours*).
"""

from typing import Any

from sealcanvas.forecast.datasets.frequency import finer, unit_of
from sealcanvas.forecast.errors import InvalidInputException

_MONTHS = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE"),
    *("JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
_DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
# By the forecast frequency's unit: the members that move where its periods begin.
_MEMBERS = {"D": ("Hour",), "W": ("DayOfWeek", "Hour"), "M": ("DayOfMonth",), "Y": ("Month", "DayOfMonth")}


def boundary(given: dict[str, Any] | None, frequency: str, data_frequency: str | None) -> dict[str, int]:
    """The boundary in the engine's words: month, day_of_month, day_of_week (0: Monday), hour.

    Args:
        frequency: the forecast's; data_frequency: the target's, if its dataset tells one.

    Raises:
        InvalidInputException: a member that does not move where such periods begin.
    """
    unit = unit_of(frequency)
    if not given:
        coarser = data_frequency is None or finer(data_frequency, frequency)
        return {"day_of_week": 0} if unit == "W" and coarser else {}
    allowed = _MEMBERS.get(unit, ())
    for member in given:
        if member not in allowed:
            takes = " and ".join(allowed) or "no TimeAlignmentBoundary"
            raise InvalidInputException(
                f"TimeAlignmentBoundary {member} does not fit ForecastFrequency {frequency}, which takes {takes}."
            )
    return dict(_read(member, value) for member, value in given.items())


def _read(member: str, value: Any) -> tuple[str, int]:
    match member:
        case "Month":
            return "month", _MONTHS.index(value) + 1
        case "DayOfWeek":
            return "day_of_week", _DAYS.index(value)
        case "DayOfMonth":
            return "day_of_month", value
        case _:
            return "hour", value
