"""What IAM tells of an account as a whole: its alias, its summary, all its entities at once."""

from typing import Any
from urllib.parse import unquote

import pytest

from sealcanvas.iam import errors
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting

OTHER = "444455556666"
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def test_an_account_has_one_alias_and_a_new_one_takes_its_place(instance: Instance) -> None:
    ask = root(instance)
    assert ask("iam:ListAccountAliases") == {"AccountAliases": [], "IsTruncated": False}
    ask("iam:CreateAccountAlias", AccountAlias="labs")
    ask("iam:CreateAccountAlias", AccountAlias="research-labs")
    assert ask("iam:ListAccountAliases")["AccountAliases"] == ["research-labs"]
    root(instance, OTHER)("iam:CreateAccountAlias", AccountAlias="labs")
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:DeleteAccountAlias", AccountAlias="labs")
    ask("iam:DeleteAccountAlias", AccountAlias="research-labs")
    assert ask("iam:ListAccountAliases")["AccountAliases"] == []


@pytest.mark.parametrize("account", [ACCOUNT, OTHER])
def test_an_alias_is_given_once(instance: Instance, account: str) -> None:
    root(instance, account)("iam:CreateAccountAlias", AccountAlias="labs")
    with pytest.raises(errors.EntityAlreadyExists, match=r"The account alias labs already exists\."):
        root(instance)("iam:CreateAccountAlias", AccountAlias="labs")


def test_an_alias_is_no_account_id(instance: Instance) -> None:
    with pytest.raises(errors.ValidationError):
        root(instance)("iam:CreateAccountAlias", AccountAlias="123456789012")


def test_the_summary_counts_what_is_there(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    for name in ("a", "b"):
        ask("iam:CreateGroup", GroupName=name)
    arn = ask("iam:CreatePolicy", PolicyName="P", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=EVERYTHING)
    make_user(instance, "joe", account=OTHER)
    ask("iam:CreateOpenIDConnectProvider", Url="https://idp.example", ThumbprintList=["0" * 40])
    summary = ask("iam:GetAccountSummary")["SummaryMap"]
    found = {
        name: summary[name] for name in ("Users", "Roles", "Groups", "Policies", "PolicyVersionsInUse", "Providers")
    }
    assert found == {"Users": 1, "Roles": 1, "Groups": 2, "Policies": 1, "PolicyVersionsInUse": 2, "Providers": 1}
    assert (summary["GroupsPerUserQuota"], summary["GroupPolicySizeQuota"], summary["UsersQuota"]) == (10, 5120, 5000)


@pytest.mark.parametrize("operation", ["GetAccountSummary", "ListAccountAliases", "GetAccountAuthorizationDetails"])
def test_it_is_asked_for_on_everything(instance: Instance, operation: str) -> None:
    ask = ask_as(instance, make_user(instance, "stranger"))
    with pytest.raises(errors.AccessDenied, match=rf"iam:{operation} on resource: \* because no identity-based policy"):
        ask(f"iam:{operation}")


@pytest.fixture
def populated(instance: Instance) -> Instance:
    ask = root(instance)
    make_user(instance, "jane", {"Action": "s3:GetObject", "Resource": "*"})
    ask("iam:TagUser", UserName="jane", Tags=[{"Key": "部門", "Value": "研究"}])
    ask("iam:PutUserPermissionsBoundary", UserName="jane", PermissionsBoundary=S3)
    ask("iam:CreateGroup", GroupName="lab", Path="/x/")
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="g", PolicyDocument=EVERYTHING)
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    arn = ask("iam:CreatePolicy", PolicyName="P", PolicyDocument=EVERYTHING, Description="all")["Policy"]["Arn"]
    ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=policy({"Action": "s3:*", "Resource": "*"}))
    ask("iam:AttachRolePolicy", RoleName="R", PolicyArn=arn)
    make_user(instance, "joe", account=OTHER)
    return instance


def test_the_details_show_everything_and_what_hangs_on_it(populated: Instance) -> None:
    found = root(populated)("iam:GetAccountAuthorizationDetails")
    (user,), (group,), (role,) = found["UserDetailList"], found["GroupDetailList"], found["RoleDetailList"]
    assert (user["UserName"], user["GroupList"]) == ("jane", ["lab"])
    assert user["UserPolicyList"][0]["PolicyName"] == "own"
    assert user["Tags"] == [{"Key": "部門", "Value": "研究"}]
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == S3
    assert unquote(group["GroupPolicyList"][0]["PolicyDocument"]) == EVERYTHING
    assert role["AttachedManagedPolicies"] == [{"PolicyName": "P", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/P"}]
    assert "sagemaker.amazonaws.com" in unquote(role["AssumeRolePolicyDocument"])
    own, aws = found["Policies"][1], found["Policies"][0]
    assert (own["PolicyName"], own["AttachmentCount"], own["Description"]) == ("P", 1, "all")
    assert [(v["VersionId"], v["IsDefaultVersion"]) for v in own["PolicyVersionList"]] == [("v2", False), ("v1", True)]
    assert (aws["PolicyName"], aws["PermissionsBoundaryUsageCount"]) == ("AmazonS3FullAccess", 1)


def test_the_details_are_filtered_and_have_pages(populated: Instance) -> None:
    ask = root(populated)

    def names(answer: dict[str, Any]) -> list[str]:
        entries = [each for member in answer.values() if isinstance(member, list) for each in member]
        return [
            next(each[k] for k in ("UserName", "GroupName", "RoleName", "PolicyName") if k in each) for each in entries
        ]

    assert names(ask("iam:GetAccountAuthorizationDetails", Filter=["Role", "Group"])) == ["lab", "R"]
    assert names(ask("iam:GetAccountAuthorizationDetails", Filter=["LocalManagedPolicy"])) == ["P"]
    assert names(ask("iam:GetAccountAuthorizationDetails", Filter=["AWSManagedPolicy"])) == ["AmazonS3FullAccess"]
    seen: list[str] = []
    marker: dict[str, Any] = {}
    for _page in range(5):
        answer = ask("iam:GetAccountAuthorizationDetails", MaxItems=1, **marker)
        seen += names(answer)
        marker = {"Marker": answer.get("Marker")}
        if not answer["IsTruncated"]:
            break
    assert seen == ["lab", "R", "jane", "AmazonS3FullAccess", "P"]
