"""What must be decided, as a policy test's file says it."""

from typing import cast, get_args

from sealcanvas.access.decision import Outcome
from sealcanvas.access.json_text import Node
from sealcanvas.access.layer_result import Layer
from sealcanvas.doctor.policy_tests.fixture import Expectation
from sealcanvas.doctor.policy_tests.syntax import Faults

OUTCOMES: tuple[str, ...] = get_args(Outcome)
LAYERS: tuple[str, ...] = get_args(Layer)
_MEMBERS = ("Outcome", "Layer", "Document", "Sid")


def read_expectation(faults: Faults, node: Node | None) -> Expectation | None:
    """The expectation that the node says; None if it says none, which is a fault."""
    if node is None:
        return None
    given = faults.members(node, _MEMBERS, "Expect")
    outcome = _one_of(faults, faults.needed(node, given, "Outcome", "Expect"), "Outcome", OUTCOMES)
    layer = _one_of(faults, given.get("Layer"), "Layer", LAYERS)
    document, sid = (faults.text(given.get(name), name) or None for name in ("Document", "Sid"))
    for name in ("Document", "Sid"):
        if name in given and outcome == "implicit-deny":
            message = f"No statement decides an implicit-deny: there is no {name} to expect."
            faults.refuse(given[name], "no-statement", message, "Remove it.")
    if outcome is None:
        return None
    return Expectation(cast("Outcome", outcome), cast("Layer | None", layer), document, sid)


def _one_of(faults: Faults, node: Node | None, name: str, known: tuple[str, ...]) -> str | None:
    text = faults.text(node, name)
    if not text or node is None:
        return None
    if text not in known:
        faults.refuse(node, name.lower(), f'"{text[:60]}" is no {name}.', f"Write one of {', '.join(known)}.")
        return None
    return text
