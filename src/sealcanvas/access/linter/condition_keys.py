"""Condition keys: those that do not exist, and those that the statement's actions never carry."""

from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ConditionView, StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import shown
from sealcanvas.access.service_reference import ServiceReference, prefixes, reference
from sealcanvas.access.service_reference.global_keys import GLOBAL_FORMS, GLOBAL_KEYS, global_key

DEPRECATED = {
    "kms:customermasterkeyspec": "kms:KeySpec",
    "kms:customermasterkeyusage": "kms:KeyUsage",
    "aws:sourceowner": "aws:SourceAccount",
}
_S3_LISTING = frozenset({"s3:prefix", "s3:delimiter", "s3:max-keys"})


def key_type(name: str) -> str | None:
    """Return the type of the condition key `name` (any letter case), or None if there is no such key."""
    found = global_key(name)
    if found is not None:
        return found[1]
    service = reference(name.partition(":")[0])
    listed = None if service is None else service.key(name)
    return None if service is None or listed is None else service.keys[listed]


def foreign(name: str) -> bool:
    """Tell whether `name` is a key of an identity provider (`token.example.com:aud`), which has those that it has."""
    prefix = name.partition(":")[0]
    return "." in prefix or "/" in prefix or prefix in ("localhost", "saml") or prefix.startswith("cognito-identity")


def check_condition_keys(policy: PolicyView, notes: Notes) -> None:
    """Note every key that no request can carry."""
    for statement in policy.statements:
        for condition in statement.conditions:
            if ":" not in condition.key.text.strip(":"):
                continue
            new = DEPRECATED.get(condition.folded)
            if new is not None:
                message = f"{shown(condition.key.text)} is deprecated."
                notes.add("deprecated-key", condition.key, message, f"Write {new}.")
            if key_type(condition.key.text) is None:
                _unknown(policy, condition, notes)
            elif global_key(condition.key.text) is None:
                _check_actions(policy, statement, condition, notes)


def _unknown(policy: PolicyView, condition: ConditionView, notes: Notes) -> None:
    name = condition.key.text
    if foreign(name):
        return
    prefix = name.partition(":")[0].lower()
    service = reference(prefix)
    close = notes.meant(name, (*GLOBAL_KEYS, *GLOBAL_FORMS) if service is None else service.keys)
    if close:
        mend = f"Did you mean {close}?"
    elif prefix != "aws" and service is None:
        near = notes.meant(prefix, (*prefixes(), "aws"))
        mend = f"Did you mean {near}:{name.partition(':')[2][:60]}?" if near else "Remove it."
    else:
        mend = "Remove it."
    message = f"{shown(name)}: there is no such condition key."
    refused = policy.kind == "bucket" and prefix == "s3"
    notes.add("condition-key-unknown", condition.key, message, mend, refused=refused)


def _check_actions(policy: PolicyView, statement: StatementView, condition: ConditionView, notes: Notes) -> None:
    """Note a service's key if none of the actions carries it; S3 refuses listing keys that only some carry."""
    if statement.not_action or not statement.entries or policy.kind == "trust":
        return
    carried, missing = 0, []
    for entry in statement.entries:
        if entry.service is None or not entry.actions:
            return
        listed = entry.service.key(condition.key.text)
        if any(_carries(entry.service, listed, action.name) for action in entry.actions):
            carried += 1
        else:
            missing.append(entry)
    if not missing or (carried and not (policy.kind == "bucket" and condition.folded in _S3_LISTING)):
        return
    s3_only = all(entry.prefix == "s3" and entry.exact for entry in missing)
    refused = policy.kind == "bucket" and condition.folded.startswith("s3:") and s3_only
    names = ", ".join(entry.node.text[:60] for entry in missing[:5])
    message = f"No request for {names} carries {shown(condition.key.text)}."
    mend = "Put these actions into a statement without this condition."
    notes.add("condition-key-not-for-action", condition.key, message, mend, refused=refused)


def _carries(service: ServiceReference, listed: str | None, action: str) -> bool:
    found = service.action(action)
    return listed is not None and found is not None and listed in service.keys_of(found)
