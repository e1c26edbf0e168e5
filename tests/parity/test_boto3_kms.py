"""KMS through an unmodified boto3: the symmetric core, its refusals, and the policy that decides."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live


def error_of(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error: dict[str, Any] = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture
def key(live: Live) -> str:
    return str(live.client("kms").create_key(Description="parity")["KeyMetadata"]["Arn"])


def test_encrypt_and_decrypt_bind_the_context(live: Live, key: str) -> None:
    kms = live.client("kms")
    sealed = kms.encrypt(KeyId=key, Plaintext="秘密".encode(), EncryptionContext={"a": "bc"})
    opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "bc"})
    assert opened["Plaintext"].decode() == "秘密"
    assert opened["KeyId"] == key
    with pytest.raises(kms.exceptions.InvalidCiphertextException):
        kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"ab": "c"})


def test_a_data_key_comes_back(live: Live, key: str) -> None:
    kms = live.client("kms")
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    assert "Plaintext" not in kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_128")


def test_key_states_answer_as_aws_does(live: Live, key: str) -> None:
    kms = live.client("kms")
    kms.disable_key(KeyId=key)
    with pytest.raises(kms.exceptions.DisabledException, match=f"{key} is disabled"):
        kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    kms.enable_key(KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    with pytest.raises(kms.exceptions.KMSInvalidStateException, match="is pending deletion"):
        kms.encrypt(KeyId=key, Plaintext=b"x")
    kms.cancel_key_deletion(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"


def test_a_key_rotates(live: Live, key: str) -> None:
    kms = live.client("kms")
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 90)
    assert 89 <= (status["NextRotationDate"] - datetime.now(UTC)).days <= 90
    blob = kms.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    for _ in range(2):
        assert kms.rotate_key_on_demand(KeyId=key)["KeyId"] == key
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"old"
    paginator = kms.get_paginator("list_key_rotations")
    pages = paginator.paginate(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL", PaginationConfig={"PageSize": 1})
    found = [each for page in pages for each in page["Rotations"]]
    assert [each["KeyMaterialState"] for each in found] == ["NON_CURRENT", "NON_CURRENT", "CURRENT"]
    assert [each.get("RotationType") for each in found] == [None, "ON_DEMAND", "ON_DEMAND"]
    assert found[-1]["KeyMaterialId"] == kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]
    with pytest.raises(ClientError) as caught:
        kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=2561)  # botocore itself refuses too few
    assert error_of(caught)[0] == "ValidationException"
    kms.disable_key(KeyId=key)
    with pytest.raises(kms.exceptions.DisabledException, match=f"{key} is disabled"):
        kms.disable_key_rotation(KeyId=key)
    kms.enable_key(KeyId=key)
    kms.disable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False


def test_the_documents_malformed_block_is_refused_with_line_and_column(live: Live, key: str) -> None:
    block = """{ "Sid": "Enable IAM Permissions for Amazon Forecast KMS access", "Effect": "Allow",
      "Principal": { "AWS": "<arn:aws:iam::111122223333:role/AmazonSageMaker-111122223333>" },
      "Action": [ "kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant",
        "kms:GenerateDataKey" "kms:GenerateDataKeyWithoutPlainText", ], "Resource": "*" }"""
    kms = live.client("kms")
    before = kms.get_key_policy(KeyId=key)["Policy"]
    with pytest.raises(kms.exceptions.MalformedPolicyDocumentException) as caught:
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=block)
    message = error_of(caught)[1]
    assert "line 4" in message.lower()
    assert "comma" in message.lower()
    assert "angle brackets" in message
    assert kms.get_key_policy(KeyId=key)["Policy"] == before


def test_the_lock_out_check_protects(live: Live, key: str) -> None:
    kms = live.client("kms")
    nobody = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{live.account}:user/administrator"}}
    policy = {"Version": "2012-10-17", "Statement": [{**nobody, "Action": "kms:Encrypt", "Resource": "*"}]}
    with pytest.raises(kms.exceptions.MalformedPolicyDocumentException) as caught:
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    expected = "The new key policy will not allow you to update the key policy in the future."
    assert error_of(caught) == ("MalformedPolicyDocumentException", expected)


def test_parameters_are_checked_in_awss_words(live: Live, key: str) -> None:
    kms = live.client("kms")
    with pytest.raises(ClientError, match="1 validation error detected") as caught:
        kms.generate_data_key(KeyId=key, NumberOfBytes=2000)
    assert error_of(caught)[0] == "ValidationException"


def test_wrong_credentials_are_refused(live: Live) -> None:
    wrong = {"AccessKeyId": live.environment["AWS_ACCESS_KEY_ID"], "SecretAccessKey": "wrong" * 8}
    with pytest.raises(ClientError) as caught:
        live.client("kms", wrong).list_keys()
    assert error_of(caught)[0] == "InvalidSignatureException"
    nobody = {"AccessKeyId": "AKIAXXXXXXXXXXXXXXXX", "SecretAccessKey": "wrong" * 8}
    with pytest.raises(ClientError) as caught:
        live.client("kms", nobody).list_keys()
    assert error_of(caught)[0] == "UnrecognizedClientException"
