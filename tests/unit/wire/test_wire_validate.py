from __future__ import annotations

from typing import Any

import pytest

from sealcanvas.wire import javaregex
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import SERVICES, document, load
from sealcanvas.wire.validate import validate


def refusal(operation: str, params: dict[str, Any]) -> WireError:
    service, _, name = operation.partition(":")
    with pytest.raises(WireError) as refused:
        validate(load(service).operations[name], params)
    return refused.value


def test_missing_members_are_named_together() -> None:
    error = refusal("kms:Encrypt", {})
    assert error.code == "ValidationException"
    assert error.message == (
        "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; "
        "Value null at 'plaintext' failed to satisfy constraint: Member must not be null"
    )


def test_lengths_patterns_and_ranges() -> None:
    assert refusal("kms:DescribeKey", {"KeyId": "x" * 2049}).message.endswith(
        "at 'keyId' failed to satisfy constraint: Member must have length less than or equal to 2048"
    )
    assert refusal("kms:GenerateRandom", {"NumberOfBytes": 1025}).message == (
        "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
        "Member must have value less than or equal to 1024"
    )
    assert refusal("kms:CreateAlias", {"AliasName": "alias/ä", "TargetKeyId": "k"}).message == (
        "1 validation error detected: Value 'alias/ä' at 'aliasName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
    )


def test_enums_in_and_out_of_lists() -> None:
    assert "at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]" in (
        refusal("kms:GenerateDataKey", {"KeyId": "k", "KeySpec": "AES_512"}).message
    )
    told = refusal("kms:CreateGrant", {"KeyId": "k", "GranteePrincipal": "p", "Operations": ["Fly"]}).message
    assert "Value '[Fly]' at 'operations' failed to satisfy constraint: Member must satisfy constraint: [Member" in told


def test_paths_lead_into_structures() -> None:
    params = {"KeyId": "k", "Tags": [{"TagKey": "a", "TagValue": "b"}, {"TagKey": "", "TagValue": "b"}]}
    assert "at 'tags.2.member.tagKey'" in refusal("kms:TagResource", params).message


def test_a_sensitive_value_is_never_repeated() -> None:
    secret = b"very secret" * 1000
    told = refusal("kms:Encrypt", {"KeyId": "k", "Plaintext": secret}).message
    assert told.endswith(
        "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096"
    )
    rows = refusal("sealcanvas:VerifyStore", {"Search": ["abc"]})
    assert "abc" not in rows.message


def test_a_blob_is_told_by_its_size() -> None:
    told = refusal("kms:Decrypt", {"CiphertextBlob": b"x" * 7000}).message
    assert "Value 'java.nio.HeapByteBuffer[pos=0 lim=7000 cap=7000]' at 'ciphertextBlob'" in told


def test_query_services_say_validation_error() -> None:
    error = refusal("sts:AssumeRole", {"RoleArn": "arn:aws:iam::111122223333:role/r", "RoleSessionName": "a b"})
    assert error.code == "ValidationError"
    assert "at 'roleSessionName'" in error.message


def test_unions_hold_exactly_one() -> None:
    params = {
        "AutoMLJobName": "job",
        "AutoMLJobInputDataConfig": [],
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/x"},
        "RoleArn": "arn:aws:iam::111122223333:role/r",
        "AutoMLProblemTypeConfig": {},
    }
    assert "'autoMLProblemTypeConfig'" in refusal("sagemaker:CreateAutoMLJobV2", params).message


def test_s3_speaks_its_own_codes() -> None:
    put = {"Bucket": "bucket", "Key": "k"}
    assert refusal("s3:PutObject", {**put, "ServerSideEncryption": "no"}).code == "InvalidEncryptionAlgorithmError"
    assert refusal("s3:PutObject", {**put, "StorageClass": "no"}).code == "InvalidStorageClass"
    empty: dict[str, Any] = {"Bucket": "bucket", "Delete": {}}
    assert refusal("s3:DeleteObjects", empty).code == "MalformedXML"
    assert refusal("s3:DeleteObjects", {"Bucket": "bucket"}).code == "MissingRequestBodyError"


def test_unknown_members_and_valid_input_pass() -> None:
    validate(load("kms").operations["Encrypt"], {"KeyId": "k", "Plaintext": b"x", "Unknown": 1})
    tags = [{"Key": "プロジェクト", "Value": "鍵 1"}]
    validate(load("iam").operations["TagRole"], {"RoleName": "r", "Tags": tags})


def test_every_pattern_of_the_models_compiles() -> None:
    for service in SERVICES:
        for shape in document(service)["shapes"].values():
            if "pattern" in shape:
                javaregex.compile_pattern(shape["pattern"])


def test_java_classes() -> None:
    pattern = javaregex.compile_pattern(r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)")
    assert pattern.fullmatch("鍵 No1 é")
    assert not pattern.fullmatch("a;b")
    assert not javaregex.compile_pattern(r"[\w]+").fullmatch("é")
    assert javaregex.compile_pattern(r"\p{ASCII}*").fullmatch("a;b")
    assert not javaregex.compile_pattern(r"\p{ASCII}*").fullmatch("é")
    assert javaregex.compile_pattern(r"\A\S[\p{Print}]*\z").fullmatch("a b")
    assert not javaregex.compile_pattern(r"\A\S[\p{Print}]*\z").fullmatch("a\tb")
    assert javaregex.compile_pattern(r"([\p{L}_]{1,8})${1,8}").fullmatch("鍵_")
