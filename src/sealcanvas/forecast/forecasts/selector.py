"""TimeSeriesSelector: a file that names the series to work on."""

from typing import Any

from sealcanvas.forecast.datasets.schema import attributes
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.work.source import file_format, read_source
from sealcanvas.service.call import Call

Source = tuple[str, dict[str, Any]]


def selection(
    call: Call, selector: dict[str, Any], keys: list[str], for_arn: str, key_arns: list[str | None]
) -> Source | None:
    """The role that reads the file of a TimeSeriesSelector, and what a worker must be told to read it.

    Args:
        keys: the columns that identify a series: the file must have just these, in any order.
        key_arns: further keys that the role will work with.

    Raises:
        AccessDeniedException, InvalidInputException: a member is missing or does not fit; or as for `read_source`.
    """
    identifiers: dict[str, Any] = selector.get("TimeSeriesIdentifiers", {})
    if not identifiers:
        return None
    for member in ("DataSource", "Schema"):
        if member not in identifiers:
            raise InvalidInputException(f"TimeSeriesSelector needs TimeSeriesIdentifiers.{member}.")
    return listed(call, identifiers, identifiers["DataSource"]["S3Config"], keys, for_arn, key_arns)


def listed(
    call: Call,
    described: dict[str, Any],
    source: dict[str, str],
    keys: list[str],
    for_arn: str,
    key_arns: list[str | None],
) -> Source:
    """As `selection`, of a file of series whose Schema and Format `described` has.

    Raises:
        AccessDeniedException, InvalidInputException: as for `selection`.
    """
    columns = attributes(described["Schema"])
    if {name for name, _ in columns} != set(keys) or any(kind != "string" for _, kind in columns):
        raise InvalidInputException(f"Schema must have the attributes {', '.join(keys)} alone, each of type string.")
    form = file_format(described)
    files = read_source(call, source, form, for_arn, key_arns)
    return source["RoleArn"], {"files": files, "format": form, "columns": [list(column) for column in columns]}
