"""Which statements differ between two texts of one policy: only requests that these are about can change."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.statement import Statement


def changed_statements(before: PolicyDocument | None, after: PolicyDocument | None) -> list[Statement]:
    """The statements that stand in one of the texts alone; neither their order nor their Sids matter."""
    old, new = _written(before), _written(after)
    same = Counter(text for text, _ in old) & Counter(text for text, _ in new)
    return [*_others(old, same), *_others(new, same)]


def _others(written: Iterable[tuple[str, Statement]], same: Counter[str]) -> Iterable[Statement]:
    left = Counter(same)
    for text, statement in written:
        if left[text]:
            left[text] -= 1
        else:
            yield statement


def _written(document: PolicyDocument | None) -> list[tuple[str, Statement]]:
    if document is None:
        return []
    policy: dict[str, Any] = json.loads(document.text)
    statements = policy.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return [
        # Without its version a statement says nothing: policy variables count in the newer one alone.
        (json.dumps([policy.get("Version"), _bare(listed[each.index])], sort_keys=True), each)
        for each in document.statements
    ]


def _bare(statement: dict[str, Any]) -> dict[str, Any]:
    return {element: value for element, value in statement.items() if element != "Sid"}
