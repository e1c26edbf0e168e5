"""What the linter says of the policies that a request puts, for the request's audit event.

One place for all services: an operation that takes a policy document is one line here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sealcanvas.access.arn import account_of
from sealcanvas.access.finding import Finding
from sealcanvas.access.linter import lint_policy
from sealcanvas.access.policy import PolicyKind
from sealcanvas.audit.event import Event
from sealcanvas.service.call import Call

POLICIES: Mapping[tuple[str, str], tuple[str, PolicyKind]] = {
    ("iam", "CreatePolicy"): ("PolicyDocument", "identity"),
    ("iam", "CreatePolicyVersion"): ("PolicyDocument", "identity"),
    ("iam", "PutGroupPolicy"): ("PolicyDocument", "identity"),
    ("iam", "PutRolePolicy"): ("PolicyDocument", "identity"),
    ("iam", "PutUserPolicy"): ("PolicyDocument", "identity"),
    ("iam", "CreateRole"): ("AssumeRolePolicyDocument", "trust"),
    ("iam", "UpdateAssumeRolePolicy"): ("PolicyDocument", "trust"),
    ("kms", "CreateKey"): ("Policy", "key"),
    ("kms", "ReplicateKey"): ("Policy", "key"),
    ("kms", "PutKeyPolicy"): ("Policy", "key"),
    ("organizations", "CreatePolicy"): ("Content", "service-control"),
    ("organizations", "UpdatePolicy"): ("Content", "service-control"),
    ("s3", "PutBucketPolicy"): ("Policy", "bucket"),
    ("sts", "AssumeRole"): ("Policy", "session"),
    ("sts", "AssumeRoleWithWebIdentity"): ("Policy", "session"),
    ("sts", "GetFederationToken"): ("Policy", "session"),
}
"""For each operation that takes a policy document: the member that holds it, and its kind."""

MOST_RECORDED = 50

FINDINGS_HEADER = "x-sealcanvas-policy-findings"
_MOST_NAMED = 5


def policy_findings(call: Call, event: Event, service: str, request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is to be recorded of the policy in `request`: nothing for most operations, never more than 50 findings."""
    member, kind = POLICIES.get((service, event.name), ("", "identity"))
    text = request.get(member) if member else None
    if not isinstance(text, str):
        return []
    owner = account_of(event.resources[0]) if event.resources else ""
    found = lint_policy(text, kind, owner or call.account)
    return [described(finding) for finding in found[:MOST_RECORDED]]


def findings_header(events: Iterable[Event]) -> str:
    """What the caller is told of the findings that its call's records have: "" for none, else `2 (no-effect)`."""
    codes = [finding["Code"] for event in events for finding in event.findings]
    if not codes:
        return ""
    named = list(dict.fromkeys(codes))
    more = ["..."] if len(named) > _MOST_NAMED else []
    return f"{len(codes)} ({', '.join([*named[:_MOST_NAMED], *more])})"


def described(finding: Finding) -> dict[str, Any]:
    """A finding as the service model's `PolicyFinding` and audit records have it."""
    told: dict[str, Any] = {
        "Code": finding.code,
        "Severity": finding.severity,
        "Message": finding.message,
        "Mend": finding.mend,
        "Line": finding.line,
        "Column": finding.column,
        "Refused": finding.refused,
    }
    if finding.end_line:
        told |= {"EndLine": finding.end_line, "EndColumn": finding.end_column}
    return told
