"""Schemas of target time series: which attributes a domain asks for, and what each one means.

Source: Amazon Forecast Developer Guide, "Predefined dataset domains and dataset types".
"""

from dataclasses import dataclass
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException

# Domain: the attribute that names the item, and the target.
_DOMAINS = {
    "CUSTOM": ("item_id", "target_value"),
    "RETAIL": ("item_id", "demand"),
    "INVENTORY_PLANNING": ("item_id", "demand"),
    "EC2_CAPACITY": ("instance_type", "number_of_instances"),
    "WORK_FORCE": ("workforce_type", "workforce_demand"),
    "WEB_TRAFFIC": ("item_id", "value"),
    "METRICS": ("metric_name", "metric_value"),
}
TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class TargetSchema:
    """A target time series' columns, in the order of the file.

    Attributes:
        columns: (name, type) pairs; a type is string, integer, float or timestamp.
    """

    columns: tuple[tuple[str, str], ...]
    item: str
    target: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Further text columns, by which series may be told apart."""
        return tuple(name for name, kind in self.columns if kind == "string" and name != self.item)


def target_schema(domain: str, schema: dict[str, Any]) -> TargetSchema:
    """Read a request's Schema.

    Raises:
        InvalidInputException: an attribute is missing, of the wrong type, repeated, or not for target time series.
    """
    item, target = _DOMAINS[domain]
    columns = tuple(
        (each.get("AttributeName", ""), each.get("AttributeType", "")) for each in schema.get("Attributes", [])
    )
    names = [name for name, _ in columns]
    if not columns or not all(name and kind for name, kind in columns):
        raise InvalidInputException("Schema must list Attributes, each with an AttributeName and an AttributeType.")
    if len(set(names)) < len(names):
        raise InvalidInputException("Schema has an AttributeName that occurs more than once.")
    wanted = {item: ("string",), TIMESTAMP: ("timestamp",), target: ("integer", "float")}
    kinds = dict(columns)
    for name, allowed in wanted.items():
        if kinds.get(name) not in allowed:
            raise InvalidInputException(
                f"Schema of domain {domain} must have the attribute {name} of type {' or '.join(allowed)}."
            )
    for name, kind in columns:
        if name not in wanted and kind != "string":
            raise InvalidInputException(
                f"Schema attribute {name} of type {kind} is not supported: beside {', '.join(wanted)}, a target time "
                "series has dimensions of type string."
            )
    return TargetSchema(columns, item, target)
