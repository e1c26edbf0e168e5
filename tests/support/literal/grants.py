"""KMS grants.

Pages: KMS Developer Guide, "Grants in AWS KMS"; KMS API Reference, "GrantConstraints", "CreateGrant".
"""

from typing import Any

from tests.support.literal.callers import ACCOUNT, ITSELF, ROLE, Caller
from tests.support.literal.matching import Keys

WITH_CONTEXT = {
    "Encrypt",
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
}
"""The operations that have an encryption context: only these does a constraint on it bind."""


def granted(grant: dict[str, Any], caller: Caller, action: str, encryption_context: dict[str, str], keys: Keys) -> str:
    """Return how `grant` allows the caller the action: itself, by its role, by its account, or "" if it does not."""
    way = _grantee(grant["grantee"], caller)
    operations = {operation for operation in grant["operations"] if f"kms:{operation}".lower() == action.lower()}
    if not way or not operations:
        return ""
    if operations & WITH_CONTEXT and not _constrained(grant, encryption_context):
        return ""
    source = grant.get("source_arn")  # the constraint that a grant to a service carries
    if source is not None and keys.get("aws:sourcearn") != [source]:
        return ""
    return way


def _grantee(grantee: str, caller: Caller) -> str:
    if grantee in (caller.arn, caller.service):
        return ITSELF
    if caller.kind == "AssumedRole" and grantee == caller.origin_arn:  # a federating user's grants stay its own: *ours*
        return ROLE
    return ACCOUNT if caller.account and grantee == f"arn:aws:iam::{caller.account}:root" else ""


def _constrained(grant: dict[str, Any], encryption_context: dict[str, str]) -> bool:
    """In a constraint the keys have no case, the values do ("GrantConstraints")."""
    given = sorted((key.lower(), value) for key, value in encryption_context.items())
    equals, subset = grant.get("equals"), grant.get("subset")
    if equals is not None and sorted((key.lower(), value) for key, value in equals.items()) != given:
        return False
    return subset is None or all((key.lower(), value) in given for key, value in subset.items())
