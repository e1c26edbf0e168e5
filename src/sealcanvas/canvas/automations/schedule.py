"""Schedule expressions, as Amazon EventBridge Scheduler writes them: rate(1 day), cron(0 6 ? * MON-FRI *)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sealcanvas.service.own_errors import ValidationException

_RATE = re.compile(r"rate\(([1-9]\d{0,5}) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\(([^()]{1,200})\)")
_PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?")
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_SHORTEST = timedelta(minutes=1)
_HORIZON_DAYS = 366 * 28  # after as many days every combination of day, month and weekday has come
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something happens; `every` for a rate, else the fields of a cron expression, all in `zone`'s wall time."""

    zone: ZoneInfo
    every: timedelta | None = None
    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] | None = None
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] | None = None
    years: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, expression: str, zone: str = "UTC") -> "Schedule":
        """Read an expression.

        Args:
            zone: a name of the IANA time zone database.

        Raises:
            ValidationException: it is none, or would never come.
        """
        try:
            place = ZoneInfo(zone)
        except (OSError, ValueError, KeyError):  # a folder, no name at all, an unknown one
            raise ValidationException(f"ScheduleExpressionTimezone: there is no time zone '{zone}'.") from None
        rate = _RATE.fullmatch(expression)
        if rate:
            return cls(place, every=max(int(rate[1]) * _UNITS[rate[2]], _SHORTEST))
        cron = _CRON.fullmatch(expression)
        fields = cron[1].split() if cron else []
        if len(fields) != 6:
            raise ValidationException(
                f"ScheduleExpression '{expression}' is neither rate(VALUE minutes|hours|days) nor "
                "cron(MINUTES HOURS DAY MONTH WEEKDAY YEAR)."
            )
        if (fields[2] == "?") == (fields[4] == "?"):
            raise ValidationException("ScheduleExpression: exactly one of the day and the weekday must be '?'.")
        made = cls(
            place,
            minutes=_field("minutes", fields[0], 0, 59),
            hours=_field("hours", fields[1], 0, 23),
            days=None if fields[2] == "?" else _field("day", fields[2], 1, 31),
            months=_field("month", fields[3], 1, 12, _MONTHS),
            weekdays=None if fields[4] == "?" else _field("weekday", fields[4], 1, 7, _DAYS),
            years=_field("year", fields[5], _FIRST_YEAR, _LAST_YEAR),
        )
        if made._next_wall(datetime(min(made.years), 1, 1)) is None:  # noqa: DTZ001 - wall time of its own zone
            raise ValidationException(f"ScheduleExpression '{expression}' never comes.")
        return made

    def after(self, moment: datetime, anchor: datetime) -> datetime | None:
        """The first time after `moment`, in UTC; None if there is none any more.

        Args:
            anchor: when a rate began to count.
        """
        if self.every is not None:
            return anchor + ((moment - anchor) // self.every + 1) * self.every
        wall = moment.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0) + _SHORTEST
        while (found := self._next_wall(wall)) is not None:
            at = found.replace(tzinfo=self.zone).astimezone(UTC)
            # A wall time that the clocks skip or repeat may lie before: it is not told twice.
            if at > moment:
                return at
            wall = found + _SHORTEST
        return None

    def _next_wall(self, wall: datetime) -> datetime | None:
        day = wall
        for _ in range(_HORIZON_DAYS):
            if self._on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        at = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
                        if at >= wall:
                            return at
            if day.year > _LAST_YEAR:
                return None
            day = (day + timedelta(days=1)).replace(hour=0, minute=0)
        return None

    def _on(self, day: datetime) -> bool:
        return (
            day.year in self.years
            and day.month in self.months
            and (self.days is None or day.day in self.days)
            and (self.weekdays is None or day.isoweekday() % 7 + 1 in self.weekdays)
        )


def _field(name: str, text: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValidationException(f"ScheduleExpression: '{part}' cannot be read as {name}.")
        first, last, step = match[1], match[2], int(match[3] or 1)
        start = low if first == "*" else _value(name, first, low, high, names)
        open_ended = first == "*" or (last is None and match[3] is not None)
        end = high if open_ended else start if last is None else _value(name, last, low, high, names)
        if end < start or step < 1:
            raise ValidationException(f"ScheduleExpression: '{part}' is no range of {name}.")
        found.update(range(start, end + 1, step))
    return frozenset(found)


def _value(name: str, text: str, low: int, high: int, names: tuple[str, ...]) -> int:
    value = names.index(text.upper()) + 1 if text.upper() in names else -1
    if text.isascii() and text.isdecimal():
        value = int(text[:5])
    if not low <= value <= high:
        raise ValidationException(f"ScheduleExpression: '{text}' is no value of {name} from {low} to {high}.")
    return value
