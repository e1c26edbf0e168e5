import json
from datetime import UTC
from urllib.parse import unquote

import pytest

from sealcanvas.iam import errors
from sealcanvas.iam.roles import find_role
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting

SAGEMAKER = trusting({"Service": "sagemaker.amazonaws.com"})
TRUST = policy(SAGEMAKER | {"Action": "sts:AssumeRole"})


def test_a_role_goes_in_and_comes_out(instance: Instance) -> None:
    ask = root(instance)
    made = ask(
        "iam:CreateRole",
        RoleName="Jane",
        Path="/team/blue/",
        AssumeRolePolicyDocument=TRUST,
        Description="Jane's",
        MaxSessionDuration=7200,
        Tags=[{"Key": "Team", "Value": "blue"}],
        PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3FullAccess",
    )["Role"]
    assert made | {"RoleLastUsed": {}} == ask("iam:GetRole", RoleName="Jane")["Role"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/team/blue/Jane"
    assert made["RoleId"].startswith("AROA")
    assert len(made["RoleId"]) == 21
    assert json.loads(unquote(made["AssumeRolePolicyDocument"])) == json.loads(TRUST)
    assert made["MaxSessionDuration"] == 7200
    assert made["Tags"] == [{"Key": "Team", "Value": "blue"}]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    assert made["CreateDate"].tzinfo is UTC


def test_documents_are_returned_url_encoded(instance: Instance) -> None:
    ask = root(instance)
    shown = ask("iam:CreateRole", RoleName="Jane", AssumeRolePolicyDocument=TRUST)["Role"]["AssumeRolePolicyDocument"]
    assert shown.startswith("%7B%22Version%22%3A%20%222012-10-17%22")


def test_a_name_is_taken_whatever_its_case(instance: Instance) -> None:
    ask = root(instance)
    ask("iam:CreateRole", RoleName="Jane", AssumeRolePolicyDocument=TRUST)
    with pytest.raises(errors.EntityAlreadyExists, match="Role with name JANE already exists") as caught:
        ask("iam:CreateRole", RoleName="JANE", AssumeRolePolicyDocument=TRUST)
    assert (caught.value.code, caught.value.status) == ("EntityAlreadyExists", 409)


@pytest.mark.parametrize(
    "operation",
    [
        "GetRole",
        "DeleteRole",
        "UpdateRole",
        "ListRoleTags",
        "ListRolePolicies",
        "ListAttachedRolePolicies",
        "DeleteRolePermissionsBoundary",
    ],
)
def test_a_role_that_is_not_there(instance: Instance, operation: str) -> None:
    with pytest.raises(errors.NoSuchEntity, match="The role with name Nobody cannot be found") as caught:
        root(instance)(f"iam:{operation}", RoleName="Nobody")
    assert (caught.value.code, caught.value.status) == ("NoSuchEntity", 404)


def test_who_may_not_ask_does_not_learn_whether_a_role_exists(instance: Instance) -> None:
    make_role(instance, "Jane", SAGEMAKER)
    ask = ask_as(instance, make_user(instance, "stranger"))
    for name in ("Jane", "Nobody"):
        with pytest.raises(errors.AccessDenied) as caught:
            ask("iam:GetRole", RoleName=name)
        assert caught.value.message == (
            f"User: arn:aws:iam::{ACCOUNT}:user/stranger is not authorized to perform: iam:GetRole on resource: "
            f"arn:aws:iam::{ACCOUNT}:role/{name} because no identity-based policy allows the iam:GetRole action"
        )
        assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)


def test_a_trust_policy_gives_no_rights_on_the_role_itself(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    everything = policy({"Principal": {"AWS": jane.arn}, "Action": "sts:*"})
    root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=everything)
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, jane)("iam:DeleteRole", RoleName="R")


def test_roles_of_two_accounts_are_apart(instance: Instance) -> None:
    make_role(instance, "Jane", SAGEMAKER)
    theirs = make_role(instance, "Jane", SAGEMAKER, account="444455556666")
    assert theirs == "arn:aws:iam::444455556666:role/Jane"
    assert len(root(instance)("iam:ListRoles")["Roles"]) == 1


def test_the_list_has_pages_and_prefixes(instance: Instance) -> None:
    ask = root(instance)
    for number in range(7):
        make_role(instance, f"r{number}", SAGEMAKER, Path="/even/" if number % 2 == 0 else "/odd/")
    names, marker, pages = [], None, 0
    while True:
        answer = ask("iam:ListRoles", MaxItems=3, **({"Marker": marker} if marker else {}))
        names += [role["RoleName"] for role in answer["Roles"]]
        pages += 1
        if not answer["IsTruncated"]:
            break
        marker = answer["Marker"]
    assert (names, pages) == ([f"r{n}" for n in range(7)], 3)
    assert [r["RoleName"] for r in ask("iam:ListRoles", PathPrefix="/odd")["Roles"]] == ["r1", "r3", "r5"]
    assert ask("iam:ListRoles", PathPrefix="/ODD/")["Roles"] == []
    with pytest.raises(errors.ValidationError):
        ask("iam:ListRoles", Marker="no marker!")


def test_update_changes_what_is_given(instance: Instance) -> None:
    ask = root(instance)
    make_role(instance, "Jane", SAGEMAKER, Description="old")
    ask("iam:UpdateRole", RoleName="Jane", MaxSessionDuration=43200)
    role = ask("iam:GetRole", RoleName="Jane")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("old", 43200)
    ask("iam:UpdateRole", RoleName="Jane", Description="new")
    assert ask("iam:GetRole", RoleName="Jane")["Role"]["Description"] == "new"


def test_tags(instance: Instance) -> None:
    ask = root(instance)
    make_role(instance, "Jane", SAGEMAKER, Tags=[{"Key": "Team", "Value": "blue"}])
    ask("iam:TagRole", RoleName="Jane", Tags=[{"Key": "team", "Value": "red"}, {"Key": "部門", "Value": "研究"}])
    assert ask("iam:ListRoleTags", RoleName="Jane")["Tags"] == [
        {"Key": "team", "Value": "red"},
        {"Key": "部門", "Value": "研究"},
    ]
    first = ask("iam:ListRoleTags", RoleName="Jane", MaxItems=1)
    assert first["IsTruncated"]
    rest = ask("iam:ListRoleTags", RoleName="Jane", Marker=first["Marker"])
    assert [tag["Key"] for tag in rest["Tags"]] == ["部門"]
    ask("iam:UntagRole", RoleName="Jane", TagKeys=["TEAM", "absent"])
    assert [tag["Key"] for tag in ask("iam:ListRoleTags", RoleName="Jane")["Tags"]] == ["部門"]
    with pytest.raises(errors.InvalidInput, match="Duplicate tag keys"):
        ask("iam:TagRole", RoleName="Jane", Tags=[{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}])
    with pytest.raises(errors.InvalidInput, match="reserved"):
        ask("iam:TagRole", RoleName="Jane", Tags=[{"Key": "aws:a", "Value": ""}])
    ask("iam:TagRole", RoleName="Jane", Tags=[{"Key": f"k{n}", "Value": ""} for n in range(49)])
    with pytest.raises(errors.LimitExceeded):
        ask("iam:TagRole", RoleName="Jane", Tags=[{"Key": "one more", "Value": ""}])


def test_tags_at_creation_need_their_own_permission(instance: Instance) -> None:
    maker = make_user(instance, "maker", {"Action": "iam:CreateRole", "Resource": "*"})
    ask = ask_as(instance, maker)
    with pytest.raises(errors.AccessDenied, match="iam:TagRole"):
        ask("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "a", "Value": "b"}])
    assert find_role(instance, f"arn:aws:iam::{ACCOUNT}:role/R") is None


def test_a_role_is_deleted_once_nothing_hangs_on_it(instance: Instance) -> None:
    ask = root(instance)
    make_role(instance, "Jane", SAGEMAKER)
    ask("iam:AttachRolePolicy", RoleName="Jane", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    ask("iam:PutRolePolicy", RoleName="Jane", PolicyName="own", PolicyDocument=EVERYTHING)
    with pytest.raises(errors.DeleteConflict, match="must detach all policies first"):
        ask("iam:DeleteRole", RoleName="Jane")
    ask("iam:DetachRolePolicy", RoleName="Jane", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    with pytest.raises(errors.DeleteConflict, match="must delete policies first"):
        ask("iam:DeleteRole", RoleName="Jane")
    ask("iam:DeleteRolePolicy", RoleName="Jane", PolicyName="own")
    ask("iam:DeleteRole", RoleName="Jane")
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:GetRole", RoleName="Jane")


def test_a_boundary_is_set_and_lifted(instance: Instance) -> None:
    ask = root(instance)
    make_role(instance, "Jane", SAGEMAKER)
    boundary = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    ask("iam:PutRolePermissionsBoundary", RoleName="Jane", PermissionsBoundary=boundary)
    assert ask("iam:GetPolicy", PolicyArn=boundary)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    ask("iam:DeleteRolePermissionsBoundary", RoleName="Jane")
    assert "PermissionsBoundary" not in ask("iam:GetRole", RoleName="Jane")["Role"]
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:DeleteRolePermissionsBoundary", RoleName="Jane")
    with pytest.raises(errors.NoSuchEntity, match="does not exist or is not attachable"):
        ask("iam:PutRolePermissionsBoundary", RoleName="Jane", PermissionsBoundary=boundary + "X")


def test_find_role_wants_the_exact_arn(instance: Instance) -> None:
    arn = make_role(instance, "Jane", SAGEMAKER, Path="/service-role/")
    assert find_role(instance, arn) is not None
    for other in (arn.lower(), arn.replace("/service-role", ""), arn.replace(ACCOUNT, "444455556666"), "Jane", ""):
        assert find_role(instance, other) is None
