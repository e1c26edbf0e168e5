"""Roles that a service makes for its customer, as the customer."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.iam.roles import Role
from sealcanvas.service.call import Call


def create_service_role(
    call: Call,
    name: str,
    service: str,
    policy_document: str | None = None,
    trust_conditions: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    managed_policy_arns: tuple[str, ...] = (),
    description: str = "",
) -> Role:
    """Make the role `name` in path /service-role/, trusted by `service`, asking IAM as the caller.

    Args:
        service: the host that may assume it, "forecast.amazonaws.com".
        policy_document: an inline policy for it, named like the role, or None.
        trust_conditions: the trust statement's Condition block: {"StringEquals": {"aws:SourceAccount": …}}.
        managed_policy_arns: policies to attach.

    Raises:
        AccessDenied: IAM's, if the caller may not iam:CreateRole (iam:PutRolePolicy, iam:AttachRolePolicy).
        EntityAlreadyExists: the name is taken.
        MalformedPolicyDocument: `policy_document` is none.
    """
    raise NotImplementedError
