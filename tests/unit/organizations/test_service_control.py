"""How service control policies decide: who is bound, at which levels, and when a change counts."""

from contextlib import suppress
from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.administrator import ensure_administrator
from sealcanvas.server.compose import open_instance
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import AccessDenied
from sealcanvas.service.membership import organization_keys
from sealcanvas.sts.session import session_principal
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, REGION, call_as
from tests.unit.organizations.organizations_world import World, document, statement

DENIED = "with an explicit deny in a service control policy"
NOT_ALLOWED = "because no service control policy allows the s3:ListAllMyBuckets action"

TRUSTING_S3 = document(
    {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"},
)


class _Undone(Exception):
    """What ends a unit of work before its time."""


def lists(world: World, call: Call) -> bool:
    """Whether the caller may list its buckets."""
    try:
        world.ask(call, "s3:ListBuckets")
    except AccessDenied as refusal:
        if DENIED in refusal.message or NOT_ALLOWED in refusal.message:
            return False
        raise
    return True


@pytest.mark.parametrize("place", ["root", "outer", "inner", "account"])
def test_a_deny_at_any_level_decides_and_is_named(organization: World, place: str) -> None:
    account = organization.account()
    outer = organization.unit("外")
    inner = organization.unit("Prod", outer)
    organization.move(account, inner)
    member = organization.as_role(account)
    assert lists(organization, member)
    target = {"root": organization.root_id, "outer": outer, "inner": inner, "account": account}[place]
    policy = organization.policy("No-S3", statement("Deny", "s3:*"), to=target)
    with pytest.raises(AccessDenied, match=DENIED) as refusal:
        organization.ask(member, "s3:ListBuckets")
    deciding = refusal.value.decision.deciding
    assert deciding is not None
    shown = {"root": "the root", "outer": "the OU 外", "inner": "the OU Prod", "account": f"account {account}"}[place]
    assert deciding.document == f"service control policy No-S3 ({policy}) of {shown}"
    organization.manage("DetachPolicy", PolicyId=policy, TargetId=target)
    assert lists(organization, member)


@pytest.mark.parametrize("place", ["root", "unit", "account"])
def test_every_level_must_allow(organization: World, place: str) -> None:
    account, unit = organization.account(), organization.unit("Prod")
    organization.move(account, unit)
    member = organization.as_role(account)
    target = {"root": organization.root_id, "unit": unit, "account": account}[place]
    organization.policy("Only-KMS", statement("Allow", "kms:*"), to=target)
    assert lists(organization, member), "FullAWSAccess still allows"
    organization.manage("DetachPolicy", PolicyId="p-FullAWSAccess", TargetId=target)
    with pytest.raises(AccessDenied, match=NOT_ALLOWED):
        organization.ask(member, "s3:ListBuckets")
    organization.ask(member, "kms:ListKeys")


def test_whom_they_bind_and_whom_not(organization: World) -> None:
    instance, account = organization.instance, organization.account()
    ensure_administrator(instance, account)
    organization.policy("Deny-S3", statement("Deny", "s3:*"), to=organization.root_id)
    from_iam = organization.ask(organization.as_root(account), "iam:GetUser", UserName="administrator")["User"]
    user = Principal.user(account, "administrator", from_iam["UserId"])
    bound = [organization.as_root(account), organization.as_role(account), call_as(instance, user)]
    assert [lists(organization, call) for call in bound] == [False] * 3
    assert lists(organization, organization.as_root()), "the management account is never bound"


def test_a_service_linked_role_is_not_bound(organization: World) -> None:
    account = organization.account()
    organization.policy("Deny-S3", statement("Deny", "s3:*"), to=account)
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}
    path = "/aws-service-role/sagemaker.amazonaws.com/"
    linked = session_principal(f"arn:aws:iam::{account}:role{path}AWSServiceRoleForX", "AROALINKED", "s", {})
    assert organization.instance.identities.policies_of(linked).service_control is None
    plain = organization.ask(
        organization.as_role(account),
        "iam:CreateRole",
        RoleName="AWSServiceRoleForX",
        Path="/service-role/",
        AssumeRolePolicyDocument=document(trust),
    )["Role"]
    session = session_principal(plain["Arn"], plain["RoleId"], "s", {})
    assert organization.instance.identities.policies_of(session).service_control is not None


def test_a_service_acting_as_itself_is_not_bound(organization: World) -> None:
    service = Principal.service_principal("sagemaker.amazonaws.com")
    assert organization.instance.identities.policies_of(service).service_control is None


def test_they_narrow_the_caller_not_the_resource(organization: World) -> None:
    account = organization.account()
    owner = organization.as_role(account)
    organization.ask(owner, "s3:CreateBucket", Bucket="open-to-management")
    policy = document({**statement("Allow", "s3:ListBucket"), "Principal": {"AWS": ACCOUNT}})
    policy = policy.replace('"Resource": "*"', '"Resource": "arn:aws:s3:::open-to-management"')
    organization.ask(owner, "s3:PutBucketPolicy", Bucket="open-to-management", Policy=policy)
    organization.policy("Deny-S3", statement("Deny", "s3:*"), to=account)
    with pytest.raises(AccessDenied, match=DENIED):
        organization.ask(owner, "s3:HeadBucket", Bucket="open-to-management")
    organization.ask(organization.as_root(), "s3:HeadBucket", Bucket="open-to-management")


def test_a_policy_that_names_the_user_itself_does_not_help(organization: World) -> None:
    account = organization.account()
    member = organization.as_role(account)
    key = document({**statement("Allow", "kms:*"), "Principal": {"AWS": f"arn:aws:iam::{account}:root"}})
    arn = organization.ask(member, "kms:CreateKey", Policy=key)["KeyMetadata"]["Arn"]
    direct = document(
        {**statement("Allow", "kms:*"), "Principal": {"AWS": f"arn:aws:iam::{account}:root"}},
        {**statement("Allow", "kms:Encrypt"), "Principal": {"AWS": member.principal.role_arn}},
    )
    organization.ask(member, "kms:PutKeyPolicy", KeyId=arn, PolicyName="default", Policy=direct)
    organization.ask(member, "kms:Encrypt", KeyId=arn, Plaintext=b"x")
    organization.policy("Deny-encrypt", statement("Deny", "kms:Encrypt"), to=account)
    with pytest.raises(AccessDenied, match=DENIED):
        organization.ask(member, "kms:Encrypt", KeyId=arn, Plaintext=b"x")


def test_conditions_and_resources_count_in_an_allow_too(organization: World) -> None:
    account = organization.account()
    member = organization.as_role(account)
    allowed = statement("Allow", "*", Condition={"StringEquals": {"aws:RequestedRegion": REGION}})
    other = statement("Allow", "*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    policy = organization.policy("Here", allowed, to=account)
    organization.manage("DetachPolicy", PolicyId="p-FullAWSAccess", TargetId=account)
    assert lists(organization, member)
    organization.manage("UpdatePolicy", PolicyId=policy, Content=document(other))
    assert not lists(organization, member)
    narrow = {"Effect": "Allow", "NotAction": "kms:*", "NotResource": "arn:aws:s3:::secret/*"}
    organization.manage("UpdatePolicy", PolicyId=policy, Content=document(narrow))
    assert lists(organization, member)


def test_switched_off_they_limit_nobody_and_switched_on_all_begins_anew(organization: World) -> None:
    account = organization.account()
    member, root_id = organization.as_role(account), organization.root_id
    policy = organization.policy("Deny-S3", statement("Deny", "s3:*"), to=account)
    assert not lists(organization, member)
    switch = {"RootId": root_id, "PolicyType": "SERVICE_CONTROL_POLICY"}
    assert organization.refused("EnablePolicyType", **switch)[0] == "PolicyTypeAlreadyEnabledException"
    assert organization.manage("DisablePolicyType", **switch)["Root"]["PolicyTypes"] == []
    assert lists(organization, member)
    assert organization.refused("DisablePolicyType", **switch)[0] == "PolicyTypeNotEnabledException"
    attach = {"PolicyId": policy, "TargetId": account}
    assert organization.refused("AttachPolicy", **attach)[0] == "PolicyTypeNotEnabledException"
    later = organization.account("Later")
    assert organization.manage("EnablePolicyType", **switch)["Root"]["PolicyTypes"]
    for target in (root_id, account, later):
        listed = organization.manage("ListPoliciesForTarget", TargetId=target, Filter="SERVICE_CONTROL_POLICY")
        assert [each["Id"] for each in listed["Policies"]] == ["p-FullAWSAccess"]
    assert lists(organization, member)


def test_the_account_is_bound_by_where_it_stands_now(organization: World) -> None:
    account, unit = organization.account(), organization.unit("Locked")
    member = organization.as_role(account)
    organization.policy("Deny-S3", statement("Deny", "s3:*"), to=unit)
    assert lists(organization, member)
    organization.move(account, unit)
    assert not lists(organization, member)
    organization.move(account, organization.root_id)
    assert lists(organization, member)


def test_a_change_that_is_undone_leaves_nothing_behind(organization: World) -> None:
    account = organization.account()
    member, instance = organization.as_role(account), organization.instance
    policy = organization.policy("Deny-S3", statement("Deny", "s3:*"))
    with suppress(_Undone), instance.database.transaction():
        organization.manage("AttachPolicy", PolicyId=policy, TargetId=account)
        assert not lists(organization, member)
        raise _Undone
    assert lists(organization, member)
    with suppress(_Undone), instance.database.transaction():
        assert lists(organization, member)  # read in the midst of a change
        raise _Undone
    organization.manage("AttachPolicy", PolicyId=policy, TargetId=account)
    assert not lists(organization, member)


def test_another_process_sees_the_change_at_its_next_request(tmp_path: Path) -> None:
    root = Secret.random(32)
    home = tmp_path / "home"
    home.mkdir()
    first, second = (World(open_instance(home, root, account=ACCOUNT, region=REGION, clock=Clock())) for _ in range(2))
    assert second.instance.memberships.of(ACCOUNT) is None
    first.manage("CreateOrganization")
    account = first.account()
    member = second.as_role(account)
    assert lists(second, member)
    policy = first.policy("Deny-S3", statement("Deny", "s3:*"), to=account)
    assert not lists(second, member)
    second.manage("DetachPolicy", PolicyId=policy, TargetId=account)
    assert lists(first, first.as_role(account))
    for world in (first, second):
        world.instance.database.close()


def test_the_keys_of_the_organisation_are_there_for_members_alone(organization: World) -> None:
    account, unit = organization.account(), organization.unit("Data")
    organization.move(account, unit)
    described = organization.manage("DescribeOrganization")["Organization"]["Id"]
    path = f"{described}/{organization.root_id}/{unit}/"
    member = organization.as_role(account)
    organization.ask(member, "s3:CreateBucket", Bucket="for-the-organisation")
    organization.ask(member, "s3:DeletePublicAccessBlock", Bucket="for-the-organisation")
    everybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:ListBucket",
        "Resource": "arn:aws:s3:::for-the-organisation",
    }

    def readers(condition: dict[str, dict[str, str]]) -> list[str]:
        policy = document({**everybody, "Condition": condition})
        organization.ask(member, "s3:PutBucketPolicy", Bucket="for-the-organisation", Policy=policy)
        found = []
        for name, caller in (
            ("management", organization.as_root()),
            ("stranger", organization.as_root("999900001111")),
        ):
            try:
                organization.ask(caller, "s3:HeadBucket", Bucket="for-the-organisation")
                found.append(name)
            except AccessDenied:
                pass
        return found

    assert readers({"StringEquals": {"aws:PrincipalOrgID": described}}) == ["management"]
    assert readers({"Null": {"aws:PrincipalOrgID": "true"}}) == ["stranger"]
    under = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{described}/{organization.root_id}/*"}}
    assert readers(under) == ["management"]
    assert readers({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": path}}) == []
    assert readers({"StringEquals": {"aws:ResourceOrgID": described}}) == ["management", "stranger"]
    assert readers({"ForAnyValue:StringEquals": {"aws:ResourceOrgPaths": path}}) == ["management", "stranger"]


def test_a_service_that_calls_says_for_which_organisation(organization: World) -> None:
    account = organization.account()
    described = organization.manage("DescribeOrganization")["Organization"]["Id"]
    for owner, known in ((account, True), ("999900001111", False)):
        source = f"arn:aws:sagemaker:us-east-1:{owner}:domain/d-1"
        call = service_call(organization.instance, "sagemaker.amazonaws.com", source_arn=source)
        keys = organization_keys(organization.instance.memberships, call.principal, "999900001111", call.context)
        expected = {"aws:SourceOrgID": described, "aws:SourceOrgPaths": (f"{described}/{organization.root_id}/",)}
        assert keys == (expected if known else {})


@pytest.mark.parametrize("path", ["/a:role/aws-service-role/", "/x/:role/aws-service-role/s3.amazonaws.com/"])
def test_no_path_that_an_account_may_choose_makes_a_role_service_linked(organization: World, path: str) -> None:
    account = organization.account()
    organization.ask(
        organization.as_role(account),
        "iam:CreateRole",
        Path=path,
        RoleName="Odd",
        AssumeRolePolicyDocument=TRUSTING_S3,
    )
    organization.ask(
        organization.as_role(account),
        "iam:AttachRolePolicy",
        RoleName="Odd",
        PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
    )
    odd = organization.as_role(account, "Odd")
    assert lists(organization, odd)
    organization.policy("No-S3", statement("Deny", "s3:*"), to=account)
    assert not lists(organization, odd)
