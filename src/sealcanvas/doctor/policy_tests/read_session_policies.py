"""The session policies in a policy test's file."""

import json

from sealcanvas.access.decision import SessionPolicies
from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node
from sealcanvas.access.policy import PolicyDocument, PolicySyntaxError
from sealcanvas.doctor.policy_tests.syntax import Faults

_MAX_POLICIES = 11  # one inline, ten managed


def tidy_policy(text: str) -> str:
    """A policy as tests keep it, however it was laid out before."""
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)


def read_session_policies(faults: Faults, node: Node | None, text: str) -> SessionPolicies | None:
    """Name and text of each policy; None where none were passed.

    Args:
        text: the whole file, out of which the policies are cut.
    """
    if node is None:
        return None
    if node.kind != "array":
        faults.refuse(node, "wrong-type", "SessionPolicies must be a list.", 'Write [{"Name": …, "Policy": {…}}].')
        return None
    if len(node.items) > _MAX_POLICIES:
        faults.refuse(node, "too-many", f"A session has at most {_MAX_POLICIES} policies.", "Remove some.")
    found: list[tuple[str, str]] = []
    for item in node.items:
        given = faults.members(item, ("Name", "Policy"), "a session policy")
        name = faults.text(faults.needed(item, given, "Name", "The session policy"), "Name")
        policy = faults.needed(item, given, "Policy", "The session policy")
        if policy is not None and not faults.findings:  # a broken file has no policies to cut out
            found.append((name, _policy(faults, policy, text)))
    return tuple(found)


def _policy(faults: Faults, node: Node, text: str) -> str:
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    start = starts[node.line - 1] + node.column - 1
    _, end = json.JSONDecoder().raw_decode(text, start)
    cut = text[start:end]
    try:
        PolicyDocument.parse(cut, "session")
    except PolicySyntaxError as error:
        for each in (fault for fault in error.findings if fault.refused):
            column = each.column + node.column - 1 if each.line == 1 else each.column
            line = each.line + node.line - 1
            faults.findings.append(Finding(each.code, each.message, each.mend, line, column, refused=True))
        return cut
    return tidy_policy(cut)
