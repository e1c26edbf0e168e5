"""Actions against resources: each must have one in its statement that it can apply to."""

from sealcanvas.access.linter.covering import can_be, without_variables
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ActionView, StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import shown

_HINTS = {
    ("s3", "object"): "Objects end in /*: write arn:aws:s3:::bucket/*.",
    ("s3", "bucket"): "A bucket has nothing after its name: write arn:aws:s3:::bucket.",
    ("kms", "key"): "Write the key's ARN, arn:aws:kms:region:account:key/id; an alias is no key.",
    ("iam", "role"): "Write the role's ARN, arn:aws:iam::account:role/name.",
}


def check_resources(policy: PolicyView, notes: Notes) -> None:
    """Note every action to which none of its statement's resources can belong; S3 refuses those."""
    if policy.kind == "trust":
        return
    for statement in policy.statements:
        if policy.kind == "key":
            _check_key_actions(statement, notes)
        if statement.resources and not statement.not_resource and not statement.not_action:
            patterns = {without_variables(text) for text in statement.resource_texts}
            if all(text.startswith("arn:") for text in patterns):
                for entry in statement.entries:
                    _check(policy, entry, patterns, notes)


def _check(policy: PolicyView, entry: ActionView, patterns: set[str], notes: Notes) -> None:
    if entry.service is None or not entry.actions:
        return
    known = entry.service.resources
    formats: dict[str, str] = {}
    for action in entry.actions:
        formats |= {name: known[name].arn for name in action.resources if name in known}
        if len(entry.actions) > 1 and any(not action.resources for action in entry.actions):
            return  # a wildcard of all kinds of actions
    if not formats:
        if all(not action.resources for action in entry.actions):
            message = f"{shown(entry.node.text)} applies to no resource in particular: here it allows nothing."
            notes.add("action-needs-star", entry.node, message, 'Put it in a statement with "Resource": "*".')
        return
    for arn in formats.values():
        for pattern in patterns:
            if not notes.may_compare() or can_be(pattern, arn):
                return
    kinds = " or ".join(sorted(formats, key=lambda kind: ((entry.prefix, kind) not in _HINTS, kind))[:4])
    hints = [_HINTS[entry.prefix, kind] for kind in formats if (entry.prefix, kind) in _HINTS]
    notes.add(
        "action-resource-mismatch",
        entry.node,
        f"{shown(entry.node.text)} applies to no resource of this statement: it needs {kinds}.",
        hints[0] if hints else f"Write an ARN like {next(iter(formats.values()))}.",
        refused=policy.kind == "bucket" and entry.exact,
    )


def _check_key_actions(statement: StatementView, notes: Notes) -> None:
    for entry in statement.entries:
        if entry.prefix != "kms" or not entry.exact or not entry.actions or statement.not_action:
            continue
        if "key" not in entry.actions[0].resources:
            message = f"{shown(entry.node.text)} is not asked of a key: a key policy cannot give it."
            notes.add("action-not-on-key", entry.node, message, "Put it in an identity policy.")
