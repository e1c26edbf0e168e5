"""Key policies, delegation, condition keys and other accounts, end to end through the operations."""

from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.kms import find_key, kms, managed_key
from sealcanvas.kms.errors import AccessDeniedException, NotFoundException
from sealcanvas.service.call import Call, service_call
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, World, ask, key_statement

HIDDEN = (
    "is not authorized to perform: kms:{} on this resource because the resource does not exist in this Region, "
    "no resource-based policies allow access, or a resource-based policy explicitly denies access"
)
LOST = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access."
)


def refused(call: Call, name: str, **request: Any) -> str:
    """The message with which `call` is refused."""
    with pytest.raises(AccessDeniedException) as caught:
        ask(call, name, **request)
    assert (caught.value.code, caught.value.status) == ("AccessDeniedException", 400)
    return caught.value.message


def test_iam_counts_only_where_the_key_policy_delegates(world: World, admin: Call) -> None:
    owner = {"AWS": admin.principal.arn}
    arn = world.key(admin, key_statement(owner, "kms:*"))
    able = world.call(world.user("able", world.allowed("kms:*")))
    assert refused(able, "GenerateDataKey", KeyId=arn, KeySpec="AES_256") == (
        f"User: {able.principal.arn} is not authorized to perform: kms:GenerateDataKey on resource: {arn} "
        "because no resource-based policy allows the kms:GenerateDataKey action"
    )
    root = world.call(Principal.root(ACCOUNT))
    assert "no resource-based policy" in refused(root, "DescribeKey", KeyId=arn)
    delegated = world.key(admin)
    ask(able, "GenerateDataKey", KeyId=delegated, KeySpec="AES_256")
    unable = world.call(world.user("unable"))
    assert refused(unable, "DescribeKey", KeyId=delegated).endswith(
        "because no identity-based policy allows the kms:DescribeKey action"
    )


def test_a_role_named_in_the_key_policy_needs_no_more(world: World, admin: Call) -> None:
    session = world.role("Jane")
    arn = world.key(admin, DELEGATION, key_statement({"AWS": session.role_arn}, "kms:Decrypt", "kms:GenerateDataKey"))
    call = world.call(session)
    blob = ask(call, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")["CiphertextBlob"]
    ask(call, "Decrypt", CiphertextBlob=blob)
    assert "kms:Encrypt" in refused(call, "Encrypt", KeyId=arn, Plaintext=b"x")


def test_a_user_who_is_renamed_stays_the_one_whom_the_key_policy_names(world: World, admin: Call) -> None:
    alice = world.user("alice", world.allowed("kms:*"))
    named = {"AWS": alice.arn}
    denying = world.key(admin, DELEGATION, {**key_statement(named, "kms:Encrypt"), "Effect": "Deny"})
    allowing = world.key(admin, key_statement(named, "kms:Encrypt"), key_statement({"AWS": admin.principal.arn}, "*"))
    root = world.call(Principal.root(ACCOUNT))
    iam.operations["UpdateUser"](root, {"UserName": "alice", "NewUserName": "bob"})
    user = user_named(world.instance, ACCOUNT, "bob")
    assert user is not None
    bob = world.call(user.principal)
    assert "explicit deny in a resource-based policy" in refused(bob, "Encrypt", KeyId=denying, Plaintext=b"x")
    ask(bob, "Encrypt", KeyId=allowing, Plaintext=b"x")
    other = world.call(world.user("alice", world.allowed("kms:*")))  # another one, who has the old name
    refused(other, "Encrypt", KeyId=allowing, Plaintext=b"x")
    ask(other, "Encrypt", KeyId=denying, Plaintext=b"x")


def test_an_explicit_deny_wins(world: World, admin: Call) -> None:
    arn = world.key(admin, DELEGATION)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    deny = world.call(world.user("deny", world.allowed("*"), {**world.allowed("kms:Decrypt"), "Effect": "Deny"}))
    assert refused(deny, "Decrypt", CiphertextBlob=blob).endswith("with an explicit deny in an identity-based policy")


@pytest.mark.parametrize(
    ("condition", "request_", "through", "passes"),
    [
        ({"StringEquals": {"kms:EncryptionContext:team": "blue"}}, {"EncryptionContext": {"team": "blue"}}, "", True),
        ({"StringEquals": {"kms:EncryptionContext:team": "blue"}}, {"EncryptionContext": {"team": "red"}}, "", False),
        ({"StringEquals": {"kms:EncryptionContext:team": "blue"}}, {"EncryptionContext": {"team": "Blue"}}, "", False),
        # The pair's name has no case in a condition key's name; kms:EncryptionContextKeys tells it with its case.
        ({"StringEquals": {"kms:EncryptionContext:team": "blue"}}, {"EncryptionContext": {"Team": "blue"}}, "", True),
        (
            {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "team"}},
            {"EncryptionContext": {"Team": "blue"}},
            "",
            False,
        ),
        (
            {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["a", "b"]}},
            {"EncryptionContext": {"a": "", "b": ""}},
            "",
            True,
        ),
        (
            {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["a", "b"]}},
            {"EncryptionContext": {"c": ""}},
            "",
            False,
        ),
        ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, {}, "s3", True),
        ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, {}, "sagemaker", False),
        ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, {}, "", False),
        ({"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, {}, "", True),
        ({"StringEquals": {"kms:CallerAccount": ACCOUNT}}, {}, "", True),
        ({"StringEquals": {"kms:CallerAccount": OTHER_ACCOUNT}}, {}, "", False),
        ({"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT", "kms:KeyUsage": "ENCRYPT_DECRYPT"}}, {}, "", True),
        ({"StringEquals": {"kms:KeyOrigin": "EXTERNAL"}}, {}, "", False),
        ({"StringEquals": {"kms:RequestAlias": "alias/mine"}}, {"KeyId": "alias/mine"}, "", True),
        ({"StringEquals": {"kms:RequestAlias": "alias/mine"}}, {}, "", False),
        ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/mine"}}, {}, "", True),
        ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/other"}}, {}, "", False),
        ({"StringEquals": {"aws:ResourceTag/stage": "test"}}, {}, "", True),
        ({"Bool": {"kms:MultiRegion": "false"}}, {}, "", True),
    ],
)
def test_condition_keys(
    world: World, admin: Call, condition: dict[str, Any], request_: dict[str, Any], through: str, passes: bool
) -> None:
    arn = world.key(admin, Tags=[{"TagKey": "stage", "TagValue": "test"}])
    ask(admin, "CreateAlias", AliasName="alias/mine", TargetKeyId=arn)
    call = world.call(world.user("u", {**world.allowed("kms:GenerateDataKey"), "Condition": condition}))
    call = call.through(through) if through else call
    request = {"KeyId": arn, "KeySpec": "AES_256", **request_}
    if passes:
        ask(call, "GenerateDataKey", **request)
    else:
        assert "no identity-based policy" in refused(call, "GenerateDataKey", **request)


@pytest.mark.parametrize(
    ("name", "condition", "request_", "passes"),
    [
        (
            "ScheduleKeyDeletion",
            {"NumericGreaterThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "14"}},
            {"PendingWindowInDays": 15},
            True,
        ),
        (
            "ScheduleKeyDeletion",
            {"NumericGreaterThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "14"}},
            {"PendingWindowInDays": 14},
            False,
        ),
        (
            "CreateGrant",
            {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]}},
            {"Operations": ["Decrypt"]},
            True,
        ),
        (
            "CreateGrant",
            {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]}},
            {"Operations": ["Decrypt", "DescribeKey"]},
            False,
        ),
        ("CreateGrant", {"Bool": {"kms:GrantIsForAWSResource": "true"}}, {"Operations": ["Decrypt"]}, False),
        (
            "CreateGrant",
            {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextEquals"}},
            {"Operations": ["Decrypt"], "Constraints": {"EncryptionContextEquals": {"a": "b"}}},
            True,
        ),
        (
            "CreateGrant",
            {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextEquals"}},
            {"Operations": ["Decrypt"], "Constraints": {"EncryptionContextSubset": {"a": "b"}}},
            False,
        ),
        (
            "CreateGrant",
            {"StringEquals": {"kms:GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root"}},
            {"Operations": ["Decrypt"]},
            True,
        ),
        (
            "TagResource",
            {"ForAllValues:StringEquals": {"aws:TagKeys": ["stage"]}},
            {"Tags": [{"TagKey": "owner", "TagValue": "x"}]},
            False,
        ),
    ],
)
def test_condition_keys_of_management(
    world: World, admin: Call, name: str, condition: dict[str, Any], request_: dict[str, Any], passes: bool
) -> None:
    arn = world.key(admin)
    call = world.call(world.user("u", {**world.allowed(f"kms:{name}"), "Condition": condition}))
    request = {"KeyId": arn, **request_}
    if name == "CreateGrant":
        request["GranteePrincipal"] = f"arn:aws:iam::{ACCOUNT}:root"
    if passes:
        ask(call, name, **request)
    else:
        assert "no identity-based policy" in refused(call, name, **request)


def test_a_grant_for_an_aws_resource_comes_through_a_service(world: World, admin: Call) -> None:
    arn = world.key(admin)
    condition = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    call = world.call(world.user("u", {**world.allowed("kms:CreateGrant"), "Condition": condition}))
    request = {"KeyId": arn, "GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root", "Operations": ["Decrypt"]}
    refused(call, "CreateGrant", **request)
    ask(call.through("sagemaker"), "CreateGrant", **request)


def test_another_account_needs_both_sides_and_sees_nothing_else(world: World, admin: Call) -> None:
    stranger = world.call(world.user("stranger", world.allowed("kms:*"), account=OTHER_ACCOUNT))
    arn = world.key(admin)
    missing = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
    for name in (arn, missing, f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/none"):
        assert refused(stranger, "DescribeKey", KeyId=name).endswith(HIDDEN.format("DescribeKey"))
    assert [refused(stranger, "ListAliases", KeyId=name)[-60:] for name in (arn, missing)] == [HIDDEN[-60:]] * 2
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    assert refused(stranger, "Decrypt", CiphertextBlob=blob) == LOST
    assert refused(stranger, "Decrypt", CiphertextBlob=blob, KeyId=arn.rpartition("/")[2]) == LOST
    assert refused(stranger, "Decrypt", CiphertextBlob=blob, KeyId=arn).endswith(HIDDEN.format("Decrypt"))
    shared = world.key(admin, DELEGATION, key_statement({"AWS": OTHER_ACCOUNT}, "kms:*"))
    blob = ask(stranger, "Encrypt", KeyId=shared, Plaintext=b"x")["CiphertextBlob"]
    for named in ({}, {"KeyId": shared}, {"KeyId": shared.rpartition("/")[2]}):
        assert ask(stranger, "Decrypt", CiphertextBlob=blob, **named)["Plaintext"] == b"x"
    assert ask(stranger, "DescribeKey", KeyId=shared)["KeyMetadata"]["AWSAccountId"] == ACCOUNT
    for name in ("GetKeyPolicy", "DisableKey", "ScheduleKeyDeletion", "ListResourceTags"):
        assert refused(stranger, name, KeyId=shared).endswith(HIDDEN.format(name))
    with pytest.raises(NotFoundException):
        ask(stranger, "DescribeKey", KeyId=shared.rpartition("/")[2])
    unable = world.call(world.user("unable", account=OTHER_ACCOUNT))
    refused(unable, "DescribeKey", KeyId=shared)


def test_managed_keys_serve_their_service_alone(world: World, admin: Call) -> None:
    plain = world.call(world.user("plain"))
    key = managed_key(plain, "s3")
    assert managed_key(admin, "s3").arn == key.arn
    through = plain.through("s3")
    blob = ask(through, "GenerateDataKey", KeyId="alias/aws/s3", KeySpec="AES_256")["CiphertextBlob"]
    ask(through, "Decrypt", CiphertextBlob=blob)
    assert "no resource-based policy" in refused(admin, "Decrypt", CiphertextBlob=blob)
    refused(plain.through("sagemaker"), "Decrypt", CiphertextBlob=blob)
    metadata = ask(admin, "DescribeKey", KeyId=key.arn)["KeyMetadata"]
    assert metadata["KeyManager"] == "AWS"
    assert "S3" in metadata["Description"]
    for name, request in (
        ("DisableKey", {}),
        ("ScheduleKeyDeletion", {}),
        ("PutKeyPolicy", {"Policy": "{}"}),
        ("UpdateKeyDescription", {"Description": "mine"}),
        ("TagResource", {"Tags": []}),
    ):
        assert "no resource-based policy" in refused(admin, name, KeyId=key.arn, **request)
    ask(admin, "GetKeyPolicy", KeyId=key.arn)
    made = ask(admin, "DescribeKey", KeyId="alias/aws/sagemaker")["KeyMetadata"]
    assert made["KeyManager"] == "AWS"


def test_decide_answers_for_any_action_and_raises_nothing(world: World, admin: Call) -> None:
    session = world.role("Forecast", world.allowed("kms:DescribeKey", "kms:CreateGrant"))
    call = world.call(session)
    key = find_key(call, world.key(admin))
    asked = ("DescribeKey", "CreateGrant", "RetireGrant", "GenerateDataKey", "Decrypt")
    assert [kms.decide(call, f"kms:{name}", key).allowed for name in asked] == [True, True, False, False, False]


def test_a_service_needs_a_grant_or_the_key_policy(world: World, admin: Call) -> None:
    source = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1"
    service = service_call(world.instance, "sagemaker.amazonaws.com", source_arn=source)
    arn = world.key(admin)
    refused(service, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")
    condition = {"StringEquals": {"aws:SourceArn": source}}
    principal = {"Service": "sagemaker.amazonaws.com"}
    named = world.key(admin, DELEGATION, key_statement(principal, "kms:GenerateDataKey", Condition=condition))
    ask(service, "GenerateDataKey", KeyId=named, KeySpec="AES_256")
    other = service_call(world.instance, "sagemaker.amazonaws.com", source_arn=f"{source}2")
    refused(other, "GenerateDataKey", KeyId=named, KeySpec="AES_256")


def test_refusals_are_audited_with_their_decision(world: World, admin: Call) -> None:
    arn = world.key(admin)
    call = world.call(world.user("unable"))
    refused(call, "Encrypt", KeyId=arn, Plaintext=b"x")
    (record,) = world.instance.trail.of_request(call.request_id)
    assert record["errorCode"] == "AccessDeniedException"
    assert record["resources"] == [{"ARN": arn}]
    assert record["sealcanvas"]["decisions"][0]["allowed"] is False
