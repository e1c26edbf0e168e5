"""A statement as the rules of the linter see it: its elements with their places, malformed parts left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sealcanvas.access.conditions import OperatorName
from sealcanvas.access.context import fold_key
from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.covering import covers
from sealcanvas.access.service_reference import ServiceReference, reference
from sealcanvas.access.service_reference.reference import Action

_SCALARS = frozenset({"string", "number", "boolean"})


@dataclass(slots=True)
class ConditionView:
    """One condition; `key` as written, `folded` as it is looked up, `values` the policy's alternatives."""

    name: OperatorName
    operator: Node
    key: Node
    folded: str
    values: list[Node]


@dataclass(slots=True)
class ActionView:
    """One entry of Action or NotAction: its service, if that exists, and the service's actions that fit it.

    `exact` tells that it has no wildcard; a lone `*` has the prefix `*`, no service and no actions.
    """

    node: Node
    prefix: str
    name: str
    service: ServiceReference | None
    actions: list[Action]

    @property
    def exact(self) -> bool:
        """Whether the entry names one action."""
        return "*" not in self.name and "?" not in self.name


@dataclass
class StatementView:
    """One statement. A list is empty where its element is missing or malformed; then its node may be None."""

    node: Node
    index: int
    effect: str
    actions: list[Node]
    action_node: Node | None
    not_action: bool
    resources: list[Node]
    resource_node: Node | None
    not_resource: bool
    principals: dict[str, list[Node]]
    principal_node: Node | None
    not_principal: bool
    conditions: list[ConditionView]
    condition_node: Node | None

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self.effect == "Allow"

    @property
    def anyone(self) -> bool:
        """Whether the statement is for everybody: Principal "*" or {"AWS": "*"}."""
        return not self.not_principal and any(node.text == "*" for node in self.principals.get("AWS", ()))

    @cached_property
    def action_texts(self) -> list[str]:
        """The action patterns, lower case."""
        return [node.text.lower() for node in self.actions]

    @cached_property
    def entries(self) -> list[ActionView]:
        """The well-formed entries of Action or NotAction with what they stand for."""
        return [entry for node in self.actions if (entry := _entry(node)) is not None]

    def gives(self, action: str) -> bool:
        """Whether the statement is about `action` (lower case)."""
        return bool(self.actions) and any(covers(text, action) for text in self.action_texts) != self.not_action

    @cached_property
    def resource_texts(self) -> list[str]:
        """The resource patterns."""
        return [node.text for node in self.resources]

    def on(self, *keys: str) -> Iterator[ConditionView]:
        """Yield the conditions on any of the folded `keys`; one that ends in `/` or `:` means all that begin so."""
        for condition in self.conditions:
            if any(condition.folded == key or (key[-1] in "/:" and condition.folded.startswith(key)) for key in keys):
                yield condition


def statement_view(node: Node, index: int) -> StatementView:
    """Return what can be told of the statement whose JSON value is `node`, an object."""
    effect = node.member("Effect")
    action, not_action = _pair(node, "Action")
    resource, not_resource = _pair(node, "Resource")
    principal, not_principal = _pair(node, "Principal")
    condition = node.member("Condition")
    return StatementView(
        node=node,
        index=index,
        effect="" if effect is None else effect.text,
        actions=_texts(action),
        action_node=action,
        not_action=not_action,
        resources=_texts(resource),
        resource_node=resource,
        not_resource=not_resource,
        principals=_principals(principal),
        principal_node=principal,
        not_principal=not_principal,
        conditions=_conditions(condition),
        condition_node=condition,
    )


def _entry(node: Node) -> ActionView | None:
    prefix, colon, name = node.text.partition(":")
    if node.text == "*" or (prefix, name) == ("*", "*"):
        return ActionView(node, "*", "*", None, [])
    if not colon or not name or "*" in prefix or ":" in name:
        return None
    service = reference(prefix)
    return ActionView(node, prefix.lower(), name, service, [] if service is None else service.matching(name))


def _pair(statement: Node, element: str) -> tuple[Node | None, bool]:
    node = statement.member(element)
    if node is not None:
        return node, False
    opposite = statement.member(f"Not{element}")
    return opposite, opposite is not None


def _texts(node: Node | None) -> list[Node]:
    if node is None:
        return []
    items = node.items if node.kind == "array" else [node]
    return [item for item in items if item.kind == "string"]


def _principals(node: Node | None) -> dict[str, list[Node]]:
    if node is None:
        return {}
    if node.kind == "string":
        return {"AWS": [node]}
    return {key.text: _texts(value) for key, value in node.members}


def _conditions(node: Node | None) -> list[ConditionView]:
    found: list[ConditionView] = []
    for operator, keys in node.members if node is not None else ():
        name = OperatorName.read(operator.text)
        if name is None:
            continue
        for key, value in keys.members:
            items = value.items if value.kind == "array" else [value]
            values = [item for item in items if item.kind in _SCALARS]
            found.append(ConditionView(name, operator, key, fold_key(key.text), values))
    return found
