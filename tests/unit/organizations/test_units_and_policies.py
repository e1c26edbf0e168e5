import json
from typing import Any

import pytest

from sealcanvas.organizations.quotas import ATTACHED_POLICIES, POLICY_BYTES
from sealcanvas.service.errors import AccessDenied
from tests.support.instance import ACCOUNT
from tests.unit.organizations.organizations_world import World, document, statement

SCP = "SERVICE_CONTROL_POLICY"


def test_units_are_made_found_renamed_and_deleted(organization: World) -> None:
    root = organization.root_id
    outer = organization.unit("製造")
    inner = organization.unit("Prod", outer)
    described = organization.manage("DescribeOrganizationalUnit", OrganizationalUnitId=inner)["OrganizationalUnit"]
    assert (described["Name"], described["Path"].split("/")[1:]) == ("Prod", [root, outer, inner, ""])
    asked = {"OrganizationalUnitId": inner, "Name": "Production"}
    renamed = organization.manage("UpdateOrganizationalUnit", **asked)["OrganizationalUnit"]
    assert renamed == {**described, "Name": "Production"}
    assert organization.manage("UpdateOrganizationalUnit", **asked)["OrganizationalUnit"] == renamed
    listed = organization.manage("ListOrganizationalUnitsForParent", ParentId=outer)["OrganizationalUnits"]
    assert listed == [renamed]
    assert organization.manage("ListParents", ChildId=inner)["Parents"] == [
        {"Id": outer, "Type": "ORGANIZATIONAL_UNIT"}
    ]
    assert organization.manage("ListParents", ChildId=outer)["Parents"] == [{"Id": root, "Type": "ROOT"}]
    refused = organization.refused("DeleteOrganizationalUnit", OrganizationalUnitId=outer)
    assert refused[0] == "OrganizationalUnitNotEmptyException"
    organization.manage("DeleteOrganizationalUnit", OrganizationalUnitId=inner)
    organization.manage("DeleteOrganizationalUnit", OrganizationalUnitId=outer)
    gone = organization.refused("DescribeOrganizationalUnit", OrganizationalUnitId=inner)
    assert gone[0] == "OrganizationalUnitNotFoundException"


def test_names_are_taken_within_a_parent_alone(organization: World) -> None:
    outer = organization.unit("A")
    organization.unit("A", outer)
    other = organization.unit("B")
    taken = {"ParentId": organization.root_id, "Name": "A"}
    assert organization.refused("CreateOrganizationalUnit", **taken)[0] == "DuplicateOrganizationalUnitException"
    rename = {"OrganizationalUnitId": other, "Name": "A"}
    assert organization.refused("UpdateOrganizationalUnit", **rename)[0] == "DuplicateOrganizationalUnitException"


def test_units_nest_five_deep(organization: World) -> None:
    parent = ""
    for level in range(5):
        parent = organization.unit(f"level {level}", parent)
    refused = organization.refused("CreateOrganizationalUnit", ParentId=parent, Name="too deep")
    assert refused == ("ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED")


def test_accounts_are_moved_and_listed_by_parent(organization: World) -> None:
    account, unit, root = organization.account(), organization.unit("Prod"), organization.root_id
    move = {"AccountId": account, "SourceParentId": root, "DestinationParentId": unit}
    organization.manage("MoveAccount", **move)
    assert [a["Id"] for a in organization.manage("ListAccountsForParent", ParentId=unit)["Accounts"]] == [account]
    children = organization.manage("ListChildren", ParentId=root, ChildType="ACCOUNT")["Children"]
    assert children == [{"Id": ACCOUNT, "Type": "ACCOUNT"}]
    units = organization.manage("ListChildren", ParentId=root, ChildType="ORGANIZATIONAL_UNIT")["Children"]
    assert units == [{"Id": unit, "Type": "ORGANIZATIONAL_UNIT"}]
    assert organization.refused("MoveAccount", **move)[0] == "DuplicateAccountException"
    wrong = {"AccountId": account, "SourceParentId": root, "DestinationParentId": root}
    assert organization.refused("MoveAccount", **wrong)[0] == "SourceParentNotFoundException"
    nowhere = {**move, "DestinationParentId": f"{unit[:-8]}00000000"}
    assert organization.refused("MoveAccount", **nowhere)[0] == "DestinationParentNotFoundException"
    assert organization.refused("ListAccountsForParent", ParentId="r-zzzz")[0] == "ParentNotFoundException"
    assert organization.refused("ListParents", ChildId="000000000000")[0] == "ChildNotFoundException"


def test_full_access_is_attached_to_everything_and_is_nobodys_to_change(organization: World) -> None:
    account, unit, root = organization.account(), organization.unit("Prod"), organization.root_id
    targets = organization.manage("ListTargetsForPolicy", PolicyId="p-FullAWSAccess")["Targets"]
    assert {(each["TargetId"], each["Type"], each["Name"]) for each in targets} == {
        (root, "ROOT", "Root"),
        (unit, "ORGANIZATIONAL_UNIT", "Prod"),
        (account, "ACCOUNT", "Analytics"),
        (ACCOUNT, "ACCOUNT", "Management"),
    }
    described = organization.manage("DescribePolicy", PolicyId="p-FullAWSAccess")["Policy"]
    assert described["PolicySummary"] == {
        "Id": "p-FullAWSAccess",
        "Arn": "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
        "Name": "FullAWSAccess",
        "Description": "Allows access to every operation",
        "Type": SCP,
        "AwsManaged": True,
    }
    assert json.loads(described["Content"])["Statement"] == [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    for operation in ("UpdatePolicy", "DeletePolicy"):
        refused = organization.refused(operation, PolicyId="p-FullAWSAccess")
        assert refused == ("InvalidInputException", "IMMUTABLE_POLICY")


def test_a_policy_is_made_changed_and_deleted(organization: World) -> None:
    text = document(statement("Deny", "s3:*"))
    asked = {"Name": "守る", "Description": "説明", "Type": SCP, "Content": text}
    made = organization.manage("CreatePolicy", **asked)["Policy"]
    policy = made["PolicySummary"]["Id"]
    assert (made["Content"], made["PolicySummary"]["AwsManaged"]) == (text, False)
    assert organization.refused("CreatePolicy", **asked)[0] == "DuplicatePolicyException"
    changed = organization.manage("UpdatePolicy", PolicyId=policy, Name="Guard")["Policy"]
    assert changed == {"PolicySummary": {**made["PolicySummary"], "Name": "Guard"}, "Content": text}
    other = organization.policy("Other", statement("Deny", "kms:*"))
    assert organization.refused("UpdatePolicy", PolicyId=other, Name="Guard")[0] == "DuplicatePolicyException"
    listed = organization.manage("ListPolicies", Filter=SCP)["Policies"]
    assert {each["Id"] for each in listed} == {"p-FullAWSAccess", policy, other}
    root = organization.root_id
    organization.manage("AttachPolicy", PolicyId=policy, TargetId=root)
    assert organization.refused("DeletePolicy", PolicyId=policy)[0] == "PolicyInUseException"
    organization.manage("DetachPolicy", PolicyId=policy, TargetId=root)
    organization.manage("DeletePolicy", PolicyId=policy)
    assert organization.refused("DescribePolicy", PolicyId=policy)[0] == "PolicyNotFoundException"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        '{"Version":"2012-10-17"}',
        document({**statement("Deny", "s3:*"), "Principal": "*"}),
        document({**statement("Deny", "s3:*"), "NotPrincipal": {"AWS": ACCOUNT}}),
        document({"Effect": "Deny", "Resource": "*"}),
        document({"Effect": "Maybe", "Action": "*", "Resource": "*"}),
        document({**statement("Deny", "s3:*"), "Sid": "not alpha numeric"}),
    ],
    ids=["empty", "no json", "list", "no statement", "Principal", "NotPrincipal", "no action", "effect", "sid"],
)
def test_what_is_no_service_control_policy_is_refused(organization: World, text: str) -> None:
    code = organization.refused("CreatePolicy", Name="x", Description="", Type=SCP, Content=text)[0]
    assert code == ("MalformedPolicyDocumentException" if text else "InvalidInputException")
    if text:
        policy = organization.policy("Deny", statement("Deny", "s3:*"))
        assert organization.refused("UpdatePolicy", PolicyId=policy, Content=text)[0] == code


def test_a_policy_has_at_most_5120_bytes_white_space_counted(organization: World) -> None:
    text = document(statement("Deny", "s3:*"))
    asked: dict[str, Any] = {"Name": "x", "Description": "", "Type": SCP}
    fits = text + " " * (POLICY_BYTES - len(text))
    too_long = organization.refused("CreatePolicy", **asked, Content=fits + " ")
    assert too_long == ("ConstraintViolationException", "POLICY_CONTENT_LIMIT_EXCEEDED")
    organization.manage("CreatePolicy", **asked, Content=fits)


def test_one_to_five_policies_are_attached_to_a_target(organization: World) -> None:
    account = organization.account()
    last = {"PolicyId": "p-FullAWSAccess", "TargetId": account}
    assert organization.refused("DetachPolicy", **last) == (
        "ConstraintViolationException",
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    )
    made = [organization.policy(f"p{number}", statement("Deny", "s3:*")) for number in range(ATTACHED_POLICIES)]
    for policy in made[:-1]:
        organization.manage("AttachPolicy", PolicyId=policy, TargetId=account)
    twice = {"PolicyId": made[0], "TargetId": account}
    assert organization.refused("AttachPolicy", **twice)[0] == "DuplicatePolicyAttachmentException"
    one_more = {"PolicyId": made[-1], "TargetId": account}
    assert organization.refused("AttachPolicy", **one_more)[1] == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    assert organization.refused("DetachPolicy", **one_more)[0] == "PolicyNotAttachedException"
    unknown = {"PolicyId": made[-1], "TargetId": "000000000000"}
    assert organization.refused("AttachPolicy", **unknown)[0] == "TargetNotFoundException"
    assert organization.refused("AttachPolicy", PolicyId="p-0000000000", TargetId=account)[0] == (
        "PolicyNotFoundException"
    )


@pytest.mark.parametrize("kind", ["RESOURCE_CONTROL_POLICY", "TAG_POLICY", "BACKUP_POLICY"])
def test_other_types_of_policies_are_refused_by_name(organization: World, kind: str) -> None:
    asked = {"Name": "x", "Description": "", "Type": kind, "Content": "{}"}
    with pytest.raises(Exception, match=kind):
        organization.manage("CreatePolicy", **asked)
    enable = {"RootId": organization.root_id, "PolicyType": kind}
    assert organization.refused("EnablePolicyType", **enable)[0] == "PolicyTypeNotAvailableForOrganizationException"
    assert organization.refused("DisablePolicyType", **enable)[0] == "PolicyTypeNotEnabledException"
    assert organization.manage("ListPolicies", Filter=kind) == {"Policies": []}
    assert organization.manage("ListPoliciesForTarget", TargetId=ACCOUNT, Filter=kind) == {"Policies": []}


def test_attaching_asks_for_the_policy_and_for_the_target(organization: World) -> None:
    account, root = organization.account(), organization.root_id
    policy = organization.policy("Deny", statement("Deny", "s3:*"))
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}})
    manager = organization.as_root()
    organization.ask(manager, "iam:CreateRole", RoleName="guard", AssumeRolePolicyDocument=trust)
    arns = [
        organization.manage("DescribePolicy", PolicyId=policy)["Policy"]["PolicySummary"]["Arn"],
        organization.manage("DescribeAccount", AccountId=account)["Account"]["Arn"],
    ]
    allowed = {
        "Effect": "Allow",
        "Action": "organizations:AttachPolicy",
        "Resource": arns,
        "Condition": {"StringEquals": {"organizations:PolicyType": SCP}},
    }
    asked = {"RoleName": "guard", "PolicyName": "attach", "PolicyDocument": document(allowed)}
    organization.ask(manager, "iam:PutRolePolicy", **asked)
    guard = organization.as_role(ACCOUNT, "guard")
    with pytest.raises(AccessDenied, match=root):
        organization.ask(guard, "organizations:AttachPolicy", PolicyId=policy, TargetId=root)
    organization.ask(guard, "organizations:AttachPolicy", PolicyId=policy, TargetId=account)


def test_tags_are_put_and_taken_on_everything(organization: World) -> None:
    account, unit = organization.account(Tags=[{"Key": "一", "Value": "1"}]), organization.unit("Prod")
    policy = organization.policy("Deny", statement("Deny", "s3:*"))
    assert organization.manage("ListTagsForResource", ResourceId=account)["Tags"] == [{"Key": "一", "Value": "1"}]
    for resource in (account, unit, policy, organization.root_id):
        both = [{"Key": "Team", "Value": "x"}, {"Key": "team", "Value": "y"}]
        organization.manage("TagResource", ResourceId=resource, Tags=both)
        organization.manage("UntagResource", ResourceId=resource, TagKeys=["team", "一", "none"])
        listed = organization.manage("ListTagsForResource", ResourceId=resource)["Tags"]
        assert listed == [{"Key": "Team", "Value": "x"}]
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    assert organization.refused("TagResource", ResourceId=unit, Tags=twice)[1] == "DUPLICATE_TAG_KEY"
    ours = [{"Key": "aws:x", "Value": ""}]
    assert organization.refused("TagResource", ResourceId=unit, Tags=ours)[1] == "INVALID_SYSTEM_TAGS_PARAMETER"
    many = [{"Key": str(number), "Value": ""} for number in range(50)]
    assert organization.refused("TagResource", ResourceId=unit, Tags=many)[1] == "MAX_TAG_LIMIT_EXCEEDED"
    unknown = {"ResourceId": "rp-00000000", "TagKeys": []}
    assert organization.refused("UntagResource", **unknown)[0] == "TargetNotFoundException"


def test_an_account_may_be_told_by_its_tags(organization: World) -> None:
    account = organization.account()
    organization.manage("TagResource", ResourceId=account, Tags=[{"Key": "Keep", "Value": "yes"}])
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}})
    manager = organization.as_root()
    organization.ask(manager, "iam:CreateRole", RoleName="closer", AssumeRolePolicyDocument=trust)
    unless_kept = statement(
        "Allow", "organizations:CloseAccount", Condition={"StringNotEquals": {"aws:ResourceTag/Keep": "yes"}}
    )
    asked = {"RoleName": "closer", "PolicyName": "close", "PolicyDocument": document(unless_kept)}
    organization.ask(manager, "iam:PutRolePolicy", **asked)
    closer = organization.as_role(ACCOUNT, "closer")
    with pytest.raises(AccessDenied):
        organization.ask(closer, "organizations:CloseAccount", AccountId=account)
    organization.manage("UntagResource", ResourceId=account, TagKeys=["Keep"])
    organization.ask(closer, "organizations:CloseAccount", AccountId=account)
