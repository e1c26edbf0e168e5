"""Service-linked roles: made and deleted by their own operations, and edited by nobody."""

import json
from urllib.parse import unquote

import pytest

from sealcanvas.iam import errors
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.service_linked import SERVICE_LINKED_ROLES
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_user, policy, root

SERVICE = "sagemaker.amazonaws.com"
NAME = "AWSServiceRoleForAmazonSageMakerNotebooks"
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def test_it_has_the_service_s_path_trust_and_policy(instance: Instance) -> None:
    ask = root(instance)
    made = ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)["Role"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SERVICE}/{NAME}"
    trust = json.loads(unquote(made["AssumeRolePolicyDocument"]))
    assert trust["Statement"][0]["Principal"] == {"Service": SERVICE}
    attached = ask("iam:ListAttachedRolePolicies", RoleName=NAME)["AttachedPolicies"]
    assert attached == [
        {
            "PolicyName": "AmazonSageMakerNotebooksServiceRolePolicy",
            "PolicyArn": "arn:aws:iam::aws:policy/aws-service-role/AmazonSageMakerNotebooksServiceRolePolicy",
        }
    ]
    with pytest.raises(errors.InvalidInput) as caught:
        ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)
    assert caught.value.message == (
        f"Service role name {NAME} has been taken in this account, please try a different suffix."
    )


def test_what_is_refused_at_creation(instance: Instance) -> None:
    ask = root(instance)
    with pytest.raises(errors.InvalidInput, match=f"Custom suffix is not allowed for {SERVICE}"):
        ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE, CustomSuffix="mine")
    with pytest.raises(errors.InvalidInput):
        ask("iam:CreateServiceLinkedRole", AWSServiceName="nothing.amazonaws.com")
    trust = policy({"Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"})
    with pytest.raises(errors.InvalidInput) as caught:
        ask("iam:CreateRole", RoleName="R", Path=f"/aws-service-role/{SERVICE}/", AssumeRolePolicyDocument=trust)
    assert caught.value.message == ("Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles")


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("AttachRolePolicy", {"PolicyArn": S3}),
        ("DetachRolePolicy", {"PolicyArn": S3}),
        ("PutRolePolicy", {"PolicyName": "p", "PolicyDocument": EVERYTHING}),
        ("DeleteRolePolicy", {"PolicyName": "p"}),
        ("PutRolePermissionsBoundary", {"PermissionsBoundary": S3}),
        ("DeleteRolePermissionsBoundary", {}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": EVERYTHING}),
        ("UpdateRole", {"MaxSessionDuration": 7200}),
        ("DeleteRole", {}),
    ],
)
def test_nobody_edits_it(instance: Instance, operation: str, members: dict[str, object]) -> None:
    ask = root(instance)
    ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)
    with pytest.raises(errors.UnmodifiableEntity) as caught:
        ask(f"iam:{operation}", RoleName=NAME, **members)
    assert (caught.value.code, caught.value.status) == ("UnmodifiableEntity", 400)
    assert caught.value.message == (
        f"Cannot perform the operation on the protected role '{NAME}' - this role is only modifiable by AWS"
    )


def test_its_description_is_anyone_s(instance: Instance) -> None:
    ask = root(instance)
    ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE, Description="old")
    assert ask("iam:UpdateRoleDescription", RoleName=NAME, Description="new")["Role"]["Description"] == "new"
    ask("iam:UpdateRole", RoleName=NAME, Description="newest")
    assert ask("iam:GetRole", RoleName=NAME)["Role"]["Description"] == "newest"


def test_it_is_deleted_by_a_task(instance: Instance) -> None:
    ask = root(instance)
    ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)
    task = ask("iam:DeleteServiceLinkedRole", RoleName=NAME)["DeletionTaskId"]
    assert task.startswith(f"task/aws-service-role/{SERVICE}/{NAME}/")
    assert ask("iam:GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task) == {"Status": "SUCCEEDED"}
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:GetRole", RoleName=NAME)
    with pytest.raises(errors.NoSuchEntity):
        root(instance, "444455556666")("iam:GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task)
    with pytest.raises(errors.InvalidInput):
        ask("iam:GetServiceLinkedRoleDeletionStatus", DeletionTaskId="task/nothing")
    ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)
    assert len(ask("iam:ListAttachedRolePolicies", RoleName=NAME)["AttachedPolicies"]) == 1


def test_an_ordinary_role_is_not_deleted_so(instance: Instance) -> None:
    ask = root(instance)
    trust = policy({"Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"})
    ask("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=trust)
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:DeleteServiceLinkedRole", RoleName="R")
    assert ask("iam:GetRole", RoleName="R")


def test_who_may_make_it_is_said_by_the_service_s_name(instance: Instance) -> None:
    condition = {"StringEquals": {"iam:AWSServiceName": SERVICE}}
    maker = make_user(
        instance, "maker", {"Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": condition}
    )
    ask = ask_as(instance, maker)
    with pytest.raises(errors.AccessDenied, match="iam:CreateServiceLinkedRole"):
        ask("iam:CreateServiceLinkedRole", AWSServiceName="organizations.amazonaws.com")
    ask("iam:CreateServiceLinkedRole", AWSServiceName=SERVICE)


def test_a_service_s_policy_is_attached_to_nothing_else(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    for linked in SERVICE_LINKED_ROLES.values():
        assert linked.policy_arn in aws_managed_policies()
        with pytest.raises(errors.PolicyNotAttachable, match="Cannot attach a Service Role Policy to a Customer Role"):
            ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=linked.policy_arn)
