"""Groups: who is in them, and what their members may do by them."""

import pytest
from sqlalchemy import event

from sealcanvas.iam import errors
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_user, policy, root

READING = policy({"Action": "iam:GetGroup", "Resource": "*"})
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def test_a_group_goes_in_and_comes_out(instance: Instance) -> None:
    ask = root(instance)
    made = ask("iam:CreateGroup", GroupName="lab", Path="/x/")["Group"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:group/x/lab"
    assert made["GroupId"].startswith("AGPA")
    shown = ask("iam:GetGroup", GroupName="lab")
    assert shown == {"Group": made, "Users": [], "IsTruncated": False}
    with pytest.raises(errors.EntityAlreadyExists, match=r"Group with name LAB already exists\."):
        ask("iam:CreateGroup", GroupName="LAB")
    assert [group["GroupName"] for group in ask("iam:ListGroups")["Groups"]] == ["lab"]
    assert ask("iam:ListGroups", PathPrefix="/y/")["Groups"] == []
    assert root(instance, "444455556666")("iam:ListGroups")["Groups"] == []
    ask("iam:DeleteGroup", GroupName="lab")
    for operation in ("GetGroup", "DeleteGroup", "UpdateGroup", "ListGroupPolicies"):
        with pytest.raises(errors.NoSuchEntity, match=r"The group with name lab cannot be found\."):
            ask(f"iam:{operation}", GroupName="lab")


def test_members_come_and_go(instance: Instance) -> None:
    ask = root(instance)
    ask("iam:CreateGroup", GroupName="lab")
    for name in ("c", "a", "b"):
        make_user(instance, name)
        for _twice in range(2):
            ask("iam:AddUserToGroup", GroupName="lab", UserName=name)
    first = ask("iam:GetGroup", GroupName="lab", MaxItems=2)
    assert [user["UserName"] for user in first["Users"]] == ["a", "b"]
    rest = ask("iam:GetGroup", GroupName="lab", Marker=first["Marker"])
    assert [user["UserName"] for user in rest["Users"]] == ["c"]
    assert [group["GroupName"] for group in ask("iam:ListGroupsForUser", UserName="a")["Groups"]] == ["lab"]
    for _twice in range(2):
        ask("iam:RemoveUserFromGroup", GroupName="lab", UserName="a")
    assert ask("iam:ListGroupsForUser", UserName="a")["Groups"] == []
    for operation in ("AddUserToGroup", "RemoveUserFromGroup"):
        with pytest.raises(errors.NoSuchEntity, match=r"The user with name nobody cannot be found\."):
            ask(f"iam:{operation}", GroupName="lab", UserName="nobody")


def test_a_member_is_let_in_by_its_groups_policy_and_out_with_its_membership(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane")
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="own", PolicyDocument=READING)
    as_jane = ask_as(instance, jane)
    with pytest.raises(errors.AccessDenied):
        as_jane("iam:GetGroup", GroupName="lab")
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    assert as_jane("iam:GetGroup", GroupName="lab")["Users"][0]["UserName"] == "jane"
    decided = instance.trail.newest(1)[0]["sealcanvas"]["decisions"][0]
    assert decided["deciding"]["document"] == "inline policy own of group lab"
    ask("iam:RemoveUserFromGroup", GroupName="lab", UserName="jane")
    with pytest.raises(errors.AccessDenied):
        as_jane("iam:GetGroup", GroupName="lab")


def test_policies_of_groups_are_named_after_the_user_s_own(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane", {"Action": "s3:GetObject", "Resource": "*"})
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=S3)
    for group in ("b", "a"):
        ask("iam:CreateGroup", GroupName=group)
        ask("iam:PutGroupPolicy", GroupName=group, PolicyName="p", PolicyDocument=EVERYTHING)
        ask("iam:AttachGroupPolicy", GroupName=group, PolicyArn=S3)
        ask("iam:AddUserToGroup", GroupName=group, UserName="jane")
    assert [each.name for each in instance.identities.policies_of(jane).identity] == [
        "inline policy own of user jane",
        "inline policy p of group a",
        "inline policy p of group b",
        f"managed policy {S3} of user jane",
        f"managed policy {S3} of group a",
        f"managed policy {S3} of group b",
    ]


def test_a_boundary_limits_what_groups_give_and_a_group_s_denial_counts(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane", {"Action": "iam:*", "Resource": "*"})
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    as_jane = ask_as(instance, jane)
    as_jane("iam:GetGroup", GroupName="lab")
    denial = policy({"Effect": "Deny", "Action": "iam:GetGroup", "Resource": "*"})
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="no", PolicyDocument=denial)
    with pytest.raises(errors.AccessDenied, match="explicit deny in an identity-based policy"):
        as_jane("iam:GetGroup", GroupName="lab")
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="no", PolicyDocument=EVERYTHING)
    ask("iam:PutUserPermissionsBoundary", UserName="jane", PermissionsBoundary=S3)
    with pytest.raises(errors.AccessDenied, match="no permissions boundary allows"):
        as_jane("iam:GetGroup", GroupName="lab")


def test_groups_cost_no_query_of_their_own(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(instance.database.engine, "before_cursor_execute", note)
    try:
        instance.identities.policies_of(jane)
    finally:
        event.remove(instance.database.engine, "before_cursor_execute", note)
    assert len([each for each in asked if "storage_changes" not in each]) == 3


def test_a_user_is_in_ten_groups_at_most(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    for number in range(11):
        ask("iam:CreateGroup", GroupName=f"g{number}")
    for number in range(10):
        ask("iam:AddUserToGroup", GroupName=f"g{number}", UserName="jane")
    with pytest.raises(errors.LimitExceeded, match="Cannot exceed quota for GroupsPerUser: 10"):
        ask("iam:AddUserToGroup", GroupName="g10", UserName="jane")


def test_a_group_is_deleted_once_nothing_hangs_on_it(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    ask("iam:AttachGroupPolicy", GroupName="lab", PolicyArn=S3)
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="own", PolicyDocument=READING)
    with pytest.raises(errors.DeleteConflict, match=r"Cannot delete entity, must remove users from group first\."):
        ask("iam:DeleteGroup", GroupName="lab")
    with pytest.raises(errors.DeleteConflict, match=r"Cannot delete entity, must remove users from group first\."):
        ask("iam:DeleteUser", UserName="jane")
    ask("iam:RemoveUserFromGroup", GroupName="lab", UserName="jane")
    ask("iam:DeleteUser", UserName="jane")
    with pytest.raises(errors.DeleteConflict, match="must detach all policies first"):
        ask("iam:DeleteGroup", GroupName="lab")
    ask("iam:DetachGroupPolicy", GroupName="lab", PolicyArn=S3)
    with pytest.raises(errors.DeleteConflict, match="must delete policies first"):
        ask("iam:DeleteGroup", GroupName="lab")
    ask("iam:DeleteGroupPolicy", GroupName="lab", PolicyName="own")
    ask("iam:DeleteGroup", GroupName="lab")


def test_a_renamed_group_keeps_members_and_policies(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane")
    made = ask("iam:CreateGroup", GroupName="lab")["Group"]
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="own", PolicyDocument=READING)
    ask("iam:UpdateGroup", GroupName="lab", NewGroupName="Lab", NewPath="/x/")
    shown = ask_as(instance, jane)("iam:GetGroup", GroupName="Lab")
    assert (shown["Group"]["GroupId"], shown["Group"]["Path"]) == (made["GroupId"], "/x/")
    assert [user["UserName"] for user in shown["Users"]] == ["jane"]


def test_no_policy_may_name_a_group_as_a_principal(instance: Instance) -> None:
    ask = root(instance)
    arn = ask("iam:CreateGroup", GroupName="lab")["Group"]["Arn"]
    trust = policy({"Principal": {"AWS": arn}, "Action": "sts:AssumeRole"})
    with pytest.raises(errors.MalformedPolicyDocument, match="Invalid principal in policy"):
        ask("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=trust)


def test_a_group_made_again_under_its_name_has_nothing_of_the_old_one(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane")
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:DeleteGroup", GroupName="lab")
    ask("iam:CreateGroup", GroupName="lab")
    assert ask("iam:GetGroup", GroupName="lab")["Users"] == []
    assert instance.identities.policies_of(jane).identity == ()
