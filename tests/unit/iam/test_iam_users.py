import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import errors
from sealcanvas.iam.access_keys import lookup
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_user, root


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
