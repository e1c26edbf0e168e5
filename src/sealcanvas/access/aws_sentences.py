"""The sentence with which AWS refuses a policy text, before our own list of its faults.

IAM and STS say one sentence whatever else is wrong; which one, when several would do, follows their order of checks.
S3 has its own. KMS's are not published beyond those of `kms.policy`, so a text that it cannot read gets IAM's. *Ours.*
Sources: the services' recorded answers in public test suites and reports.
"""

from collections.abc import Mapping, Sequence

from sealcanvas.access.finding import Finding
from sealcanvas.access.reading.report import PolicyKind

SYNTAX = "Syntax errors in policy."

_IAM: Mapping[str, str] = {
    "legacy-form": "The policy failed legacy parsing",
    "effect-case": "The policy failed legacy parsing",
    "date-value": "The policy failed legacy parsing",
    "sid-duplicate": "Statement IDs (SID) in a single policy must be unique.",
    "sid-form": "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
    " [A-Za-z0-9]*",
    "principal-forbidden": "Policy document should not specify a principal.",
    "principal-missing": "Missing required field Principal",
    "principal-empty": "Missing required field Principal cannot be empty!",
    "principal-type": "Invalid principal in policy",
    "principal-invalid": "Invalid principal in policy",
    "principal-wildcard": "Invalid principal in policy",
    "principal-placeholder": "Invalid principal in policy",
    "not-principal-allow": "Allow with NotPrincipal is not allowed.",
    "action-missing": "Policy statement must contain actions.",
    "resource-forbidden": "Has prohibited field Resource",
    "resource-missing": "Policy statement must contain resources.",
    "resource-form": "",
    "arn-partition": "",
    "arn-vendor": "Resource vendor must be fully qualified and cannot contain regexes.",
    "arn-region": "",
    "arn-path": "",
    "placeholder": "",
    "action-form": "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    "action-foreign": "AssumeRole policy may only specify STS AssumeRole actions.",
    "condition-key": "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
}
"""In IAM's order, after the syntax; where the sentence names a value, the finding has it."""

_S3: Mapping[str, str] = {
    "json-empty": "Policies must be valid JSON and the first byte must be '{'",
    "version-invalid": "The policy must contain a valid version string",
    "statement-missing": "Missing required field Statement",
    "statement-empty": "Could not parse the policy: Statement is empty!",
    "effect-missing": "Missing required field Effect",
    "principal-missing": "Missing required field Principal",
    "action-missing": "Missing required field Action",
    "resource-missing": "Missing required field Resource",
    "principal-empty": "Invalid principal in policy",
    "principal-type": "Invalid principal in policy",
    "principal-invalid": "Invalid principal in policy",
    "principal-wildcard": "Invalid principal in policy",
    "principal-placeholder": "Invalid principal in policy",
    "action-form": "Policy has invalid action",
    "action-unknown": "Policy has invalid action",
    "action-wildcard-empty": "Policy has invalid action",
    "service-unknown": "Policy has invalid action",
    "resource-form": "Policy has invalid resource",
    "placeholder": "Policy has invalid resource",
    "condition-key": "Policy has an invalid condition key",
    "condition-key-unknown": "Policy has an invalid condition key",
    "action-resource-mismatch": "Action does not apply to any resource(s) in statement",
    "condition-key-not-for-action": "Conditions do not apply to combination of actions and resources in statement",
}

_KMS: Mapping[str, str] = {"overly-permissive-condition": ""}


def aws_sentence(findings: Sequence[Finding], kind: PolicyKind, text: str) -> str:
    """Return AWS's sentence for the refused ones of `findings`, of which there is at least one."""
    refused = [finding for finding in findings if finding.refused]
    if kind == "bucket":
        return _s3(refused, text)
    table = _KMS if kind == "key" else _IAM
    if any(finding.code not in table for finding in refused):
        return SYNTAX
    order = list(table)
    first = min(refused, key=lambda finding: order.index(finding.code))
    return first.aws or table[first.code] or SYNTAX


def _s3(refused: Sequence[Finding], text: str) -> str:
    if any(finding.code.startswith("json-") or finding.code == "too-long" for finding in refused):
        return "This policy contains invalid Json" if text.startswith("{") else _S3["json-empty"]
    first = refused[0]
    return first.aws or _S3.get(first.code, "This policy contains invalid Json")
