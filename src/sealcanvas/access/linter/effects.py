"""Statements without an effect of their own: empty ones, and those that another statement says or takes back."""

from sealcanvas.access.linter.covering import covers
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import READ_BY_IAM

_MOST_STATEMENTS = 600
_Conditions = frozenset[tuple[str, str, frozenset[str]]]


def check_effects(policy: PolicyView, notes: Notes) -> None:
    """Note what is empty (IAM refuses some of that), said twice, or denied again."""
    _empty(policy, notes)
    whole = [statement for statement in policy.statements if _whole(statement, policy)]
    if len(whole) > _MOST_STATEMENTS:
        return
    conditions = {statement.index: _conditions(statement) for statement in whole}
    noted: set[int] = set()
    for narrow in whole:
        for wide in whole:
            if wide is narrow or narrow.index in noted:
                continue
            same = wide.effect == narrow.effect
            if (not same and wide.allows) or not _includes(wide, narrow, conditions, notes):
                continue
            line = wide.node.line
            if same:
                if wide.index > narrow.index and _includes(narrow, wide, conditions, notes):
                    continue  # two that say the same: the later one is told
                message = f"The statement on line {line} says this already."
                notes.add("statement-redundant", narrow.node, message, "Remove this one.")
            else:
                message = f"The statement on line {line} denies all that this one allows."
                notes.add("allow-denied", narrow.node, message, "Remove this one, or narrow the Deny.")
            noted.add(narrow.index)


def _empty(policy: PolicyView, notes: Notes) -> None:
    by_iam = policy.kind in READ_BY_IAM
    element = policy.node.member("Statement")
    if element is not None and element.kind == "array" and not element.items:
        refused = by_iam or policy.kind == "bucket"
        message = "The policy has no statement: it has no effect."
        notes.add("statement-empty", element, message, "Add a statement.", refused=refused)
    for statement in policy.statements:
        for name, node, texts, opposite in (
            ("Action", statement.action_node, statement.action_texts, statement.not_action),
            ("Resource", statement.resource_node, statement.resource_texts, statement.not_resource),
        ):
            if node is None:
                continue
            if node.kind == "array" and not node.items and (by_iam or policy.kind == "bucket"):
                code, mend = f"{name.lower()}-missing", f"Fill {name}, or remove the statement."
                notes.add(code, node, f"{name} is an empty list.", mend, refused=True)
            elif opposite and "*" in texts:
                message = f"Not{name} with * leaves nothing: the statement has no effect."
                notes.add("no-effect", node, message, f"Write {name}, or name what is left out.")


def _whole(statement: StatementView, policy: PolicyView) -> bool:
    """Whether the statement can be compared: all of its elements are there, none in its Not… form."""
    if statement.not_action or statement.not_resource or statement.not_principal or not statement.actions:
        return False
    return statement.effect in ("Allow", "Deny") and (bool(statement.resources) or policy.kind == "trust")


def _conditions(statement: StatementView) -> _Conditions:
    return frozenset(
        (each.operator.text.lower(), each.folded, frozenset(value.text for value in each.values))
        for each in statement.conditions
    )


def _includes(wide: StatementView, narrow: StatementView, conditions: dict[int, _Conditions], notes: Notes) -> bool:
    """Whether all that `narrow` is about, `wide` is about."""
    if not conditions[wide.index] <= conditions[narrow.index]:
        return False
    if wide.principal_node is not None and not wide.anyone:
        for kind, nodes in narrow.principals.items():
            named = {node.text for node in wide.principals.get(kind, ())}
            if not nodes or not named.issuperset(node.text for node in nodes):
                return False
        if not narrow.principals:
            return False
    return _all_covered(wide.action_texts, narrow.action_texts, notes) and _all_covered(
        wide.resource_texts, narrow.resource_texts, notes
    )


def _all_covered(wide: list[str], narrow: list[str], notes: Notes) -> bool:
    known = set(wide)
    if "*" in known:
        return True
    patterns = [text for text in wide if "*" in text]
    for text in narrow:
        if text in known:
            continue
        if not patterns or not notes.may_compare():
            return False
        if not any(covers(pattern, text) for pattern in patterns):
            return False
    return True
