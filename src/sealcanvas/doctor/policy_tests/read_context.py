"""The condition keys in a policy test's file."""

from collections.abc import Mapping
from types import MappingProxyType

from sealcanvas.access.context import fold_key
from sealcanvas.access.json_text import Node
from sealcanvas.access.request import ContextValue
from sealcanvas.doctor.policy_tests.syntax import MAX_TEXT, Faults

MAX_KEYS, _MAX_VALUES = 200, 100


def read_context(faults: Faults, node: Node | None) -> Mapping[str, ContextValue]:
    """The keys with their values; none where there is no node."""
    if node is None:
        return MappingProxyType({})
    if node.kind != "object":
        faults.refuse(node, "wrong-type", "Context must be a JSON object.", 'Write {"aws:SourceIp": "192.0.2.1"}.')
        return {}
    if len(node.members) > MAX_KEYS:
        faults.refuse(node, "too-many", f"Context has more than {MAX_KEYS} keys.", "Remove some.")
    found: dict[str, ContextValue] = {}
    folded: set[str] = set()
    for key, value in node.members:
        if fold_key(key.text) in folded:
            faults.refuse(key, "duplicate-key", f'"{key.text[:60]}" is there in another letter case.', "Keep one.")
        if ":" not in key.text:
            mend = "Write it with its prefix, e.g. aws:SourceIp."
            faults.refuse(key, "context-key", f'"{key.text[:60]}" is no condition key.', mend)
        folded.add(fold_key(key.text))
        found[key.text] = _value(faults, value, key.text[:60])
    return MappingProxyType(found)


def _value(faults: Faults, node: Node, name: str) -> ContextValue:
    items = node.items if node.kind == "array" else [node]
    if len(items) > _MAX_VALUES:
        faults.refuse(node, "too-many", f"{name} has more than {_MAX_VALUES} values.", "Remove some.")
    for item in items:
        if item.kind != "string":
            faults.refuse(item, "wrong-type", f"{name} takes a text or a list of texts.", "Put the value in quotes.")
        elif len(item.text) > MAX_TEXT:
            faults.refuse(item, "too-long", f"A value of {name} is longer than {MAX_TEXT:,} characters.", "Shorten it.")
    values = tuple(item.text for item in items)
    return values if node.kind == "array" else values[0]
