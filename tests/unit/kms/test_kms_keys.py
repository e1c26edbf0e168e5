"""Making, naming, listing, tagging and describing keys; and every policy that is refused."""

import json
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.kms import errors, find_key
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import DELEGATION, World, ask, key_statement, policy

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
LOCKED_OUT = "The new key policy will not allow you to update the key policy in the future."
NO_SUCH_PRINCIPAL = "Policy contains a statement with one or more invalid principals."


def test_a_new_key(world: World, admin: Call) -> None:
    made = ask(admin, "CreateKey", Description="mine", Tags=[{"TagKey": "stage", "TagValue": "test"}])["KeyMetadata"]
    assert made == ask(admin, "DescribeKey", KeyId=made["KeyId"])["KeyMetadata"]
    assert made == {
        "AWSAccountId": ACCOUNT,
        "KeyId": made["KeyId"],
        "Arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{made['KeyId']}",
        "CreationDate": world.clock(),
        "Enabled": True,
        "Description": "mine",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
        "CurrentKeyMaterialId": made["CurrentKeyMaterialId"],
    }
    assert len(made["CurrentKeyMaterialId"]) == 64
    text = ask(admin, "GetKeyPolicy", KeyId=made["KeyId"])["Policy"]
    assert json.loads(text)["Statement"] == [
        {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    assert ask(admin, "GetKeyRotationStatus", KeyId=made["KeyId"])["KeyRotationEnabled"] is False
    assert ask(admin, "ListKeyPolicies", KeyId=made["KeyId"])["PolicyNames"] == ["default"]
    ask(admin, "UpdateKeyDescription", KeyId=made["KeyId"], Description="")
    assert ask(admin, "DescribeKey", KeyId=made["KeyId"])["KeyMetadata"]["Description"] == ""


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"}, errors.UnsupportedOperationException),
        ({"CustomerMasterKeySpec": "HMAC_256"}, ValidationException),
        ({"KeyUsage": "SIGN_VERIFY"}, ValidationException),
        ({"KeySpec": "SYMMETRIC_DEFAULT", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT"}, ValidationException),
        ({"CustomKeyStoreId": "cks-1"}, ValidationException),
        ({"Tags": [{"TagKey": "a", "TagValue": ""}] * 2}, errors.TagException),
        ({"Tags": [{"TagKey": "aws:a", "TagValue": ""}]}, errors.TagException),
        ({"Tags": [{"TagKey": str(n), "TagValue": ""} for n in range(51)]}, errors.TagException),
        ({"Policy": "{"}, errors.MalformedPolicyDocumentException),
    ],
)
def test_keys_that_are_refused(admin: Call, request_: dict[str, Any], error: type[ServiceError]) -> None:
    with pytest.raises(error) as caught:
        ask(admin, "CreateKey", **request_)
    assert caught.value.message
    assert ask(admin, "ListKeys")["Keys"] == []


def test_tagging_a_new_key_takes_its_own_permission(world: World) -> None:
    call = world.call(world.user("u", world.allowed("kms:CreateKey")))
    with pytest.raises(errors.AccessDeniedException, match="kms:TagResource"):
        ask(call, "CreateKey", Tags=[{"TagKey": "a", "TagValue": "b"}])
    ask(call, "CreateKey")


def test_names_that_lead_nowhere(world: World, admin: Call) -> None:
    arn = world.key(admin)
    missing = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{UNKNOWN}"
    texts = {
        "nonsense": "Invalid keyId 'nonsense'",
        UNKNOWN: f"Key '{missing}' does not exist",
        missing: f"Key '{missing}' does not exist",
        arn.replace("us-east-1", "eu-west-1"): "Invalid arn eu-west-1",
        "alias/none": f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/none is not found.",
    }
    for name, text in texts.items():
        with pytest.raises(errors.NotFoundException) as caught:
            find_key(admin, name)
        assert caught.value.message == text
    for name in ("arn:aws:s3:::bucket", f"arn:aws:kms:us-east-1:{ACCOUNT}:mouse/x", "arn:"):
        with pytest.raises(errors.InvalidArnException):
            find_key(admin, name)
    with pytest.raises(errors.InvalidArnException, match="Key Aliases are not supported for this operation"):
        ask(admin, "DisableKey", KeyId="alias/none")


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ([key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}, "kms:*"), DELEGATION], NO_SUCH_PRINCIPAL),
        ([key_statement({"AWS": ROOT}, "kms:Decrypt")], LOCKED_OUT),
        ([key_statement({"AWS": "*"}, "kms:PutKeyPolicy", Effect="Deny"), DELEGATION], LOCKED_OUT),
    ],
)
def test_policies_that_aws_refuses(world: World, admin: Call, statements: list[dict[str, Any]], message: str) -> None:
    arn = world.key(admin)
    before = ask(admin, "GetKeyPolicy", KeyId=arn)["Policy"]
    for name, request in (("PutKeyPolicy", {"KeyId": arn}), ("CreateKey", {})):
        with pytest.raises(errors.MalformedPolicyDocumentException) as caught:
            ask(admin, name, Policy=policy(*statements), **request)
        assert caught.value.message == message
    assert ask(admin, "GetKeyPolicy", KeyId=arn)["Policy"] == before
    assert len(ask(admin, "ListKeys")["Keys"]) == 1


def test_the_lockout_check_can_be_left_out(world: World, admin: Call) -> None:
    arn = world.key(admin)
    locked = policy(key_statement({"AWS": ROOT}, "kms:Decrypt"))
    ask(admin, "PutKeyPolicy", KeyId=arn, Policy=locked, BypassPolicyLockoutSafetyCheck=True)
    with pytest.raises(errors.AccessDeniedException):
        ask(admin, "PutKeyPolicy", KeyId=arn, Policy=policy(DELEGATION))


def test_a_policy_with_a_missing_comma_says_where(world: World, admin: Call) -> None:
    arn = world.key(admin)
    broken = (
        '{\n"Version": "2012-10-17",\n"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},\n'
        '"Action": [\n"kms:Decrypt",\n"kms:GenerateDataKey"\n"kms:Encrypt",\n], "Resource": "*"}]}'
    )
    where = r"Line 6, column 22: A comma is missing .* Line 7"
    with pytest.raises(errors.MalformedPolicyDocumentException, match=where):
        ask(admin, "PutKeyPolicy", KeyId=arn, Policy=broken)


def test_placeholder_principals_are_named_as_such(world: World, admin: Call) -> None:
    arn = world.key(admin)
    placeholder = f"<arn:aws:iam::{ACCOUNT}:role/Jane>"
    text = policy(DELEGATION, key_statement({"AWS": placeholder}, "kms:Decrypt"))
    with pytest.raises(errors.MalformedPolicyDocumentException) as caught:
        ask(admin, "PutKeyPolicy", KeyId=arn, Policy=text)
    assert placeholder in caught.value.message
    assert "placeholder" in caught.value.message.lower()


def test_policy_limits(world: World, admin: Call) -> None:
    arn = world.key(admin)
    long = policy({**DELEGATION, "Sid": "x" * 32_768})
    with pytest.raises(errors.LimitExceededException):
        ask(admin, "PutKeyPolicy", KeyId=arn, Policy=long)
    for name, request in (("GetKeyPolicy", {}), ("PutKeyPolicy", {"Policy": policy(DELEGATION)})):
        with pytest.raises(errors.NotFoundException, match="No such policy exists"):
            ask(admin, name, KeyId=arn, PolicyName="other", **request)


def test_aliases(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/a", TargetKeyId=arn)
    world.clock.advance(seconds=9)
    ask(admin, "UpdateAlias", AliasName="alias/a", TargetKeyId=other)
    (entry,) = ask(admin, "ListAliases", KeyId=other)["Aliases"]
    assert entry["TargetKeyId"] == other.rpartition("/")[2]
    assert entry["AliasArn"] == f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/a"
    assert (entry["LastUpdatedDate"] - entry["CreationDate"]).seconds == 9
    assert ask(admin, "ListAliases", KeyId=arn)["Aliases"] == []
    with pytest.raises(errors.AlreadyExistsException, match="An alias with the name arn:aws:kms:us-east-1:"):
        ask(admin, "CreateAlias", AliasName="alias/a", TargetKeyId=arn)
    ask(admin, "DeleteAlias", AliasName="alias/a")
    for name, request in (("DeleteAlias", {}), ("UpdateAlias", {"TargetKeyId": arn})):
        with pytest.raises(errors.NotFoundException, match="alias/a is not found"):
            ask(admin, name, AliasName="alias/a", **request)


@pytest.mark.parametrize(
    ("name", "error", "text"),
    [
        ("mine", ValidationException, 'Alias must start with the prefix "alias/". Please see https://docs'),
        ("alias/", ValidationException, "Alias must start"),
        ("alias/a:b", errors.InvalidAliasNameException, "alias/a:b contains invalid characters for an alias"),
        ("alias/aws/mine", errors.NotAuthorizedException, ""),
    ],
)
def test_alias_names_that_are_refused(
    world: World, admin: Call, name: str, error: type[ServiceError], text: str
) -> None:
    arn = world.key(admin)
    with pytest.raises(error) as caught:
        ask(admin, "CreateAlias", AliasName=name, TargetKeyId=arn)
    assert caught.value.message.startswith(text)


def test_an_alias_names_a_key_not_an_alias(world: World, admin: Call) -> None:
    ask(admin, "CreateAlias", AliasName="alias/a", TargetKeyId=world.key(admin))
    with pytest.raises(ValidationException, match="Aliases must refer to keys"):
        ask(admin, "CreateAlias", AliasName="alias/b", TargetKeyId="alias/a")


def test_a_key_has_fifty_aliases_at_most(world: World, admin: Call) -> None:
    arn = world.key(admin)
    for number in range(50):
        ask(admin, "CreateAlias", AliasName=f"alias/n{number:02}", TargetKeyId=arn)
    with pytest.raises(errors.LimitExceededException):
        ask(admin, "CreateAlias", AliasName="alias/more", TargetKeyId=arn)
    page = ask(admin, "ListAliases", Limit=30)
    rest = ask(admin, "ListAliases", Limit=30, Marker=page["NextMarker"])
    names = [entry["AliasName"] for entry in page["Aliases"] + rest["Aliases"]]
    assert names == [f"alias/n{number:02}" for number in range(50)]


def test_an_alias_takes_permission_on_alias_and_keys(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    alias = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/a"
    actions = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"]

    def by(name: str, *resources: str) -> Call:
        return world.call(world.user(name, {"Action": actions, "Resource": list(resources)}))

    for call in (by("alias-only", alias), by("key-only", arn)):
        with pytest.raises(errors.AccessDeniedException):
            ask(call, "CreateAlias", AliasName="alias/a", TargetKeyId=arn)
    one = by("one-key", alias, arn)
    ask(one, "CreateAlias", AliasName="alias/a", TargetKeyId=arn)
    with pytest.raises(errors.AccessDeniedException, match=f"kms:UpdateAlias on resource: {other}"):
        ask(one, "UpdateAlias", AliasName="alias/a", TargetKeyId=other)
    ask(admin, "UpdateAlias", AliasName="alias/a", TargetKeyId=other)
    with pytest.raises(errors.AccessDeniedException, match=f"kms:DeleteAlias on resource: {other}"):
        ask(one, "DeleteAlias", AliasName="alias/a")


def test_tags(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "TagResource", KeyId=arn, Tags=[{"TagKey": "b", "TagValue": "1"}, {"TagKey": "a", "TagValue": "2"}])
    ask(admin, "TagResource", KeyId=arn, Tags=[{"TagKey": "b", "TagValue": "3"}])
    tags = [{"TagKey": "a", "TagValue": "2"}, {"TagKey": "b", "TagValue": "3"}]
    assert ask(admin, "ListResourceTags", KeyId=arn)["Tags"] == tags
    page = ask(admin, "ListResourceTags", KeyId=arn, Limit=1)
    assert page["Tags"] + ask(admin, "ListResourceTags", KeyId=arn, Marker=page["NextMarker"])["Tags"] == tags
    ask(admin, "UntagResource", KeyId=arn, TagKeys=["a", "none"])
    assert ask(admin, "ListResourceTags", KeyId=arn)["Tags"] == tags[1:]
    more = [{"TagKey": f"n{number}", "TagValue": ""} for number in range(50)]
    with pytest.raises(errors.TagException, match="Too many tags"):
        ask(admin, "TagResource", KeyId=arn, Tags=more)
    for wrong, text in (([tags[0]] * 2, "Duplicate tag keys"), ([{"TagKey": "AWS:x", "TagValue": ""}], "Tags begin")):
        with pytest.raises(errors.TagException, match=text):
            ask(admin, "TagResource", KeyId=arn, Tags=wrong)


def test_lists_have_pages(world: World, admin: Call) -> None:
    made = sorted(world.key(admin) for _ in range(5))
    page = ask(admin, "ListKeys", Limit=3)
    rest = ask(admin, "ListKeys", Limit=3, Marker=page["NextMarker"])
    assert [entry["KeyArn"] for entry in page["Keys"] + rest["Keys"]] == made
    assert (page["Truncated"], rest["Truncated"]) == (True, False)
    assert ask(admin, "ListKeys", ResourceOwners=["OTHER_ACCOUNTS_VIA_RAM"])["Keys"] == []
    for wrong in ("nonsense", page["NextMarker"][:-4]):
        with pytest.raises(errors.InvalidMarkerException):
            ask(admin, "ListKeys", Marker=wrong)
    with pytest.raises(errors.InvalidMarkerException):
        ask(admin, "ListAliases", Marker=page["NextMarker"])
    with pytest.raises(ValidationException, match="Value '101' at 'limit'"):
        ask(admin, "ListAliases", Limit=101)


def test_each_account_and_region_has_its_own_keys(world: World, admin: Call) -> None:
    world.key(admin)
    other = world.call(Principal.root("444455556666"))
    assert ask(other, "ListKeys")["Keys"] == []
    assert ask(other, "CreateKey")["KeyMetadata"]["AWSAccountId"] == "444455556666"
