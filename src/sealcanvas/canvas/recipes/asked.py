"""A recipe as a request has it: its steps checked against the columns of the datasets that it works on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import find_named
from sealcanvas.canvas.stored import Stored
from sealcanvas.ml.recipe.check import Checked, check
from sealcanvas.ml.recipe.columns import Kind
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException

_KINDS = {"Numeric": "number", "Datetime": "time", "Boolean": "boolean"}
"""Of columns imported before kinds were kept, as near as their type tells."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A recipe on a dataset.

    Attributes:
        steps: their JSON.
        tables: the dataset versions that it joins, by the name that the recipe has for each.
        checked: what came of checking it.
    """

    dataset: Stored
    steps: Any
    tables: dict[str, Stored]
    checked: Checked

    @property
    def details(self) -> dict[str, Any]:
        """As it is kept: steps, and tables by dataset and version."""
        return {"steps": self.steps, "tables": {name: _pinned(table) for name, table in self.tables.items()}}

    @property
    def payload(self) -> dict[str, Any]:
        """As a job takes it; tables that no step joins are left out."""
        return {"steps": self.steps, "tables": {name: each.details["file"] for name, each in self.joined().items()}}

    def joined(self) -> dict[str, Stored]:
        """The tables that its steps join."""
        used = {step.get("table") for step in self.steps if step.get("step") == "join"}
        return {name: table for name, table in self.tables.items() if name in used}

    def sound(self) -> "Asked":
        """Itself. Raises ValidationException, with the first problem, where it has any."""
        if self.checked.problems:
            raise ValidationException(f"Recipe: {self.checked.problems[0].message}")
        return self

    def first(self, count: int) -> "Asked":
        """With its first steps alone."""
        return asked(self.dataset, self.steps[:count], self.tables)


def asked(dataset: Stored, steps: Any, tables: dict[str, Stored]) -> Asked:
    """Check steps, a list or its JSON text, against a dataset and the tables that they may join."""
    others = {name: kinds_of(table) for name, table in tables.items()}
    checked = check(steps, kinds_of(dataset), others)
    return Asked(dataset, _listed(steps), tables, checked)


def asked_in(call: Call, action: str, dataset: Stored, recipe: Mapping[str, Any]) -> Asked:
    """A request's Recipe.

    Args:
        action: the operation's: whoever joins a dataset needs the right to it too.

    Raises:
        ValidationException: a table is named twice, or is another user profile's.
        ResourceNotFoundException, ResourceInUseException: a dataset is not there, or not Ready.
        AccessDeniedException: the caller may not use it.
    """
    return asked(dataset, recipe["Steps"], tables_in(call, action, dataset, recipe.get("Tables", [])))


def tables_in(call: Call, action: str, dataset: Stored, listed: list[Request]) -> dict[str, Stored]:
    """The dataset versions of a request's Tables, by name; raises as `asked_in`."""
    found: dict[str, Stored] = {}
    for each in listed:
        name = each["TableName"]
        if name in found:
            raise ValidationException(f"Recipe.Tables: there are two tables '{name}'. Give each a name of its own.")
        found[name] = _table(call, action, dataset, each["DatasetId"], each.get("DatasetVersion"))
    return found


def kept(call: Call, action: str | None, dataset: Stored, details: Mapping[str, Any]) -> Asked:
    """A recipe that was kept, on a dataset; raises as `asked_in`.

    Args:
        action: None for a model's own, which was built by somebody who had the right to its tables.
    """
    tables = {
        name: _table(call, action, dataset, each["dataset"], each["version"])
        for name, each in details["tables"].items()
    }
    return asked(dataset, details["steps"], tables)


def wire(details: Mapping[str, Any]) -> dict[str, Any]:
    """A kept recipe as the service model has it."""
    tables = [
        {"TableName": name, "DatasetId": each["dataset"], "DatasetVersion": each["version"]}
        for name, each in details["tables"].items()
    ]
    answer: dict[str, Any] = {"Steps": json.dumps(details["steps"], ensure_ascii=False)}
    return {**answer, "Tables": tables} if tables else answer


def wire_columns(checked: Checked) -> list[dict[str, str]]:
    """The columns behind the last sound step."""
    return [{"Name": name, "Kind": str(kind)} for name, kind in checked.columns.items()]


def kinds_of(dataset: Stored) -> dict[str, Kind]:
    """The kinds of a dataset version's columns."""
    return {
        each["name"]: Kind(each.get("kind") or _KINDS.get(each["type"], "text")) for each in dataset.details["columns"]
    }


def target_before(version: Stored) -> str:
    """What a model version's target was called before its recipe, as far as it was renamed."""
    name = str(version.details["target"])
    for step in reversed((version.details.get("recipe") or {}).get("steps", [])):
        if step["step"] == "rename" and step["to"] == name:
            name = step["column"]
    return name


def _table(call: Call, action: str | None, dataset: Stored, dataset_id: str, number: int | None) -> Stored:
    target = find_named(call, "dataset", dataset_id)
    if action is not None:
        sealcanvas.check(call, f"sealcanvas:{action}", target)
    found = target.required
    if (found.domain_id, found.profile) != (dataset.domain_id, dataset.profile):
        raise ValidationException(f"Recipe.Tables: dataset {found.id} belongs to another user profile.")
    return at_version(call.instance, found, number)


def _pinned(table: Stored) -> dict[str, Any]:
    return {"dataset": table.id, "version": table.details["version"]}


def _listed(steps: Any) -> Any:
    if not isinstance(steps, str):
        return steps
    try:
        return json.loads(steps)
    except (ValueError, RecursionError):
        return []  # the check has said so
