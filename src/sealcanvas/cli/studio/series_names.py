"""A forecast's rows under the user's own column names; Forecast calls them item_id, dimension_1, … and date."""

from collections.abc import Iterator
from typing import Any

from sealcanvas.cli.studio.one_series import SERIES


def own_names(rows: Iterator[list[str]], config: dict[str, Any], *, single: bool) -> Iterator[list[str]]:
    """The rows of an export, the header first, as the file that the model was built from names them.

    Args:
        config: the model version's TimeSeriesConfig.
        single: the file was one series; the column that says so is left out.
    """
    groups = {f"dimension_{number}": name for number, name in enumerate(config.get("GroupColumns", []), 1)}
    names = {"item_id": config["ItemIdColumn"], "date": config["TimestampColumn"], **groups}
    header = next(rows, None)
    if header is None:
        return
    kept = [place for place, name in enumerate(header) if not (single and name == "item_id")]
    yield [names.get(header[place], header[place]) for place in kept]
    for row in rows:
        yield [row[place] for place in kept]


def is_single(config: dict[str, Any], trained_on: dict[str, int] | None) -> bool:
    """Whether a model was built from a file that was one series as a whole.

    Args:
        trained_on: the number of values of each column that it was built from, if they are known.
    """
    item = config["ItemIdColumn"]
    return bool(item == SERIES and (trained_on is None or trained_on.get(item) == 1))
