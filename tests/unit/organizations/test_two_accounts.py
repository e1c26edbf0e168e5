"""Two accounts on one server: same names, each its own; and nothing of one is told to the other."""

from typing import Any

import pytest

from sealcanvas.doctor.explain_decision import explain
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import AccessDenied, ServiceError
from tests.support.instance import ACCOUNT, REGION
from tests.unit.organizations.organizations_world import World, document, statement


@pytest.fixture
def account(organization: World) -> str:
    return organization.account()


@pytest.fixture
def member(organization: World, account: str) -> Call:
    return organization.as_role(account)


def trust(account: str) -> str:
    return document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}})


def test_the_same_names_are_each_accounts_own(organization: World, account: str, member: Call) -> None:
    ask, own = organization.ask, organization.as_root()
    arns = []
    for call in (own, member):
        arns.append(
            ask(call, "iam:CreateRole", RoleName="Jane", AssumeRolePolicyDocument=trust(account))["Role"]["Arn"]
        )
        ask(call, "iam:CreateUser", UserName="ana")
        ask(call, "iam:CreatePolicy", PolicyName="read", PolicyDocument=document(statement("Allow", "s3:*")))
        key = ask(call, "kms:CreateKey")["KeyMetadata"]["Arn"]
        ask(call, "kms:CreateAlias", AliasName="alias/data", TargetKeyId=key)
        assert ask(call, "kms:DescribeKey", KeyId="alias/data")["KeyMetadata"]["Arn"] == key
        assert ask(call, "kms:DescribeKey", KeyId="alias/aws/s3")["KeyMetadata"]["AWSAccountId"] == call.account
        assert [entry["KeyArn"] for entry in ask(call, "kms:ListKeys")["Keys"]].count(key) == 1
    assert arns == [f"arn:aws:iam::{each}:role/Jane" for each in (ACCOUNT, account)]
    ask(member, "iam:DeleteRole", RoleName="Jane")
    assert ask(own, "iam:GetRole", RoleName="Jane")["Role"]["Arn"] == arns[0]
    mine = ask(own, "kms:DescribeKey", KeyId="alias/data")["KeyMetadata"]["KeyId"]
    with pytest.raises(ServiceError, match="does not exist"):
        ask(member, "kms:DescribeKey", KeyId=mine)


def test_another_accounts_things_are_refused_by_arn(organization: World, account: str, member: Call) -> None:
    ask, own = organization.ask, organization.as_root()
    key = ask(own, "kms:CreateKey")["KeyMetadata"]["Arn"]
    policy = ask(own, "iam:CreatePolicy", PolicyName="p", PolicyDocument=document(statement("Allow", "s3:*")))
    policy_arn = policy["Policy"]["Arn"]
    ask(own, "s3:CreateBucket", Bucket="of-management")
    ask(own, "iam:CreateRole", RoleName="closed", AssumeRolePolicyDocument=trust(ACCOUNT))
    asked: list[tuple[str, dict[str, Any]]] = [
        ("kms:DescribeKey", {"KeyId": key}),
        ("kms:ScheduleKeyDeletion", {"KeyId": key}),
        ("iam:GetPolicy", {"PolicyArn": policy_arn}),
        ("iam:DeletePolicy", {"PolicyArn": policy_arn}),
        ("s3:ListObjectsV2", {"Bucket": "of-management"}),
        ("s3:DeleteBucket", {"Bucket": "of-management"}),
        ("sts:AssumeRole", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/closed", "RoleSessionName": "in"}),
    ]
    for operation, request in asked:
        with pytest.raises(AccessDenied):
            ask(member, operation, **request)
    with pytest.raises(ServiceError, match="not attachable"):
        ask(member, "iam:AttachRolePolicy", RoleName="OrganizationAccountAccessRole", PolicyArn=policy_arn)
    assert ask(member, "s3:ListBuckets")["Buckets"] == []


@pytest.mark.parametrize(
    ("operation", "request_"), [("VerifyStore", {}), ("UpdateDataKeyCache", {"Seconds": 60})], ids=str
)
def test_what_concerns_the_whole_server_is_the_first_accounts(
    organization: World, member: Call, operation: str, request_: dict[str, Any]
) -> None:
    with pytest.raises(AccessDenied):
        organization.ask(member, f"sealcanvas:{operation}", **request_)
    organization.ask(organization.as_root(), f"sealcanvas:{operation}", **request_)


def test_an_explanation_tells_nothing_of_another_accounts_key_policy(
    organization: World, account: str, member: Call
) -> None:
    ask, own = organization.ask, organization.as_root()
    secret = document(
        {**statement("Allow", "kms:*"), "Principal": {"AWS": ACCOUNT}},
        {**statement("Deny", "kms:Decrypt", "kms:Encrypt"), "Sid": "ProjectX", "Principal": {"AWS": account}},
    )
    key = ask(own, "kms:CreateKey", Policy=secret)["KeyMetadata"]["Arn"]
    missing = f"{key[:-4]}0000"
    told = []
    for arn in (key, missing):
        with pytest.raises(AccessDenied):
            ask(member, "kms:Encrypt", KeyId=arn, Plaintext=b"x")
        decision = ask(member, "sealcanvas:ExplainDecision", DecisionId=member.request_id)["Decision"]
        assert "ProjectX" not in str(decision)
        resource = next(layer for layer in decision["Layers"] if layer["Layer"] == "resource")
        told.append((resource["Outcome"], resource["Explanation"], "Mend" in decision))
        with pytest.raises(ServiceError, match="No decision with the id"):
            ask(own, "sealcanvas:ExplainDecision", DecisionId=member.request_id)
        whole = explain(organization.instance, member.request_id)
        assert ("ProjectX" in str(whole)) is (arn == key)
        member = organization.as_role(account)  # a new request, with an id of its own
    assert told[0] == told[1], "whether the key exists is not told either"


def test_a_service_that_works_for_an_account_is_recorded_there(organization: World, account: str) -> None:
    for owner in (ACCOUNT, account):
        source = f"arn:aws:sagemaker:{REGION}:{owner}:domain/d-1"
        call = service_call(organization.instance, "sagemaker.amazonaws.com", source_arn=source)
        assert call.account == owner
        assert call.event("kms.amazonaws.com", "Decrypt").account == owner
    bare = service_call(organization.instance, "s3.amazonaws.com", source_arn="arn:aws:s3:::bucket")
    assert bare.account == ACCOUNT


def test_a_root_user_overrules_its_bucket_policy_but_not_its_organisation(organization: World, account: str) -> None:
    ask, root = organization.ask, organization.as_root(account)
    ask(root, "s3:CreateBucket", Bucket="locked-out")
    lock = document({**statement("Deny", "s3:*"), "Principal": "*"}).replace(
        '"Resource": "*"', '"Resource": "arn:aws:s3:::locked-out"'
    )
    ask(root, "s3:PutBucketPolicy", Bucket="locked-out", Policy=lock)
    policy = organization.policy("No-policies", statement("Deny", "s3:*BucketPolicy"), to=account)
    for operation, request in (
        ("GetBucketPolicy", {}),
        ("PutBucketPolicy", {"Policy": lock}),
        ("DeleteBucketPolicy", {}),
    ):
        with pytest.raises(AccessDenied, match="explicit deny in a service control policy"):
            ask(root, f"s3:{operation}", Bucket="locked-out", **request)
    organization.manage("DetachPolicy", PolicyId=policy, TargetId=account)
    ask(root, "s3:DeleteBucketPolicy", Bucket="locked-out")


def test_a_grant_is_not_retired_against_the_organisation(organization: World, account: str, member: Call) -> None:
    ask = organization.ask
    key = ask(member, "kms:CreateKey")["KeyMetadata"]["Arn"]
    grantee = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    asked = {"KeyId": key, "GranteePrincipal": grantee, "RetiringPrincipal": grantee, "Operations": ["Encrypt"]}
    grant = ask(member, "kms:CreateGrant", **asked)["GrantId"]
    everything_else = {"Effect": "Allow", "NotAction": "kms:RetireGrant", "Resource": "*"}
    policy = organization.policy("No-retiring", everything_else, to=account)
    organization.manage("DetachPolicy", PolicyId="p-FullAWSAccess", TargetId=account)
    with pytest.raises(AccessDenied, match="no service control policy allows the kms:RetireGrant action"):
        ask(member, "kms:RetireGrant", KeyId=key, GrantId=grant)
    organization.manage("AttachPolicy", PolicyId="p-FullAWSAccess", TargetId=account)
    organization.manage("DetachPolicy", PolicyId=policy, TargetId=account)
    ask(member, "kms:RetireGrant", KeyId=key, GrantId=grant)


def test_a_grant_gives_nothing_that_the_organisation_forbids(organization: World, account: str, member: Call) -> None:
    ask, own = organization.ask, organization.as_root()
    key = ask(own, "kms:CreateKey")["KeyMetadata"]["Arn"]
    grantee = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    ask(own, "kms:CreateGrant", KeyId=key, GranteePrincipal=grantee, Operations=["Encrypt"])
    ask(member, "kms:Encrypt", KeyId=key, Plaintext=b"x")
    organization.policy("Only-S3", statement("Allow", "s3:*"), to=account)
    organization.manage("DetachPolicy", PolicyId="p-FullAWSAccess", TargetId=account)
    with pytest.raises(AccessDenied):
        ask(member, "kms:Encrypt", KeyId=key, Plaintext=b"x")
