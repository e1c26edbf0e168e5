"""What every operation answers for a key of every kind, which grants it can have, and which condition keys are seen."""

import json
from base64 import b64encode
from typing import Any

import pytest

from sealcanvas.kms.errors import AccessDeniedException, DryRunOperationException
from sealcanvas.kms.find import find_key
from sealcanvas.kms.grants import grant_operations
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from sealcanvas.wire.model import load
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, World, ask, key_statement

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
KINDS = {
    "symmetric": ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
    "rsa": ("RSA_2048", "ENCRYPT_DECRYPT"),
    "rsa-signs": ("RSA_2048", "SIGN_VERIFY"),
    "curve-signs": ("ECC_NIST_P256", "SIGN_VERIFY"),
    "curve-agrees": ("ECC_NIST_P256", "KEY_AGREEMENT"),
    "hmac": ("HMAC_256", "GENERATE_VERIFY_MAC"),
    "ml-dsa": ("ML_DSA_44", "SIGN_VERIFY"),
    "ml-kem": ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE"),
}
SIGN = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
ML_KEM = {"EncapsulationAlgorithm": "ML_KEM"}
USAGE, UNSUPPORTED = "InvalidKeyUsageException", "UnsupportedOperationException"
# Operation, request, what it answers for keys that it is not for, and those that it is for.
REQUESTS: list[tuple[str, dict[str, Any], str, set[str]]] = [
    ("Encrypt", {"Plaintext": b"x"}, USAGE, {"symmetric"}),
    ("Encrypt", {"Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}, USAGE, {"rsa"}),
    ("Decrypt", {"EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "CiphertextBlob": b"x"}, USAGE, {"rsa"}),
    ("GenerateDataKey", {"KeySpec": "AES_256"}, USAGE, {"symmetric"}),
    ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_256"}, USAGE, {"symmetric"}),
    ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}, USAGE, {"symmetric"}),
    ("GenerateDataKeyPairWithoutPlaintext", {"KeyPairSpec": "ECC_NIST_P256"}, USAGE, {"symmetric"}),
    ("Sign", SIGN, USAGE, {"curve-signs"}),
    ("Sign", {**SIGN, "SigningAlgorithm": "RSASSA_PSS_SHA_512"}, USAGE, {"rsa-signs"}),
    ("Sign", {**SIGN, "SigningAlgorithm": "ML_DSA_SHAKE_256"}, USAGE, {"ml-dsa"}),
    ("Verify", {**SIGN, "Signature": b"x"}, USAGE, {"curve-signs"}),
    ("GenerateMac", MAC, USAGE, {"hmac"}),
    ("VerifyMac", {**MAC, "Mac": b"x"}, USAGE, {"hmac"}),
    ("DeriveSharedSecret", {"KeyAgreementAlgorithm": "ECDH", "PublicKey": b"x"}, USAGE, {"curve-agrees"}),
    ("Encapsulate", ML_KEM, USAGE, {"ml-kem"}),
    ("Decapsulate", {**ML_KEM, "SharedSecretCiphertextBlob": b"x"}, USAGE, {"ml-kem"}),
    ("GetPublicKey", {}, UNSUPPORTED, set(KINDS) - {"symmetric", "hmac"}),
    ("EnableKeyRotation", {}, UNSUPPORTED, {"symmetric"}),
    ("DisableKeyRotation", {}, UNSUPPORTED, {"symmetric"}),
    ("RotateKeyOnDemand", {}, UNSUPPORTED, {"symmetric"}),
    ("ListKeyRotations", {}, UNSUPPORTED, {"symmetric"}),
    ("GetKeyRotationStatus", {}, "", set(KINDS)),
]
OPERATIONS = set(load("kms").operations["CreateGrant"].input.members["Operations"].member.enum)  # type: ignore[union-attr]


@pytest.fixture
def keys(world: World, admin: Call) -> dict[str, str]:
    return {kind: world.key(admin, KeySpec=spec, KeyUsage=usage) for kind, (spec, usage) in KINDS.items()}


@pytest.mark.parametrize("state", ["Enabled", "Disabled"])
def test_operations_on_keys_of_other_kinds(admin: Call, keys: dict[str, str], state: str) -> None:
    for kind, arn in keys.items():
        if state == "Disabled":
            ask(admin, "DisableKey", KeyId=arn)
        for name, request, code, suitable in REQUESTS:
            rotation = name.endswith(("Rotation", "Rotations", "OnDemand"))
            try:
                ask(admin, name, KeyId=arn, **request)
                told = ""
            except ServiceError as error:
                told = error.code
            if kind not in suitable:
                # The key's kind is looked at before its state where rotation is asked for, and after it elsewhere.
                assert told == ("DisabledException" if state == "Disabled" and not rotation else code), (kind, name)
            else:
                assert told not in (USAGE, UNSUPPORTED), (kind, name)


def test_re_encrypt_looks_at_both_keys(admin: Call, keys: dict[str, str]) -> None:
    sealed = ask(admin, "Encrypt", KeyId=keys["symmetric"], Plaintext=b"x")["CiphertextBlob"]
    for kind in set(keys) - {"symmetric"}:
        for request in (
            {"CiphertextBlob": sealed, "DestinationKeyId": keys[kind]},
            {"CiphertextBlob": b"x", "SourceKeyId": keys[kind], "DestinationKeyId": keys["symmetric"]},
        ):
            with pytest.raises(ServiceError) as caught:
                ask(admin, "ReEncrypt", **request)
            assert caught.value.code == USAGE


def test_usage_is_told(admin: Call, keys: dict[str, str]) -> None:
    with pytest.raises(ServiceError) as caught:
        ask(admin, "Sign", KeyId=keys["hmac"], **SIGN)
    assert caught.value.message == f"{keys['hmac']} key usage is GENERATE_VERIFY_MAC which is not valid for Sign."


def test_an_alias_stays_with_its_kind(admin: Call, keys: dict[str, str]) -> None:
    for kind, arn in keys.items():
        ask(admin, "CreateAlias", AliasName=f"alias/{kind}", TargetKeyId=arn)
        for other, another in keys.items():
            if {kind, other} <= {"rsa-signs", "curve-signs", "ml-dsa"} or kind == other:  # pairs of one usage
                ask(admin, "UpdateAlias", AliasName=f"alias/{kind}", TargetKeyId=another)
                continue
            with pytest.raises(ValidationException, match="same key usage and kind"):
                ask(admin, "UpdateAlias", AliasName=f"alias/{kind}", TargetKeyId=another)


@pytest.mark.parametrize("kind", KINDS)
def test_grants_are_for_what_a_key_does(world: World, admin: Call, kind: str) -> None:
    spec, usage = KINDS[kind]
    arn = world.key(admin, KeySpec=spec, KeyUsage=usage)
    fit = grant_operations(find_key(admin, arn))
    assert {"CreateGrant", "DescribeKey", "RetireGrant"} < fit < OPERATIONS
    for operation in OPERATIONS:
        asked = {"KeyId": arn, "GranteePrincipal": ROOT, "Operations": [operation]}
        if operation in fit:
            ask(admin, "CreateGrant", **asked)
        else:
            with pytest.raises(ValidationException, match=operation):
                ask(admin, "CreateGrant", **asked)
    constrained = {"GranteePrincipal": ROOT, "Operations": ["DescribeKey"]}
    for name in ("EncryptionContextEquals", "EncryptionContextSubset"):
        if kind != "symmetric":
            with pytest.raises(ValidationException, match="Encryption context constraints"):
                ask(admin, "CreateGrant", KeyId=arn, **constrained, Constraints={name: {"a": "b"}})


def test_every_operation_of_the_model_fits_some_kind(admin: Call, keys: dict[str, str]) -> None:
    assert set().union(*(grant_operations(find_key(admin, arn)) for arn in keys.values())) == OPERATIONS


GRANTED: list[tuple[str, str, dict[str, Any]]] = [
    ("curve-signs", "Sign", SIGN),
    ("curve-signs", "GetPublicKey", {}),
    ("hmac", "GenerateMac", MAC),
    ("ml-kem", "Encapsulate", ML_KEM),
    ("symmetric", "GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}),
]


@pytest.mark.parametrize(("kind", "name", "request_"), GRANTED)
def test_a_grant_allows_its_operation(
    world: World, admin: Call, kind: str, name: str, request_: dict[str, Any]
) -> None:
    spec, usage = KINDS[kind]
    arn, grantee = world.key(admin, KeySpec=spec, KeyUsage=usage), world.user("grantee")
    with pytest.raises(AccessDeniedException):
        ask(world.call(grantee), name, KeyId=arn, **request_)
    grant = ask(admin, "CreateGrant", KeyId=arn, GranteePrincipal=grantee.arn, Operations=[name])
    ask(world.call(grantee), name, KeyId=arn, **request_)
    other = {"Sign": "Verify", "GenerateMac": "VerifyMac", "Encapsulate": "Decapsulate"}.get(name, "DescribeKey")
    with pytest.raises(AccessDeniedException):
        ask(world.call(grantee), other, KeyId=arn, **_valid(other))
    ask(admin, "RevokeGrant", KeyId=arn, GrantId=grant["GrantId"])
    with pytest.raises(AccessDeniedException):
        ask(world.call(grantee), name, KeyId=arn, **request_)


def _valid(name: str) -> dict[str, Any]:
    return next((request for operation, request, *_ in REQUESTS if operation == name), {})


CONDITIONS: list[tuple[str, str, dict[str, Any], str, str, str]] = [
    ("curve-signs", "Sign", SIGN, "kms:SigningAlgorithm", "ECDSA_SHA_256", "ECDSA_SHA_384"),
    ("curve-signs", "Sign", SIGN, "kms:MessageType", "RAW", "DIGEST"),
    ("curve-signs", "Sign", {**SIGN, "Message": b"x" * 32, "MessageType": "DIGEST"}, "kms:MessageType", "DIGEST",
     "RAW"),
    ("curve-signs", "Sign", SIGN, "kms:KeyUsage", "SIGN_VERIFY", "KEY_AGREEMENT"),
    ("curve-signs", "Sign", SIGN, "kms:KeySpec", "ECC_NIST_P256", "ECC_NIST_P384"),
    ("hmac", "GenerateMac", MAC, "kms:MacAlgorithm", "HMAC_SHA_256", "HMAC_SHA_512"),
    ("hmac", "GenerateMac", MAC, "kms:KeyOrigin", "AWS_KMS", "EXTERNAL"),
    ("ml-kem", "Encapsulate", ML_KEM, "kms:EncapsulationAlgorithm", "ML_KEM", "ML_KEM_X"),
    ("rsa", "Encrypt", {"Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}, "kms:EncryptionAlgorithm",
     "RSAES_OAEP_SHA_1", "SYMMETRIC_DEFAULT"),
    ("symmetric", "GenerateDataKeyPair", {"KeyPairSpec": "RSA_2048"}, "kms:DataKeyPairSpec", "RSA_2048", "RSA_4096"),
    ("symmetric", "GenerateDataKeyPairWithoutPlaintext", {"KeyPairSpec": "ECC_NIST_P256"}, "kms:DataKeyPairSpec",
     "ECC_NIST_P256", "RSA_4096"),
    ("symmetric", "GenerateDataKey", {"KeySpec": "AES_256"}, "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", "X"),
    ("symmetric", "GenerateDataKeyPair", {"KeyPairSpec": "RSA_2048", "EncryptionContext": {"a": "b"}},
     "kms:EncryptionContext:a", "b", "c"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "request_", "key", "value", "another"), CONDITIONS)
def test_condition_keys(
    world: World, admin: Call, kind: str, name: str, request_: dict[str, Any], key: str, value: str, another: str
) -> None:
    spec, usage = KINDS[kind]
    arn = world.key(admin, KeySpec=spec, KeyUsage=usage)
    for number, (wanted, passes) in enumerate(((value, True), (another, False))):
        statement = {**world.allowed(f"kms:{name}"), "Condition": {"StringEquals": {key: wanted}}}
        call = world.call(world.user(f"u{number}", statement))
        with pytest.raises(DryRunOperationException if passes else AccessDeniedException):
            ask(call, name, KeyId=arn, **request_, DryRun=True)


def test_key_agreement_algorithm_condition(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    public = ask(admin, "GetPublicKey", KeyId=arn)["PublicKey"]
    for number, (wanted, error) in enumerate((("ECDH", DryRunOperationException), ("X", AccessDeniedException))):
        statement = {
            **world.allowed("kms:DeriveSharedSecret"),
            "Condition": {"StringEquals": {"kms:KeyAgreementAlgorithm": wanted}},
        }
        call = world.call(world.user(f"u{number}", statement))
        with pytest.raises(error):
            ask(call, "DeriveSharedSecret", KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=public, DryRun=True)


@pytest.mark.parametrize(("key", "value"), [("kms:KeySpec", "HMAC_256"), ("kms:KeyUsage", "GENERATE_VERIFY_MAC")])
def test_create_key_can_be_held_to_a_kind(world: World, key: str, value: str) -> None:
    call = world.call(world.user("u", {**world.allowed("kms:CreateKey"), "Condition": {"StringEquals": {key: value}}}))
    ask(call, "CreateKey", KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    with pytest.raises(AccessDeniedException):
        ask(call, "CreateKey", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")


def test_another_account_uses_a_key_by_its_arn_if_both_sides_allow(world: World, admin: Call) -> None:
    root = {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}
    arn = world.key(admin, DELEGATION, key_statement(root, "kms:*"), KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    allowed = world.call(world.user("allowed", world.allowed("kms:*"), account=OTHER_ACCOUNT))
    refused = world.call(world.user("refused", account=OTHER_ACCOUNT))
    signature = ask(allowed, "Sign", KeyId=arn, **SIGN)["Signature"]
    assert ask(allowed, "Verify", KeyId=arn, **SIGN, Signature=signature)["SignatureValid"]
    assert ask(allowed, "GetPublicKey", KeyId=arn)["KeyId"] == arn
    for name, request in (("Sign", SIGN), ("GetPublicKey", {})):
        with pytest.raises(AccessDeniedException):
            ask(refused, name, KeyId=arn, **request)
    own = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    with pytest.raises(AccessDeniedException):
        ask(allowed, "Sign", KeyId=own, **SIGN)


def test_no_secret_of_the_new_operations_is_written_down(world: World, admin: Call, keys: dict[str, str]) -> None:
    marker = b"a message that nobody else may read"
    public = ask(admin, "GetPublicKey", KeyId=keys["curve-agrees"])["PublicKey"]
    pair = ask(admin, "GenerateDataKeyPair", KeyId=keys["symmetric"], KeyPairSpec="ECC_NIST_P256")
    shared = ask(
        admin, "DeriveSharedSecret", KeyId=keys["curve-agrees"], KeyAgreementAlgorithm="ECDH", PublicKey=public
    )
    made = ask(admin, "Encapsulate", KeyId=keys["ml-kem"], **ML_KEM)
    ask(admin, "Sign", KeyId=keys["curve-signs"], **{**SIGN, "Message": marker})
    ask(admin, "GenerateMac", KeyId=keys["hmac"], **{**MAC, "Message": marker})
    with pytest.raises(ServiceError):
        ask(admin, "Verify", KeyId=keys["curve-signs"], **{**SIGN, "Message": marker}, Signature=b"x")
    secrets = [marker, pair["PrivateKeyPlaintext"], shared["SharedSecret"], made["SharedSecret"]]
    records = world.instance.trail.newest(100)
    written = json.dumps(records)
    for secret in secrets:
        for form in (
            secret.hex(),
            repr(secret)[2:-1],
            json.dumps(secret.decode("latin1"))[1:-1],
            b64encode(secret).decode(),
        ):
            assert form not in written
    assert {"Sign", "GenerateMac", "DeriveSharedSecret", "Encapsulate"} <= {record["eventName"] for record in records}
