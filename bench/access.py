"""A decision over a key policy of 32 KB and 200 statements with 5,000 grants on the key, beside the literal evaluator.

Ours is measured as a server call has it: parsed policies and grants are at hand, request, principal and encryption
context are new each time. `with_record_us` adds the audit trail's record of the decision. The peer is the engine that
the tests check ours by (`tests/support/literal`): slow and plain, it goes through every statement and every grant.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from bench.spread import ratios, spread
from sealcanvas.access import (
    AccessRequest,
    Decision,
    Grant,
    NamedPolicy,
    PolicyDocument,
    PolicySet,
    Principal,
    decide_key,
)
from sealcanvas.access.grants import Grants
from tests.support.literal import Caller, Question
from tests.support.literal import decide_key as literally

STATEMENTS = 200
GRANTS = 5_000
_ROUNDS = 5
_CALLS = 2_000
_LITERAL_CALLS = 6

_ACCOUNT = "111122223333"
_KEY = f"arn:aws:kms:us-east-1:{_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_SERVICE = "sagemaker.amazonaws.com"
_CONTEXT = {"aws:s3:arn": "arn:aws:s3:::canvas/team/report.csv"}
_KEYS: dict[str, str | tuple[str, ...]] = {
    "aws:SecureTransport": "true",
    "aws:SourceIp": "203.0.113.7",
    "aws:CurrentTime": "2026-11-01T12:00:00Z",
    "kms:ViaService": "s3.us-east-1.amazonaws.com",
    "kms:CallerAccount": _ACCOUNT,
    "kms:KeySpec": "SYMMETRIC_DEFAULT",
    "kms:EncryptionContext:aws:s3:arn": _CONTEXT["aws:s3:arn"],
}
_DELEGATED = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": _KEY},
}


def key_policy() -> dict[str, Any]:
    """Return a key policy of 200 statements, just under 32 KB: roles of teams, some denials, IAM for administrators."""
    statements: list[dict[str, Any]] = [_team(number) for number in range(STATEMENTS)]
    for number in range(20, STATEMENTS, 40):
        statements[number] = {
            "Sid": f"D{number}",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "kms:*",
            "Resource": "*",
            "Condition": {"StringLike": {"aws:PrincipalArn": f"*/left-{number}"}},
        }
    root = {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}
    via = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    statements[150] = {
        "Sid": "Admins",
        "Effect": "Allow",
        "Principal": root,
        "Action": "kms:*",
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{_ACCOUNT}:role/admin"}},
    }
    for number in range(0, STATEMENTS, 3):  # two in three of the teams may decrypt from anywhere, the third through S3
        if statements[number]["Sid"].startswith("T"):
            statements[number]["Condition"] = via
    return {"Version": "2012-10-17", "Statement": statements}


def _team(number: int) -> dict[str, Any]:
    return {
        "Sid": f"T{number}",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:role/t-{number:03}"},
        "Action": ["kms:Decrypt"] if number % 2 else ["kms:Decrypt", "kms:Encrypt"],
        "Resource": "*",
    }


def key_grants() -> list[dict[str, Any]]:
    """Return 5,000 grants: half to roles, half to the service for one domain each."""
    grants: list[dict[str, Any]] = []
    for number in range(GRANTS):
        grant: dict[str, Any] = {"grantee": f"arn:aws:iam::{_ACCOUNT}:role/g-{number}", "operations": ["Decrypt"]}
        if number % 2:
            source = f"arn:aws:sagemaker:us-east-1:{_ACCOUNT}:domain/d-{number}"
            grant |= {"grantee": _SERVICE, "source_arn": source}
        elif number % 4 == 0:
            grant["subset"] = _CONTEXT
        grants.append(grant)
    return grants


def policy_set(*, delegated: bool = False) -> PolicySet:
    """Return the policies as the server holds them: parsed, grants sorted."""
    text = json.dumps(key_policy(), separators=(",", ":"))
    if not 31_000 < len(text) <= 32_768:
        raise RuntimeError(f"the key policy has {len(text)} bytes")
    identity = PolicyDocument.parse(json.dumps(_DELEGATED), "identity")
    return PolicySet(
        identity=(NamedPolicy("inline policy", identity),) if delegated else (),
        resource=NamedPolicy("key policy", PolicyDocument.parse(text, "key")),
        grants=Grants(_grant(number, grant) for number, grant in enumerate(key_grants())),
    )


def _grant(number: int, grant: dict[str, Any]) -> Grant:
    operations = frozenset(grant["operations"])
    return Grant(f"{number:064x}", grant["grantee"], operations, None, grant.get("subset"), grant.get("source_arn"))


def _session(role: str) -> Principal:
    return Principal.role_session(f"arn:aws:iam::{_ACCOUNT}:role/{role}", "AROAEXAMPLE", "canvas")


CASES: dict[str, tuple[Callable[[], Principal], dict[str, str], str]] = {
    "allowed by the first statement": (lambda: _session("t-000"), {}, "allowed"),
    "allowed by the last statement": (lambda: _session("t-199"), {}, "allowed"),
    "allowed by a grant": (lambda: _session("g-4000"), {}, "allowed"),
    "allowed by a grant to a service": (
        lambda: Principal.service_principal(_SERVICE),
        {"aws:SourceArn": f"arn:aws:sagemaker:us-east-1:{_ACCOUNT}:domain/d-4999"},
        "allowed",
    ),
    "delegated to an identity policy": (lambda: _session("admin"), {}, "allowed"),
    "denied implicitly": (lambda: _session("nobody"), {}, "implicit-deny"),
    "denied explicitly": (lambda: _session("left-180"), {}, "explicit-deny"),
}
"""Who asks to decrypt, further condition keys, and the outcome."""


def decision(case: str, policies: PolicySet) -> Decision:
    """Decide one case as a server call does: everything but the policies is made anew."""
    principal, keys, _ = CASES[case]
    request = AccessRequest(principal(), "kms:Decrypt", _KEY, _ACCOUNT, {**_KEYS, **keys})
    return decide_key(request, policies, dict(_CONTEXT))


def run() -> dict[str, Any]:
    """Microseconds a decision by case, ours and the literal evaluator's, and their ratio."""
    result: dict[str, Any] = {"peer": "the literal evaluator of the tests", "statements": STATEMENTS, "grants": GRANTS}
    result["policy_bytes"] = len(json.dumps(key_policy(), separators=(",", ":")))
    result["target_us"] = 50
    for case, (_, _, outcome) in CASES.items():
        policies = policy_set(delegated=case.startswith("delegated"))
        question = _question(case)
        if decision(case, policies).outcome != outcome or literally(question).outcome != outcome:
            raise RuntimeError(f"{case}: not {outcome}")
        ours, recorded, peer = [], [], []
        for _ in range(_ROUNDS):
            ours.append(_microseconds(lambda: decision(case, policies), _CALLS))  # noqa: B023 - called at once
            recorded.append(_microseconds(lambda: decision(case, policies).to_dict(), _CALLS))  # noqa: B023
            peer.append(_microseconds(lambda: literally(question), _LITERAL_CALLS))  # noqa: B023
        result[case] = {
            "ours_us": spread(ours),
            "with_record_us": spread(recorded),
            "literal_us": spread(peer),
            "ratio_time": ratios(ours, peer),
        }
    return result


def _question(case: str) -> Question:
    principal, keys, _ = CASES[case]
    asker = principal()
    caller = Caller(
        "AWSService" if asker.service else "AssumedRole",
        asker.account,
        asker.arn,
        asker.principal_id,
        origin_arn=asker.role_arn,
        origin_id=asker.role_id,
        service=asker.service,
    )
    return Question(
        caller,
        "kms:Decrypt",
        _KEY,
        _ACCOUNT,
        {name: value if isinstance(value, str) else list(value) for name, value in {**_KEYS, **keys}.items()},
        identity=(("inline policy", _DELEGATED),) if case.startswith("delegated") else (),
        resource_policy=("key policy", key_policy()),
        grants=tuple(key_grants()),
        encryption_context=dict(_CONTEXT),
    )


def _microseconds(call: Callable[[], object], calls: int) -> float:
    call()
    began = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - began) / calls * 1e6
