"""Roles that a service makes for its customer, as the customer."""

import json
from collections.abc import Mapping
from typing import Any

from sealcanvas.iam.operations_role_policies import attach_role_policy, put_role_policy
from sealcanvas.iam.operations_roles import create_role
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.service.call import Call

_PATH = "/service-role/"


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
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if trust_conditions:
        statement["Condition"] = trust_conditions
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    request = {"RoleName": name, "Path": _PATH, "AssumeRolePolicyDocument": trust}
    if description:
        request["Description"] = description
    with call.instance.database.transaction():
        arn = create_role(call, request)["Role"]["Arn"]
        for policy_arn in managed_policy_arns:
            attach_role_policy(call, {"RoleName": name, "PolicyArn": policy_arn})
        if policy_document is not None:
            put_role_policy(call, {"RoleName": name, "PolicyName": name, "PolicyDocument": policy_document})
    role = find_role(call.instance, arn)
    if role is None:
        raise RuntimeError(f"{arn} vanished while it was made")
    return role
