import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import errors
from sealcanvas.iam.access_keys import lookup
from sealcanvas.service.errors import AccessDenied
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, root, trusting


def test_a_user_goes_in_and_comes_out(instance: Instance) -> None:
    ask = root(instance)
    made = ask("iam:CreateUser", UserName="jane", Path="/x/", Tags=[{"Key": "a", "Value": "b"}])["User"]
    assert made == ask("iam:GetUser", UserName="jane")["User"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/x/jane"
    assert made["UserId"].startswith("AIDA")
    with pytest.raises(errors.EntityAlreadyExists, match="User with name Jane already exists"):
        ask("iam:CreateUser", UserName="Jane")
    assert [user["UserName"] for user in ask("iam:ListUsers")["Users"]] == ["jane"]
    assert ask("iam:ListUsers", PathPrefix="/y/")["Users"] == []
    ask("iam:DeleteUser", UserName="jane")
    with pytest.raises(errors.NoSuchEntity, match="The user with name jane cannot be found"):
        ask("iam:GetUser", UserName="jane")


def test_users_have_pages(instance: Instance) -> None:
    ask = root(instance)
    for name in ("a", "b", "c"):
        ask("iam:CreateUser", UserName=name)
    first = ask("iam:ListUsers", MaxItems=2)
    assert [user["UserName"] for user in first["Users"]] == ["a", "b"]
    assert [user["UserName"] for user in ask("iam:ListUsers", Marker=first["Marker"])["Users"]] == ["c"]


def test_without_a_name_the_caller_is_meant(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Action": "iam:*", "Resource": "*"})
    ask = ask_as(instance, jane)
    assert ask("iam:GetUser")["User"]["UserName"] == "jane"
    key = ask("iam:CreateAccessKey")["AccessKey"]
    assert [k["AccessKeyId"] for k in ask("iam:ListAccessKeys")["AccessKeyMetadata"]] == [key["AccessKeyId"]]
    with pytest.raises(errors.ValidationError, match="Must specify userName"):
        root(instance)("iam:GetUser")


def test_an_access_key_from_making_to_deleting(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    key = ask("iam:CreateAccessKey", UserName="jane")["AccessKey"]
    assert (key["Status"], len(key["AccessKeyId"]), len(key["SecretAccessKey"])) == ("Active", 20, 40)
    found = lookup(instance, key["AccessKeyId"])
    assert found is not None
    assert (found.secret.reveal().decode(), found.active) == (key["SecretAccessKey"], True)
    assert found.principal.arn == f"arn:aws:iam::{ACCOUNT}:user/jane"
    assert key["SecretAccessKey"] not in repr(found)

    ask("iam:UpdateAccessKey", UserName="jane", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert ask("iam:ListAccessKeys", UserName="jane")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    found = lookup(instance, key["AccessKeyId"])
    assert found is not None
    assert not found.active
    with pytest.raises(errors.ValidationError):
        ask("iam:UpdateAccessKey", UserName="jane", AccessKeyId=key["AccessKeyId"], Status="Expired")

    with pytest.raises(errors.DeleteConflict, match="must delete access keys first"):
        ask("iam:DeleteUser", UserName="jane")
    ask("iam:DeleteAccessKey", UserName="jane", AccessKeyId=key["AccessKeyId"])
    assert lookup(instance, key["AccessKeyId"]) is None
    with pytest.raises(errors.NoSuchEntity, match=f"The Access Key with id {key['AccessKeyId']} cannot be found."):
        ask("iam:DeleteAccessKey", UserName="jane", AccessKeyId=key["AccessKeyId"])
    ask("iam:DeleteUser", UserName="jane")


def test_a_user_has_two_keys_at_most_and_they_are_its_own(instance: Instance) -> None:
    ask = root(instance)
    make_user(instance, "jane")
    make_user(instance, "joe")
    key = ask("iam:CreateAccessKey", UserName="jane")["AccessKey"]
    ask("iam:CreateAccessKey", UserName="jane")
    with pytest.raises(errors.LimitExceeded, match="Cannot exceed quota for AccessKeysPerUser: 2"):
        ask("iam:CreateAccessKey", UserName="jane")
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:DeleteAccessKey", UserName="joe", AccessKeyId=key["AccessKeyId"])
    first = ask("iam:ListAccessKeys", UserName="jane", MaxItems=1)
    assert len(ask("iam:ListAccessKeys", UserName="jane", Marker=first["Marker"])["AccessKeyMetadata"]) == 1


def test_a_user_may_manage_its_own_keys_by_variable(instance: Instance) -> None:
    statement = {"Action": "iam:*AccessKey*", "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"}
    jane = make_user(instance, "jane", statement)
    make_user(instance, "joe")
    ask = ask_as(instance, jane)
    ask("iam:CreateAccessKey", UserName="jane")
    with pytest.raises(errors.AccessDenied):
        ask("iam:CreateAccessKey", UserName="joe")


def test_what_a_principal_may_do(instance: Instance) -> None:
    ask = root(instance)
    jane = make_user(instance, "jane", {"Action": "s3:GetObject", "Resource": "*"})
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    own = ask("iam:CreatePolicy", PolicyName="Own", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=own)
    names = [policy.name for policy in instance.identities.policies_of(jane).identity]
    assert names == [
        "inline policy own of user jane",
        f"managed policy {own} of user jane",
        "managed policy arn:aws:iam::aws:policy/AdministratorAccess of user jane",
    ]
    assert instance.identities.policies_of(Principal.service_principal("s3.amazonaws.com")).identity == ()
    ask("iam:DetachUserPolicy", UserName="jane", PolicyArn=own)
    assert len(instance.identities.policies_of(jane).identity) == 2


def test_a_user_made_again_under_its_name_has_nothing_of_the_old_one(instance: Instance) -> None:
    ask = root(instance)
    old = make_user(instance, "jane", {"Action": "*", "Resource": "*"})
    ask("iam:DeleteUserPolicy", UserName="jane", PolicyName="own")
    ask("iam:DeleteUser", UserName="jane")
    make_user(instance, "jane", {"Action": "*", "Resource": "*"})
    assert instance.identities.policies_of(old).identity == ()


def test_a_renamed_user_keeps_its_id_keys_policies_and_what_names_it(instance: Instance) -> None:
    ask = root(instance)
    old = make_user(instance, "jane", {"Action": "iam:GetUser", "Resource": "*"})
    key = ask("iam:CreateAccessKey", UserName="jane")["AccessKey"]["AccessKeyId"]
    make_role(instance, "R", trusting({"AWS": old.arn}))
    ask("iam:UpdateUser", UserName="jane", NewUserName="Joan", NewPath="/x/")
    found = lookup(instance, key)
    assert found is not None
    joan = found.principal
    assert (joan.arn, joan.principal_id) == (f"arn:aws:iam::{ACCOUNT}:user/x/Joan", old.principal_id)
    assert ask_as(instance, joan)("iam:GetUser")["User"]["UserName"] == "Joan"
    assert ask_as(instance, joan)("sts:AssumeRole", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/R", RoleSessionName="s1")
    stranger = ask_as(instance, make_user(instance, "jane"))
    with pytest.raises(AccessDenied):
        stranger("sts:AssumeRole", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/R", RoleSessionName="s1")
    with pytest.raises(errors.EntityAlreadyExists, match=r"User with name JANE already exists\."):
        ask("iam:UpdateUser", UserName="Joan", NewUserName="JANE")
    ask("iam:UpdateUser", UserName="Joan", NewUserName="JOAN")
    assert ask("iam:GetUser", UserName="JOAN")["User"]["Path"] == "/x/"


def test_a_rename_needs_the_permission_on_the_new_name_too(instance: Instance) -> None:
    mine = {"Action": "iam:UpdateUser", "Resource": f"arn:aws:iam::{ACCOUNT}:user/mine/*"}
    maker = make_user(instance, "maker", mine)
    root(instance)("iam:CreateUser", UserName="jane", Path="/mine/")
    ask = ask_as(instance, maker)
    ask("iam:UpdateUser", UserName="jane", NewUserName="joan")
    with pytest.raises(errors.AccessDenied, match=r"iam:UpdateUser on resource: .*:user/theirs/joan"):
        ask("iam:UpdateUser", UserName="joan", NewPath="/theirs/")


def test_tags_of_a_user_decide(instance: Instance) -> None:
    ask = root(instance)
    jane = make_user(
        instance,
        "jane",
        {"Action": "iam:GetUser", "Resource": "*", "Condition": {"StringEquals": {"iam:ResourceTag/Team": "blue"}}},
        {"Action": "iam:TagUser", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/Team": "blue"}}},
        {
            "Action": "iam:UntagUser",
            "Resource": "*",
            "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["Note"]}},
        },
    )
    as_jane = ask_as(instance, jane)
    with pytest.raises(errors.AccessDenied):
        as_jane("iam:TagUser", UserName="jane", Tags=[{"Key": "Team", "Value": "red"}])
    as_jane("iam:TagUser", UserName="jane", Tags=[{"Key": "Team", "Value": "blue"}, {"Key": "Note", "Value": "研究"}])
    assert as_jane("iam:GetUser")["User"]["Tags"] == [
        {"Key": "Note", "Value": "研究"},
        {"Key": "Team", "Value": "blue"},
    ]
    with pytest.raises(errors.AccessDenied):
        as_jane("iam:UntagUser", UserName="jane", TagKeys=["Team"])
    as_jane("iam:UntagUser", UserName="jane", TagKeys=["Note"])
    assert ask("iam:ListUserTags", UserName="jane")["Tags"] == [{"Key": "Team", "Value": "blue"}]


def test_who_must_set_a_boundary_makes_no_user_without(instance: Instance) -> None:
    boundary = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    condition = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    maker = make_user(instance, "maker", {"Action": "iam:*User*", "Resource": "*", "Condition": condition})
    ask = ask_as(instance, maker)
    with pytest.raises(errors.AccessDenied):
        ask("iam:CreateUser", UserName="jane")
    ask("iam:CreateUser", UserName="jane", PermissionsBoundary=boundary)
    ask("iam:PutUserPolicy", UserName="jane", PolicyName="own", PolicyDocument=EVERYTHING)
    with pytest.raises(errors.AccessDenied):
        ask("iam:PutUserPermissionsBoundary", UserName="jane", PermissionsBoundary=boundary.replace("S3", "X"))
    ask("iam:DeleteUserPermissionsBoundary", UserName="jane")
    with pytest.raises(errors.AccessDenied):
        ask("iam:PutUserPolicy", UserName="jane", PolicyName="own", PolicyDocument=EVERYTHING)
    with pytest.raises(errors.NoSuchEntity):
        root(instance)("iam:DeleteUserPermissionsBoundary", UserName="jane")
