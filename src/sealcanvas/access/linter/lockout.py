"""Policies that shut out those who would have to change them."""

from sealcanvas.access.linter.breadth import account_of
from sealcanvas.access.linter.covering import can_be
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import StatementView
from sealcanvas.access.linter.view import PolicyView

_ASSUME = ("sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml")
_BUCKET = "arn:${Partition}:s3:::${BucketName}"
_WAYS = {
    "AWS": ("sts:assumerole",),
    "Service": ("sts:assumerole",),
    "Federated": ("sts:assumerolewithwebidentity", "sts:assumerolewithsaml"),
}


def check_lockout(policy: PolicyView, notes: Notes) -> None:
    """Note a key or bucket policy that nobody could change again, and a trust policy that lets nobody in."""
    if policy.kind == "key":
        _check_key(policy, notes)
    elif policy.kind == "bucket":
        _check_bucket(policy, notes)
    elif policy.kind == "trust":
        _check_trust(policy, notes)


def _check_key(policy: PolicyView, notes: Notes) -> None:
    action = "kms:putkeypolicy"
    if not any(_lets_administrators(policy, statement, action) for statement in policy.statements):
        message = "Nobody of the account may kms:PutKeyPolicy: nobody could change this policy again."
        mend = 'Allow "kms:*" to the account: {"AWS": "arn:aws:iam::ACCOUNT:root"}, Resource "*".'
        notes.add("key-lockout", policy.node.member("Statement") or policy.node, message, mend)
    for statement in policy.statements:
        if _denies_all(policy, statement, action) and statement.resource_texts:
            message = "The account's administrators are denied kms:PutKeyPolicy: nobody could change this policy again."
            notes.add("key-lockout", statement.node, message, "Leave kms:PutKeyPolicy out of the Deny.")


def _check_bucket(policy: PolicyView, notes: Notes) -> None:
    for statement in policy.statements:
        on_bucket = any(text == "*" or can_be(text, _BUCKET) for text in statement.resource_texts)
        if on_bucket and not statement.not_resource and _denies_all(policy, statement, "s3:putbucketpolicy"):
            message = "Everybody is denied s3:PutBucketPolicy: only the account's root user could change this again."
            mend = "Add a condition that leaves out the administrators, such as ArnNotEquals on aws:PrincipalArn."
            notes.add("bucket-lockout", statement.node, message, mend)


def _check_trust(policy: PolicyView, notes: Notes) -> None:
    let_in = False
    for statement in policy.statements:
        if not statement.allows or statement.not_action:
            continue
        ways = {way for way in _ASSUME if statement.gives(way)}
        let_in |= bool(ways and any(statement.principals.values()))
        for kind, fitting in _WAYS.items():
            nodes = statement.principals.get(kind)
            if nodes and ways and not ways.intersection(fitting):
                message = f"No principal under {kind} can call what this statement allows."
                right = "AssumeRoleWithWebIdentity or AssumeRoleWithSAML" if kind == "Federated" else "AssumeRole"
                notes.add("trust-action-principal", nodes[0], message, f"Allow sts:{right}.")
    if policy.statements and not let_in and not any(each.not_action for each in policy.statements):
        message = "No statement lets anybody assume the role."
        notes.add("trust-nobody", policy.node, message, "Allow sts:AssumeRole to somebody.")


def _lets_administrators(policy: PolicyView, statement: StatementView, action: str) -> bool:
    if not statement.allows or not statement.gives(action) or not statement.resources:
        return False
    if statement.not_principal:
        return True
    named = [node.text for node in statement.principals.get("AWS", ())]
    if not policy.account:
        return bool(named)
    return any(account_of(text) in ("", policy.account) for text in named)


def _denies_all(policy: PolicyView, statement: StatementView, action: str) -> bool:
    if statement.effect != "Deny" or statement.conditions or not statement.gives(action):
        return False
    if statement.not_principal:
        return not any(statement.principals.values())
    roots = {"arn:aws:iam::" + account_of(node.text) + ":root" for node in statement.principals.get("AWS", ())}
    named = {node.text for node in statement.principals.get("AWS", ())}
    root = bool(policy.kind == "key" and (named & roots or any(text.isdigit() for text in named)))
    return statement.anyone or root
