from urllib.parse import unquote

import pytest

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam import errors, iam
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.service.instance import Instance
from sealcanvas.service.resource import PlainResource
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting

READING = policy({"Action": "s3:GetObject", "Resource": "*"})


def _make(instance: Instance, name: str = "Own", **members: object) -> str:
    answer = root(instance)("iam:CreatePolicy", PolicyName=name, PolicyDocument=EVERYTHING, **members)
    return str(answer["Policy"]["Arn"])


def test_a_policy_goes_in_and_comes_out(instance: Instance) -> None:
    arn = _make(instance, Path="/x/", Description="all", Tags=[{"Key": "a", "Value": "b"}])
    shown = root(instance)("iam:GetPolicy", PolicyArn=arn)["Policy"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:policy/x/Own"
    assert shown["PolicyId"].startswith("ANPA")
    assert (shown["DefaultVersionId"], shown["AttachmentCount"], shown["Description"]) == ("v1", 0, "all")
    assert shown["Tags"] == [{"Key": "a", "Value": "b"}]
    with pytest.raises(errors.EntityAlreadyExists, match="A policy called OWN already exists"):
        _make(instance, "OWN")


def test_versions_come_and_go(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    jane = make_user(instance, "jane")
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=arn)
    second = ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=READING)["PolicyVersion"]
    assert (second["VersionId"], second["IsDefaultVersion"]) == ("v2", False)
    assert instance.identities.policies_of(jane).identity[0].document.text == EVERYTHING
    ask("iam:SetDefaultPolicyVersion", PolicyArn=arn, VersionId="v2")
    assert instance.identities.policies_of(jane).identity[0].document.text == READING
    shown = ask("iam:GetPolicyVersion", PolicyArn=arn, VersionId="v2")["PolicyVersion"]
    assert (unquote(shown["Document"]), shown["IsDefaultVersion"]) == (READING, True)
    with pytest.raises(errors.DeleteConflict, match="Cannot delete the default version of a policy"):
        ask("iam:DeletePolicyVersion", PolicyArn=arn, VersionId="v2")
    ask("iam:DeletePolicyVersion", PolicyArn=arn, VersionId="v1")
    third = ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=READING, SetAsDefault=True)
    assert third["PolicyVersion"]["VersionId"] == "v3"
    ask("iam:DeletePolicyVersion", PolicyArn=arn, VersionId="v2")
    fourth = ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=READING)["PolicyVersion"]
    assert fourth["VersionId"] == "v4"
    assert [v["VersionId"] for v in ask("iam:ListPolicyVersions", PolicyArn=arn)["Versions"]] == ["v4", "v3"]
    first = ask("iam:ListPolicyVersions", PolicyArn=arn, MaxItems=1)
    rest = ask("iam:ListPolicyVersions", PolicyArn=arn, Marker=first["Marker"])
    assert [v["VersionId"] for v in rest["Versions"]] == ["v3"]


def test_five_versions_and_no_more(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    for _version in range(4):
        ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=READING)
    with pytest.raises(errors.LimitExceeded, match="up to 5 versions"):
        ask("iam:CreatePolicyVersion", PolicyArn=arn, PolicyDocument=READING)
    with pytest.raises(errors.DeleteConflict, match="more than one version"):
        ask("iam:DeletePolicy", PolicyArn=arn)


def test_a_policy_in_use_stays(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    make_user(instance, "jane")
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=arn)
    with pytest.raises(errors.DeleteConflict, match="Cannot delete a policy attached to entities"):
        ask("iam:DeletePolicy", PolicyArn=arn)
    ask("iam:DetachUserPolicy", UserName="jane", PolicyArn=arn)
    ask("iam:CreateUser", UserName="joe", PermissionsBoundary=arn)
    with pytest.raises(errors.DeleteConflict):
        ask("iam:DeletePolicy", PolicyArn=arn)
    ask("iam:DeleteUser", UserName="joe")
    ask("iam:DeletePolicy", PolicyArn=arn)
    for gone in ("GetPolicy", "DeletePolicy", "ListPolicyVersions"):
        with pytest.raises(errors.NoSuchEntity, match=f"Policy {arn} was not found."):
            ask(f"iam:{gone}", PolicyArn=arn)
    with instance.database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from iam_policy_versions").scalar() == 0


def test_what_cannot_be_a_policy(instance: Instance) -> None:
    ask = root(instance)
    with pytest.raises(errors.MalformedPolicyDocument):
        ask("iam:CreatePolicy", PolicyName="P", PolicyDocument="[]")
    long = policy({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + "x" * 6_144})
    with pytest.raises(errors.LimitExceeded, match="Cannot exceed quota for PolicySize: 6144"):
        ask("iam:CreatePolicy", PolicyName="P", PolicyDocument=long)
    with pytest.raises(errors.NoSuchEntity, match="version v7 does not exist"):
        ask("iam:GetPolicyVersion", PolicyArn=_make(instance), VersionId="v7")
    with pytest.raises(errors.ValidationError):
        ask("iam:GetPolicy", PolicyArn="arn:aws:s3:::a-bucket-of-mine")


def test_aws_managed_policies_are_read_and_not_written(instance: Instance) -> None:
    ask, arn = root(instance), "arn:aws:iam::aws:policy/AdministratorAccess"
    assert ask("iam:GetPolicy", PolicyArn=arn)["Policy"]["PolicyName"] == "AdministratorAccess"
    text = ask("iam:GetPolicyVersion", PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    assert '"Action": "*"' in unquote(text)
    for operation, members in (
        ("DeletePolicy", {}),
        ("CreatePolicyVersion", {"PolicyDocument": EVERYTHING}),
        ("SetDefaultPolicyVersion", {"VersionId": "v1"}),
        ("DeletePolicyVersion", {"VersionId": "v1"}),
    ):
        with pytest.raises(errors.AccessDenied):
            ask(f"iam:{operation}", PolicyArn=arn, **members)


def test_every_aws_managed_policy_parses() -> None:
    known = aws_managed_policies()
    assert "arn:aws:iam::aws:policy/service-role/AmazonSageMakerCanvasForecastAccess" in known
    for managed in known.values():
        assert not [f for f in PolicyDocument.parse(managed.document, "identity").statements if f.effect != "Allow"]


def test_the_list_by_scope_use_and_page(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    make_user(instance, "jane")
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    ask("iam:CreateUser", UserName="joe", PermissionsBoundary=arn)

    def names(**members: object) -> list[str]:
        return [p["PolicyName"] for p in ask("iam:ListPolicies", **members)["Policies"]]

    assert names(Scope="Local") == ["Own"]
    assert names(Scope="AWS") == sorted(p.name for p in aws_managed_policies().values())
    assert names() == sorted([*names(Scope="AWS"), "Own"])
    assert names(OnlyAttached=True) == ["AmazonS3FullAccess", "Own"]
    assert names(PolicyUsageFilter="PermissionsBoundary") == ["Own"]
    assert names(PolicyUsageFilter="PermissionsPolicy") == ["AmazonS3FullAccess"]
    assert names(PathPrefix="/service-role/") == [
        "AmazonSageMakerCanvasDirectDeployAccess",
        "AmazonSageMakerCanvasForecastAccess",
    ]
    first = ask("iam:ListPolicies", MaxItems=4)
    rest = ask("iam:ListPolicies", Marker=first["Marker"])
    assert [p["PolicyName"] for p in (*first["Policies"], *rest["Policies"])] == names()


def test_another_accounts_policy_is_not_told(instance: Instance) -> None:
    arn = root(instance, "444455556666")("iam:CreatePolicy", PolicyName="Own", PolicyDocument=EVERYTHING)
    with pytest.raises(errors.AccessDenied):
        root(instance)("iam:GetPolicy", PolicyArn=arn["Policy"]["Arn"])


def test_who_uses_a_policy(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    for name, path in (("jane", "/x/"), ("joe", "/")):
        ask("iam:CreateUser", UserName=name, Path=path)
        ask("iam:AttachUserPolicy", UserName=name, PolicyArn=arn)
    ask("iam:CreateUser", UserName="bound", PermissionsBoundary=arn)
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:AttachGroupPolicy", GroupName="lab", PolicyArn=arn)
    role = make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    ask("iam:AttachRolePolicy", RoleName="R", PolicyArn=arn)
    theirs = root(instance, "444455556666")
    theirs("iam:CreateUser", UserName="jane")
    theirs("iam:AttachUserPolicy", UserName="jane", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")

    def names(**members: object) -> list[str]:
        answer = ask("iam:ListEntitiesForPolicy", **({"PolicyArn": arn} | members))
        found = (*answer["PolicyGroups"], *answer["PolicyRoles"], *answer["PolicyUsers"])
        return [each[member] for each in found for member in each if member.endswith("Name")]

    assert names() == ["lab", "R", "bound", "jane", "joe"]
    assert role.endswith("/R")
    assert names(EntityFilter="User", PolicyUsageFilter="PermissionsPolicy") == ["jane", "joe"]
    assert names(PolicyUsageFilter="PermissionsBoundary") == ["bound"]
    assert names(PathPrefix="/x/") == ["jane"]
    assert names(EntityFilter="LocalManagedPolicy") == []
    assert names(PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess") == []
    first = ask("iam:ListEntitiesForPolicy", PolicyArn=arn, MaxItems=3)
    assert (len(first["PolicyGroups"]), len(first["PolicyRoles"]), len(first["PolicyUsers"])) == (1, 1, 1)
    assert names(Marker=first["Marker"]) == ["jane", "joe"]
    shown = ask("iam:GetPolicy", PolicyArn=arn)["Policy"]
    assert (shown["AttachmentCount"], shown["PermissionsBoundaryUsageCount"]) == (4, 1)


def test_policies_are_tagged_and_their_tags_decide(instance: Instance) -> None:
    ask, arn = root(instance), _make(instance)
    condition = {"StringEquals": {"iam:ResourceTag/Team": "blue"}}
    jane = make_user(instance, "jane", {"Action": "iam:GetPolicy", "Resource": "*", "Condition": condition})
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, jane)("iam:GetPolicy", PolicyArn=arn)
    ask("iam:TagPolicy", PolicyArn=arn, Tags=[{"Key": "Team", "Value": "blue"}, {"Key": "部門", "Value": "研究"}])
    assert ask_as(instance, jane)("iam:GetPolicy", PolicyArn=arn)["Policy"]["Tags"][0]["Value"] == "blue"
    ask("iam:UntagPolicy", PolicyArn=arn, TagKeys=["Team"])
    assert ask("iam:ListPolicyTags", PolicyArn=arn)["Tags"] == [{"Key": "部門", "Value": "研究"}]
    with pytest.raises(errors.AccessDenied):
        ask("iam:TagPolicy", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess", Tags=[{"Key": "a", "Value": "b"}])
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:ListPolicyTags", PolicyArn=arn + "X")


@pytest.mark.parametrize(
    ("name", "action", "resource", "allowed"),
    [
        ("DataPrepFullAccess", "s3:GetObject", "arn:aws:s3:::my-sagemaker-bucket/k", True),
        ("DataPrepFullAccess", "s3:GetObject", "arn:aws:s3:::payroll/k", False),
        ("DataPrepFullAccess", "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k", False),
        ("BedrockAccess", "s3:PutObject", "arn:aws:s3:::sagemaker-us-east-1-111122223333/Canvas/m", True),
        ("BedrockAccess", "s3:PutObject", "arn:aws:s3:::sagemaker-us-east-1-111122223333/other/m", False),
        ("DirectDeployAccess", "sagemaker:CreateEndpoint", "arn:aws:sagemaker:us-east-1:111122223333:canvas-e", True),
        ("DirectDeployAccess", "sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:111122223333:model/m", False),
        ("AIServicesAccess", "s3:GetObject", "arn:aws:s3:::sagemaker-b/k", False),
        ("EMRServerlessExecutionRolePolicy", "s3:DeleteObject", "arn:aws:s3:::a-sagemaker-b/k", True),
        ("SMDataScienceAssistantAccess", "q:SendMessage", "*", True),
    ],
)
def test_canvas_policies_allow_what_aws_s_allow(
    instance: Instance, name: str, action: str, resource: str, allowed: bool
) -> None:
    arn = next(each.arn for each in aws_managed_policies().values() if each.name == f"AmazonSageMakerCanvas{name}")
    jane = make_user(instance, "jane")
    root(instance)("iam:AttachUserPolicy", UserName="jane", PolicyArn=arn)
    call = call_as(instance, jane)
    assert iam.decide(call, action, PlainResource(resource, ACCOUNT)).allowed is allowed
