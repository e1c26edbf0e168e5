"""Aliases, grants, tags and the rest of a key's management, through an unmodified boto3."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live


@pytest.fixture
def key(live: Live) -> str:
    return str(live.client("kms").create_key(Description="managed")["KeyMetadata"]["Arn"])


def user(live: Live, name: str, *actions: str) -> tuple[str, Any]:
    """A new user's ARN, and a KMS client of theirs."""
    iam = live.client("iam")
    arn = str(iam.create_user(UserName=name)["User"]["Arn"])
    if actions:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return arn, live.client("kms", {name: made[name] for name in ("AccessKeyId", "SecretAccessKey")})


def test_aliases(live: Live, key: str) -> None:
    kms = live.client("kms")
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/parity", TargetKeyId=key)
    with pytest.raises(kms.exceptions.AlreadyExistsException):
        kms.create_alias(AliasName="alias/parity", TargetKeyId=other)
    [entry] = kms.list_aliases(KeyId=key)["Aliases"]
    assert (entry["AliasName"], entry["TargetKeyId"]) == ("alias/parity", key.rpartition("/")[2])
    assert kms.describe_key(KeyId="alias/parity")["KeyMetadata"]["Arn"] == key
    kms.update_alias(AliasName="alias/parity", TargetKeyId=other)
    assert kms.describe_key(KeyId="alias/parity")["KeyMetadata"]["KeyId"] == other
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    with pytest.raises(ClientError) as caught:
        kms.update_alias(AliasName="alias/parity", TargetKeyId=signing)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    kms.delete_alias(AliasName="alias/parity")
    with pytest.raises(kms.exceptions.NotFoundException):
        kms.describe_key(KeyId="alias/parity")
    names = [each["AliasName"] for page in kms.get_paginator("list_aliases").paginate() for each in page["Aliases"]]
    assert "alias/parity" not in names


def test_grants(live: Live, key: str) -> None:
    kms = live.client("kms")
    grantee, grantee_kms = user(live, "grantee")
    retiring, retiring_kms = user(live, "retiring")
    blob = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"team": "red"})["CiphertextBlob"]
    with pytest.raises(ClientError, match="AccessDenied"):
        grantee_kms.decrypt(CiphertextBlob=blob, EncryptionContext={"team": "red"})
    granted = {
        "KeyId": key,
        "GranteePrincipal": grantee,
        "RetiringPrincipal": retiring,
        "Operations": ["Decrypt"],
        "Constraints": {"EncryptionContextSubset": {"team": "red"}},
        "Name": "parity",
    }
    made = kms.create_grant(**granted)
    assert kms.create_grant(**granted)["GrantId"] == made["GrantId"]
    token = [made["GrantToken"]]
    opened = grantee_kms.decrypt(CiphertextBlob=blob, EncryptionContext={"team": "red"}, GrantTokens=token)
    assert opened["Plaintext"] == b"x"
    [entry] = kms.list_grants(KeyId=key)["Grants"]
    assert (entry["GrantId"], entry["Name"], entry["Operations"]) == (made["GrantId"], "parity", ["Decrypt"])
    listed = kms.list_retirable_grants(RetiringPrincipal=retiring)["Grants"]
    assert [each["GrantId"] for each in listed] == [made["GrantId"]]
    retiring_kms.retire_grant(KeyId=key, GrantId=made["GrantId"])
    with pytest.raises(ClientError, match="AccessDenied"):
        grantee_kms.decrypt(CiphertextBlob=blob, EncryptionContext={"team": "red"})
    again = kms.create_grant(**granted)
    kms.revoke_grant(KeyId=key, GrantId=again["GrantId"])
    assert kms.list_grants(KeyId=key)["Grants"] == []
    with pytest.raises(ClientError) as caught:
        kms.create_grant(KeyId=key, GranteePrincipal=grantee, Operations=["Sign"])
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_tags_description_and_policies(live: Live, key: str) -> None:
    kms = live.client("kms")
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "部門", "TagValue": "経理"}, {"TagKey": "b", "TagValue": ""}])
    kms.untag_resource(KeyId=key, TagKeys=["b", "not there"])
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "部門", "TagValue": "経理"}]
    kms.update_key_description(KeyId=key, Description="新しい説明")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "新しい説明"
    assert kms.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]


def test_random_bytes(live: Live) -> None:
    kms = live.client("kms")
    drawn = {kms.generate_random(NumberOfBytes=32)["Plaintext"] for _ in range(3)}
    assert {len(each) for each in drawn} == {32}
    assert len(drawn) == 3
    with pytest.raises(ClientError):
        kms.generate_random(NumberOfBytes=1025)


def test_a_user_who_may_sign_alone(live: Live) -> None:
    kms = live.client("kms")
    arn = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    _, signer_kms = user(live, "signer", "kms:Sign")
    signed = signer_kms.sign(KeyId=arn, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")
    with pytest.raises(ClientError, match="not authorized to perform: kms:Verify"):
        signer_kms.verify(KeyId=arn, Message=b"x", SigningAlgorithm="ECDSA_SHA_256", Signature=signed["Signature"])
