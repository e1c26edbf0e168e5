"""Remakes the trimmed service models from the installed botocore: `python -m sealcanvas.wire.trim [--check]`.

A trimmed model holds the served operations (models/served.toml) and the shapes they reach, without documentation, so
that an upgrade of botocore cannot change the contract unseen. Whether AWS's models moved on is told by --check.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

FOLDER = Path(__file__).with_name("models")
PROSE = frozenset({"documentation", "deprecatedMessage", "deprecatedSince"})


def served() -> dict[str, list[str]]:
    """The served operations of each of AWS's services, from models/served.toml."""
    table = tomllib.loads((FOLDER / "served.toml").read_text("utf-8"))
    return {service: names.split() for service, names in table.items()}


def trim(service: str, names: list[str], version: str | None = None) -> str:
    """The trimmed model of a service as JSON text; version: an API version, or None for the newest.

    Raises KeyError when botocore knows no such operation.
    """
    full = Loader().load_service_model(service, "service-2", version)
    operations = {name: _without_prose(full["operations"][name]) for name in sorted(names)}
    reached: dict[str, Any] = {}
    _reach([operations], full["shapes"], reached)
    if service == "forecast":
        # AWS's model has one shape for every ARN, with a pattern that only Forecast's own would match: the service
        # takes roles' and keys' ARNs there all the same.
        del reached["Arn"]["pattern"]
        # And a pattern of ten frequencies, where the API reference and the service take any count of each unit ("2W").
        del reached["Frequency"]["pattern"]
    metadata = dict(full["metadata"])
    if metadata["protocol"] == "rest-xml":
        # A request for a sub-resource that is not served must not fall through to PutObject or ListObjects.
        metadata["subresources"] = sorted(_subresources(full["operations"]))
        # What is not served is refused by its name.
        places = {_place(operation): name for name, operation in operations.items()}
        metadata["successors"] = {
            name: places[_place(operation)]
            for name, operation in sorted(full["operations"].items())
            if name not in operations and operation.get("deprecated") and _place(operation) in places
        }
        metadata["refused"] = {
            name: {key: operation["http"][key] for key in ("method", "requestUri")}
            for name, operation in sorted(full["operations"].items())
            if name not in operations and name not in metadata["successors"]
        }
    model = {"version": full["version"], "metadata": metadata, "operations": operations, "shapes": reached}
    return json.dumps(model, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _without_prose(node: Any) -> Any:
    if isinstance(node, dict):
        # A member may itself be called "documentation": its value is then a table with a shape, not text.
        return {k: _without_prose(v) for k, v in node.items() if k not in PROSE or isinstance(v, dict)}
    if isinstance(node, list):
        return [_without_prose(item) for item in node]
    return node


def _reach(nodes: list[Any], shapes: dict[str, Any], reached: dict[str, Any]) -> None:
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            nodes.extend(node)
        elif isinstance(node, dict):
            name = node.get("shape")
            if isinstance(name, str) and name not in reached:
                reached[name] = _without_prose(shapes[name])
                nodes.append(reached[name])
            nodes.extend(node.values())


def _place(operation: dict[str, Any]) -> tuple[str, str]:
    return operation["http"]["method"], operation["http"]["requestUri"]


def _subresources(operations: dict[str, Any]) -> set[str]:
    found = set()
    for operation in operations.values():
        _, _, query = operation["http"]["requestUri"].partition("?")
        found |= {pair.partition("=")[0] for pair in query.split("&") if pair}
    return found - {"list-type", "x-id"}


def main(arguments: list[str]) -> int:
    """Writes the models, or with --check only names the stale ones; 1 if any is stale."""
    check = "--check" in arguments
    stale = []
    for service, names in served().items():
        path = FOLDER / f"{service}.json"
        text = trim(service, names)
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(path.name)
            if not check:
                path.write_text(text, "utf-8")
    sys.stdout.write(f"{'stale' if check else 'rewritten'}: {', '.join(stale) or 'none'}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
