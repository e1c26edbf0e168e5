"""What Canvas shows of a forecast or what-if forecast: its series, and each beside its history."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.keys.roles import as_role_alone
from sealcanvas.forecast.stored import ACTIVE
from sealcanvas.forecast.work.store_files import read_json, read_part
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

OUTPUTS = {"forecast": "forecast", "items": "items", "charts": "charts"}
"""The files that the job of a forecast writes, by its word for each."""


def forecast_items(instance: Instance, arn: str) -> dict[str, Any]:
    """The index of a forecast that is ACTIVE, opened as its own role (docs/forecast.md).

    Raises:
        ResourceNotFoundException: there is no such forecast, it is not ACTIVE, or nothing is kept of its items.
        AccessDeniedException, InvalidInputException: its role may not open it any more, or its key cannot be used.
    """
    return read_json(_role(instance, arn), arn, "items")


def forecast_chart(instance: Instance, arn: str, offset: int, length: int) -> dict[str, Any]:
    """The chart of the series that has this place in the index.

    Raises:
        ResourceNotFoundException, AccessDeniedException, InvalidInputException: as `forecast_items`.
    """
    return read_part(_role(instance, arn), arn, "charts", offset, length)


def _role(instance: Instance, arn: str) -> Call:
    found = stored.find(instance, arn)
    if found is None or found.status != ACTIVE:
        raise ResourceNotFoundException(f"No resource found {arn}")
    return as_role_alone(instance, found.details["role_arn"], arn)
