"""PolicyExclusionList of SimulatePrincipalPolicy: what the result would be if a policy were not there.

Source: IAM API reference, "PolicyIdentifier" and "InlinePolicyIdentifier".
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.wildcard import Glob, split_wildcards
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.errors import InvalidInput
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.service.identity import IdentityPolicies

Excluded = Callable[[NamedPolicy], bool]

_POLICY_ARN = re.compile(r"arn:aws:iam::(?:\d{12}|aws):policy/(?:[\x21-\x7e]+/)?[\w+=,.@*?-]+", re.ASCII)
_AWS_MANAGED = "arn:aws:iam::aws:policy/"


def without_excluded(policies: IdentityPolicies, exclusions: Iterable[dict[str, Any]]) -> IdentityPolicies:
    """`policies` without those that an identifier means; one that means none is ignored.

    Raises:
        InvalidInput: an ARN that is no managed policy's, or a wildcard where none may stand.
    """
    for identifier in exclusions:
        kind = identifier.get("PolicyType")
        if kind == "permission-boundary":
            policies = replace(policies, boundary=None)
        elif kind == "scp":
            policies = replace(policies, service_control=None)
        else:
            excluded = _TYPES[kind] if kind else _named(identifier)
            policies = replace(policies, identity=tuple(each for each in policies.identity if not excluded(each)))
    return policies


_TYPES: dict[str, Excluded] = {
    "inline": lambda policy: inline_place(policy.place) is not None,
    "aws-managed": lambda policy: policy.place.startswith(_AWS_MANAGED),
    "user-managed": lambda policy: not (inline_place(policy.place) or policy.place.startswith(_AWS_MANAGED)),
    "rcp": lambda _policy: False,  # as in AWS, whose simulators do not support them
}


def _named(identifier: dict[str, Any]) -> Excluded:
    if "PolicyArn" in identifier:
        arn = identifier["PolicyArn"]
        if _POLICY_ARN.fullmatch(arn) is None or arn.count("*") > 1:
            raise InvalidInput(f"ARN {arn} is not valid.")
        pattern = Glob(split_wildcards(arn))
        return lambda policy: inline_place(policy.place) is None and pattern.matches(policy.place)
    inline = identifier.get("InlinePolicyIdentifier", {})

    def excluded(policy: NamedPolicy) -> bool:
        arn, own = inline_place(policy.place) or ("", "")
        parts = IamArn.parse(arn)
        return (
            parts is not None
            and own == inline.get("PolicyName")
            and parts.kind == inline.get("AttachmentType")
            and parts.name == inline.get("AttachmentName")
        )

    return excluded
