"""What the options of `sealcanvas forecast` may say, held to it before any work."""

import re

import click

_FREQUENCY = re.compile("1?Y|([1-9]|1[01])?M|[1-4]?W|[1-6]?D|([1-9]|1[0-9]|2[0-3])?H|([1-9]|[1-5][0-9])min", re.ASCII)
_QUANTILE = re.compile("p[1-9][0-9]?", re.ASCII)
_COUNTRY = re.compile("[A-Z]{2}", re.ASCII)
_MOST = 5


def frequency(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Y, M, W, D, H or min, with a count that is less than the next longer unit."""
    if value is not None and not _FREQUENCY.fullmatch(value):
        raise click.BadParameter(
            f"'{value}' is not a frequency: give Y, M, W, D, H or min, with a count of up to 11M, 4W, 6D, 23H or "
            "59min, for example D, 2W or 15min"
        )
    return value


def quantiles(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Up to five of p1 to p99, each once."""
    for value in given:
        if not _QUANTILE.fullmatch(value):
            raise click.BadParameter(f"'{value}' is not a quantile: give p1 to p99, for example p10 or p90")
    return _few(given, "quantiles")


def groups(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Up to five columns."""
    return _few(given, "group columns")


def country(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Two letters."""
    if value is not None and not _COUNTRY.fullmatch(value.upper()):
        raise click.BadParameter(f"'{value}' is not a country's two letters, for example DE or JP")
    return value.upper() if value else None


def require_different(named: dict[str, str | None], groups: tuple[str, ...]) -> None:
    """Raise a usage error if one column is given two roles."""
    every = [name for name in (*named.values(), *groups) if name]
    twice = next((name for name in every if every.count(name) > 1), None)
    if twice is not None:
        options = ", ".join([*named, "--group"])
        raise click.UsageError(f"'{twice}' is named twice: {options} must be different columns")


def _few(given: tuple[str, ...], what: str) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(given))
    if len(once) > _MOST:
        raise click.BadParameter(f"{len(once)} {what} are too many: give {_MOST} at most")
    return once
