"""The three ways to decide a request.

Pages: "Policy evaluation logic" (within an account, across accounts); KMS Developer Guide, "Key policies", "Allowing
users in other accounts to use a KMS key", "Grants in AWS KMS"; "IAM roles", trust policies.
"""

from tests.support.literal.callers import ACCOUNT, EVERYONE, ITSELF
from tests.support.literal.grants import granted
from tests.support.literal.reading import ALLOWED, Question, Reading, Verdict, refused

CROSS_ACCOUNT_KEY_ACTIONS = frozenset(
    f"kms:{name}".lower()
    for name in (
        *("CreateGrant", "DescribeKey", "GetKeyRotationStatus", "GetPublicKey"),
        *("ListGrants", "RetireGrant", "RevokeGrant"),
        # cryptographic operations
        *("Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"),
        *("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext", "GenerateMac", "VerifyMac", "Sign", "Verify"),
        *("DeriveSharedSecret", "Encapsulate", "Decapsulate"),
    )
)
"""KMS Developer Guide, "Allowing users in other accounts to use a KMS key"."""


def decide(question: Question) -> Verdict:
    """Decide by the standard rules, e.g. for a bucket."""
    reading = Reading(question, trust=False)
    denied = reading.explicitly("resource")
    if denied:
        return denied
    ways = reading.resource_ways()
    if not question.caller.has_policies:
        return ALLOWED if ways & {EVERYONE, ITSELF} else refused("resource")
    if question.caller.account == question.resource_account:
        return reading.within(ways, alone=True)
    lacking = set() if ways else {"resource"}
    return reading.both(lacking)


def decide_key(question: Question) -> Verdict:
    """Decide the use of a KMS key."""
    reading = Reading(question, trust=False)
    other = question.caller.has_policies and question.caller.account != question.resource_account
    denied = reading.explicitly("cross-account-key" if other else "resource")
    if denied:
        return denied
    caller = question.caller
    for grant in question.grants:
        way = granted(grant, caller, question.action, question.encryption_context, reading.keys)
        if way and (not caller.has_policies or not reading.missing({way}, with_identity=way == ACCOUNT)):
            return ALLOWED
    ways = reading.resource_ways()
    if not caller.has_policies:
        return ALLOWED if ways & {EVERYONE, ITSELF} else refused("resource")
    if other:
        usable = ways and question.action.lower() in CROSS_ACCOUNT_KEY_ACTIONS
        return reading.both(set() if usable else {"cross-account-key"})
    if not ways:
        return refused("resource", *reading.missing(set(), with_identity=False))
    return reading.within(ways, alone=False)


def decide_trust(question: Question) -> Verdict:
    """Decide who may assume a role."""
    reading = Reading(question, trust=True)
    denied = reading.explicitly("trust")
    if denied:
        return denied
    ways = reading.resource_ways()
    if not question.caller.has_policies:
        return ALLOWED if ways & {EVERYONE, ITSELF} else refused("trust")
    if not ways:
        return refused("trust", *reading.missing(set(), with_identity=True))
    if question.caller.account == question.resource_account:
        return reading.within(ways, alone=False)
    return reading.both(set())
