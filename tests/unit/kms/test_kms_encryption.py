"""What goes in comes out, under the same key and encryption context only; and no secret is ever written down."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.kms import decrypt, generate_data_key
from sealcanvas.kms.errors import (
    DryRunOperationException,
    IncorrectKeyException,
    InvalidCiphertextException,
    InvalidGrantTokenException,
    InvalidKeyUsageException,
)
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.unit.kms.kms_world import World, ask

CONTEXTS = st.dictionaries(st.text("ab", max_size=3), st.text("abAB", max_size=3), max_size=3)


def test_round_trip_under_every_name_of_the_key(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/mine", TargetKeyId=arn)
    key_id = arn.rpartition("/")[2]
    names = [key_id, arn, "alias/mine", "arn:aws:kms:us-east-1:111122223333:alias/mine"]
    for name in names:
        sealed = ask(admin, "Encrypt", KeyId=name, Plaintext=b"hello", EncryptionContext={"a": "b"})
        assert sealed["KeyId"] == arn
        for other in [None, *names]:
            named = {} if other is None else {"KeyId": other}
            opened = ask(
                admin, "Decrypt", CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "b"}, **named
            )
            assert (opened["Plaintext"], opened["KeyId"]) == (b"hello", arn)


@pytest.mark.parametrize(
    ("asked", "size"),
    [({"KeySpec": "AES_256"}, 32), ({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 1024}, 1024)],
)
def test_data_keys(world: World, admin: Call, asked: dict[str, Any], size: int) -> None:
    arn = world.key(admin)
    made = ask(admin, "GenerateDataKey", KeyId=arn, **asked)
    assert len(made["Plaintext"]) == size
    assert ask(admin, "Decrypt", CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    assert made["KeyMaterialId"] == ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["CurrentKeyMaterialId"]
    sealed_only = ask(admin, "GenerateDataKeyWithoutPlaintext", KeyId=arn, **asked)
    assert "Plaintext" not in sealed_only
    assert len(ask(admin, "Decrypt", CiphertextBlob=sealed_only["CiphertextBlob"])["Plaintext"]) == size


@pytest.mark.parametrize("asked", [{}, {"KeySpec": "AES_256", "NumberOfBytes": 32}])
def test_a_data_key_has_one_size(world: World, admin: Call, asked: dict[str, Any]) -> None:
    arn = world.key(admin)
    with pytest.raises(ValidationException, match="Please specify either number of bytes or key spec"):
        ask(admin, "GenerateDataKey", KeyId=arn, **asked)


@given(sealed=CONTEXTS, opened=CONTEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_blob_opens_under_its_own_context_alone(
    world: World, admin: Call, sealed: dict[str, str], opened: dict[str, str]
) -> None:
    arn = world.instance.parts.get("test.key") or world.instance.parts.setdefault("test.key", world.key(admin))
    made = generate_data_key(admin, {"KeyId": arn, "KeySpec": "AES_128", "EncryptionContext": sealed})
    request = {"CiphertextBlob": made["CiphertextBlob"], "EncryptionContext": opened}
    if sealed == opened:
        assert decrypt(admin, request)["Plaintext"] == made["Plaintext"]
    else:
        with pytest.raises(InvalidCiphertextException) as caught:
            decrypt(admin, request)
        assert caught.value.message == ""


def test_contexts_that_others_confuse(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext={"a": "bc"})["CiphertextBlob"]
    for wrong in ({"ab": "c"}, {"A": "bc"}, {"a": "bc", "": ""}, {}):
        with pytest.raises(InvalidCiphertextException):
            ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext=wrong)
    plain = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext={})["CiphertextBlob"]
    assert ask(admin, "Decrypt", CiphertextBlob=plain)["Plaintext"] == b"x"


def test_altered_cut_and_foreign_blobs(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    for wrong in (blob[:-1], blob + b"\0", blob[:-1] + bytes([blob[-1] ^ 1]), b"nonsense", b"SLCK\x01" + bytes(200)):
        for named in ({}, {"KeyId": arn}):
            with pytest.raises(InvalidCiphertextException) as caught:
                ask(admin, "Decrypt", CiphertextBlob=wrong, **named)
            assert caught.value.message == ""


def test_another_key_than_the_blobs(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    with pytest.raises(IncorrectKeyException) as caught:
        ask(admin, "Decrypt", CiphertextBlob=blob, KeyId=other)
    assert caught.value.message == (
        "The key ID in the request does not identify a CMK that can perform this operation."
    )


def test_re_encrypt_moves_key_and_context(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext={"old": "1"})["CiphertextBlob"]
    request: dict[str, Any] = {
        "CiphertextBlob": blob,
        "DestinationKeyId": other,
        "SourceEncryptionContext": {"old": "1"},
        "DestinationEncryptionContext": {"new": "2"},
    }
    moved = ask(admin, "ReEncrypt", **request)
    assert (moved["SourceKeyId"], moved["KeyId"]) == (arn, other)
    opened = ask(admin, "Decrypt", CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"new": "2"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", other)
    with pytest.raises(InvalidCiphertextException):
        ask(admin, "ReEncrypt", **{**request, "SourceEncryptionContext": {}})
    with pytest.raises(IncorrectKeyException):
        ask(admin, "ReEncrypt", **{**request, "SourceKeyId": other})


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("Encrypt", {"Plaintext": b"x"}),
        ("GenerateDataKey", {"KeySpec": "AES_256"}),
        ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_256"}),
        ("Decrypt", {"DryRunModifiers": ["IGNORE_CIPHERTEXT"]}),
        ("ReEncrypt", {"DryRunModifiers": ["IGNORE_CIPHERTEXT"]}),
        ("CreateGrant", {"GranteePrincipal": "arn:aws:iam::111122223333:root", "Operations": ["Decrypt"]}),
    ],
)
def test_dry_runs(world: World, admin: Call, name: str, request_: dict[str, Any]) -> None:
    arn = world.key(admin)
    named = {"SourceKeyId": arn, "DestinationKeyId": arn} if name == "ReEncrypt" else {"KeyId": arn}
    with pytest.raises(DryRunOperationException) as caught:
        ask(admin, name, DryRun=True, **named, **request_)
    assert caught.value.message == "The request would have succeeded, but the DryRun option is set."
    assert ask(admin, "ListGrants", KeyId=arn)["Grants"] == []
    stranger = world.call(world.user("stranger"))
    with pytest.raises(ServiceError, match="is not authorized to perform"):
        ask(stranger, name, DryRun=True, **named, **request_)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"GrantTokens": ["bm90IG91cnM"]}, InvalidGrantTokenException),
        ({"EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}, InvalidKeyUsageException),
        ({"EncryptionContext": {"k": "v" * 9000}}, ValidationException),
    ],
)
def test_refused_parameters(world: World, admin: Call, request_: dict[str, Any], error: type[ServiceError]) -> None:
    arn = world.key(admin)
    with pytest.raises(error):
        ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", **request_)


def test_attested_recipients_are_refused(world: World, admin: Call) -> None:
    arn = world.key(admin)
    recipient = {"AttestationDocument": b"x", "KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    for name, request in (("GenerateDataKey", {"KeyId": arn, "KeySpec": "AES_256"}), ("GenerateRandom", {})):
        with pytest.raises(ValidationException, match="attestation"):
            ask(admin, name, Recipient=recipient, **request)


def test_random_bytes(admin: Call) -> None:
    assert len(ask(admin, "GenerateRandom", NumberOfBytes=1024)["Plaintext"]) == 1024
    assert (
        ask(admin, "GenerateRandom", NumberOfBytes=32)["Plaintext"]
        != ask(admin, "GenerateRandom", NumberOfBytes=32)["Plaintext"]
    )
    with pytest.raises(ValidationException):
        ask(admin, "GenerateRandom")


def test_no_secret_is_ever_written_down(world: World, admin: Call) -> None:
    arn = world.key(admin)
    secret = b"very secret plaintext"
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=secret)["CiphertextBlob"]
    data_key = ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")["Plaintext"]
    drawn = ask(admin, "GenerateRandom", NumberOfBytes=32)["Plaintext"]
    ask(admin, "Decrypt", CiphertextBlob=blob)
    ask(admin, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=arn)
    with pytest.raises(InvalidCiphertextException):
        ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext={"wrong": "one"})
    records = world.instance.trail.newest(100)
    written = json.dumps(records)
    for value in (secret, data_key, drawn):
        for form in (value.hex(), repr(value), json.dumps(value.decode("latin1")), _base64(value)):
            assert form.strip("\"'b") not in written
    assert {record["eventName"] for record in records} >= {"Encrypt", "Decrypt", "GenerateDataKey", "ReEncrypt"}
    assert world.instance.trail.verify() == len(records)
    assert "Secret" not in repr(world.instance.parts) or "Secret(…)" in repr(world.instance.parts)


def _base64(value: bytes) -> str:
    from base64 import b64encode

    return b64encode(value).decode()
