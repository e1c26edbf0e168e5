"""Every code that a finding can have: how much it matters, and what it says. `docs/policy-linter.md` lists the same.

Severities are those of AWS's IAM Access Analyzer: an error is a part of the policy that does not work, a security
warning is access wider than it looks, a warning is bad practice, a suggestion changes nothing of the access.
"""

from collections.abc import Mapping
from typing import Literal

Severity = Literal["error", "security-warning", "warning", "suggestion"]

_JSON = {
    "json-bom": "The text begins with a byte order mark",
    "json-bracket": "A bracket closes what another kind of bracket opened",
    "json-colon": "No colon after a member's name",
    "json-comma-extra": "A comma too many",
    "json-comma-missing": "A comma is missing",
    "json-comment": "A comment, which JSON does not have",
    "json-depth": "Nested too deep",
    "json-duplicate-key": "A member stands twice in one object",
    "json-empty": "There is no text",
    "json-escape": "A character or escape that JSON does not know",
    "json-key": "A member's name is no text",
    "json-open": "A bracket is never closed",
    "json-quotes": "Single or typographic quotes",
    "json-string-open": "A text has no closing quote",
    "json-trailing": "Text after the end of the policy",
    "json-unquoted": "A word without quotes",
    "json-utf8": "The text is not UTF-8",
    "json-value": "A value is missing",
    "too-long": "Longer than any policy of AWS may be",
}

_FORM = {
    "wrong-type": "A value of the wrong JSON type",
    "element-unknown": "An element that policies do not have",
    "statement-missing": "No Statement, or a bare statement",
    "statement-empty": "Statement is an empty list",
    "version-invalid": "A Version that does not exist",
    "effect-missing": "No Effect",
    "effect-case": "Effect in the wrong letter case",
    "effect-invalid": "An Effect that is neither Allow nor Deny",
    "both-forms": "An element together with its Not… form",
    "action-missing": "No Action",
    "action-form": "An action that is not service:Name",
    "action-foreign": "An action of a service that this kind of policy is not about",
    "resource-missing": "No Resource",
    "resource-form": "A Resource that is neither an ARN nor *",
    "resource-forbidden": "A Resource in a trust policy",
    "sid-form": "A Sid with other characters than letters and digits",
    "sid-duplicate": "A Sid that stands twice",
    "principal-forbidden": "A Principal in a policy that is attached to somebody",
    "principal-missing": "No Principal",
    "principal-type": "A type of principal that does not exist",
    "principal-empty": "A Principal that names nobody",
    "principal-wildcard": "A principal with a wildcard in it",
    "principal-invalid": "A principal of a form that does not exist",
    "principal-placeholder": "A principal in angle brackets",
    "not-principal-allow": "Allow with NotPrincipal in a trust policy",
    "condition-operator": "A condition operator that does not exist",
    "condition-key": "A condition key without a service",
    "date-value": "A date that is none",
    "overly-permissive-condition": "ForAllValues on a pair of the encryption context, in a key policy",
    "legacy-form": "An ARN with fields missing",
    "arn-partition": "An ARN whose partition does not exist",
    "arn-vendor": "An ARN whose service has a wildcard or is missing",
    "arn-region": "A region where the service's ARNs have none, or a region that cannot exist",
    "arn-path": "An IAM resource of a type that does not exist",
}

_ERRORS = {
    "no-effect": "A statement or document that has no effect",
    "empty-list": "An empty list, which matches nothing",
    "service-unknown": "An action of a service that does not exist",
    "action-unknown": "An action that the service does not have",
    "action-wildcard-empty": "A wildcard that no action of the service fits",
    "action-resource-mismatch": "An action that cannot apply to any resource of its statement",
    "arn-account": "An account in an ARN that is not 12 digits, or where the service's ARNs have none",
    "condition-key-unknown": "A condition key that does not exist",
    "condition-never-true": "Conditions on one key that contradict each other",
    "condition-value": "A value that the operator can never match",
    "null-if-exists": "Null on a key together with an IfExists or Null that contradicts it",
    "variable-form": "A policy variable that is malformed",
    "variable-in-old-version": "A policy variable in a version that knows none",
    "placeholder": "A placeholder of an example",
    "key-lockout": "A key policy under which nobody could change the key policy again",
    "bucket-lockout": "A bucket policy that denies everybody, its account's administrators included",
    "trust-nobody": "A trust policy that nobody satisfies",
    "trust-action-principal": "A way to assume the role that its principal cannot go",
    "size-over-limit": "Longer than AWS takes this kind of policy",
}

_SECURITY = {
    "allow-everything": "Everything is allowed on every resource",
    "allow-all-keys": "Every KMS action is allowed on every key",
    "allow-not-action": "NotAction with Allow",
    "allow-not-resource": "NotResource with Allow",
    "allow-not-principal": "NotPrincipal with Allow",
    "anyone-allowed": "Everybody is allowed, with no condition that says who",
    "pass-role-anywhere": "Any role may be passed to any service",
    "confused-deputy": "A service may act for strangers: no condition says for which account or resource",
    "for-all-values-without-null": "ForAllValues lets requests through that do not carry the key",
}

_WARNINGS = {
    "version-missing": "No Version",
    "action-needs-star": "An action that applies to no resource, on a resource other than *",
    "action-not-on-key": "An action that no key policy can allow",
    "arn-service-unknown": "An ARN of a service that does not exist",
    "condition-key-not-for-action": "A condition key that none of the statement's actions carries",
    "operator-wrong-type": "An operator that does not fit the condition key's type",
    "set-operator-missing": "A key with many values without ForAnyValue or ForAllValues",
    "allow-denied": "An Allow that a Deny beside it takes back",
    "variable-unknown": "A policy variable of a key that does not exist",
    "too-many-findings": "More findings than are told",
}

_SUGGESTIONS = {
    "version-old": "The Version of 2008",
    "action-redundant": "An action that another of the statement includes",
    "resource-redundant": "A resource that another of the statement includes",
    "statement-redundant": "A statement that another includes",
    "operator-weak-type": "A text operator on a key of another type",
    "set-operator-unneeded": "ForAnyValue on a key with one value",
    "deprecated-key": "A condition key that AWS has replaced",
    "create-grant-open": "kms:CreateGrant without kms:GrantIsForAWSResource",
    "cross-account": "A principal of another account is allowed",
    "example-account": "An account id from AWS's examples",
    "size-near-limit": "Nine tenths of the size that AWS takes are used",
}

_TABLES: tuple[tuple[Severity, Mapping[str, str]], ...] = (
    ("error", _JSON | _FORM | _ERRORS),
    ("security-warning", _SECURITY),
    ("warning", _WARNINGS),
    ("suggestion", _SUGGESTIONS),
)

CODES: Mapping[str, tuple[Severity, str]] = {
    code: (severity, meaning) for severity, table in _TABLES for code, meaning in table.items()
}
"""The severity of each code where AWS lets the policy pass, and what it says."""
