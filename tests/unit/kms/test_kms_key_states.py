"""Every operation on a key in every key state (Developer Guide, "Key states of AWS KMS keys")."""

from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.support.wrapped_material import HYBRID, OAEP_SHA_256, private_key, wrap_material
from tests.unit.kms.importing import FOREVER, bring, parameters
from tests.unit.kms.kms_world import DELEGATION, World, ask, policy

OK = ""
DISABLED = "DisabledException: {arn} is disabled."
PENDING = "KMSInvalidStateException: {arn} is pending deletion."
PENDING_REPLICAS = "KMSInvalidStateException: {arn} is pending replica deletion."
NOT_PENDING = "KMSInvalidStateException: {arn} is not pending deletion."
IMPORT = "KMSInvalidStateException: {arn} is pending import."
ORIGIN = "UnsupportedOperationException: {arn} origin is EXTERNAL which is not valid for this operation."

# Operation, request, and the answers in Enabled, Disabled, PendingDeletion, PendingImport.
TABLE: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("DescribeKey", {}, OK, OK, OK, OK),
    ("GetKeyPolicy", {}, OK, OK, OK, OK),
    ("PutKeyPolicy", {"Policy": policy(DELEGATION)}, OK, OK, OK, OK),
    ("ListKeyPolicies", {}, OK, OK, OK, OK),
    ("ListResourceTags", {}, OK, OK, OK, OK),
    ("ListGrants", {}, OK, OK, OK, OK),
    ("ListAliases", {}, OK, OK, OK, OK),
    ("GetKeyRotationStatus", {}, OK, OK, OK, OK),
    ("ListKeyRotations", {}, OK, OK, OK, OK),
    ("GetKeyLastUsage", {}, OK, OK, OK, OK),
    ("EnableKeyRotation", {"RotationPeriodInDays": 90}, OK, DISABLED, PENDING, ORIGIN),
    ("DisableKeyRotation", {}, OK, DISABLED, PENDING, ORIGIN),
    ("RotateKeyOnDemand", {}, OK, DISABLED, PENDING, IMPORT),
    ("EnableKey", {}, OK, OK, PENDING, IMPORT),
    ("DisableKey", {}, OK, OK, PENDING, IMPORT),
    ("UpdateKeyDescription", {"Description": "d"}, OK, OK, PENDING, OK),
    ("TagResource", {"Tags": [{"TagKey": "a", "TagValue": "b"}]}, OK, OK, PENDING, OK),
    ("UntagResource", {"TagKeys": ["a"]}, OK, OK, PENDING, OK),
    ("ScheduleKeyDeletion", {}, OK, OK, PENDING, OK),
    ("CancelKeyDeletion", {}, NOT_PENDING, NOT_PENDING, OK, NOT_PENDING),
    ("Encrypt", {"Plaintext": b"x"}, OK, DISABLED, PENDING, IMPORT),
    ("Decrypt", {"CiphertextBlob": ...}, OK, DISABLED, PENDING, IMPORT),
    ("ReEncrypt", {"CiphertextBlob": ...}, OK, DISABLED, PENDING, IMPORT),
    ("GenerateDataKey", {"KeySpec": "AES_256"}, OK, DISABLED, PENDING, IMPORT),
    ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_128"}, OK, DISABLED, PENDING, IMPORT),
    ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}, OK, DISABLED, PENDING, IMPORT),
    ("GenerateDataKeyPairWithoutPlaintext", {"KeyPairSpec": "ECC_NIST_P256"}, OK, DISABLED, PENDING, IMPORT),
    ("CreateGrant", {"GranteePrincipal": ..., "Operations": ["DescribeKey"]}, OK, DISABLED, PENDING, IMPORT),
    ("RevokeGrant", {"GrantId": ...}, OK, OK, OK, OK),
    ("RetireGrant", {"GrantId": ...}, OK, OK, OK, OK),
    ("CreateAlias", {"AliasName": "alias/new"}, OK, OK, PENDING, OK),
    ("UpdateAlias", {"AliasName": "alias/elsewhere"}, OK, OK, PENDING, OK),
    ("DeleteAlias", {"AliasName": "alias/here"}, OK, OK, OK, OK),
]
# Those for keys of origin EXTERNAL alone, and those for multi-Region primaries.
WRAPPING = {"WrappingAlgorithm": OAEP_SHA_256, "WrappingKeySpec": "RSA_2048"}
OF_EXTERNAL: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("GetParametersForImport", WRAPPING, OK, OK, PENDING, OK),
    ("ImportKeyMaterial", {"ImportToken": ..., "EncryptedKeyMaterial": ..., **FOREVER}, OK, OK, PENDING, OK),
    ("DeleteImportedKeyMaterial", {}, OK, OK, OK, OK),
]
OF_PRIMARIES: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("ReplicateKey", {"ReplicaRegion": "ap-northeast-1"}, OK, DISABLED, PENDING, IMPORT),
    ("UpdatePrimaryRegion", {"PrimaryRegion": "us-east-1"}, OK, DISABLED, PENDING, IMPORT),
]
# Those of keys of other kinds: the kind, the operation, its request; and what is asked before, and taken of its answer.
CURVE = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
AGREEMENT = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"}
HMAC = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
KEM = {"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}
RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
SIGNED = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
ECDH = {"KeyAgreementAlgorithm": "ECDH"}
ML_KEM = {"EncapsulationAlgorithm": "ML_KEM"}
OAEP = {"EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
OF_OTHER_KINDS: list[tuple[dict[str, str], str, dict[str, Any], tuple[str, dict[str, Any], str]]] = [
    (CURVE, "Sign", SIGNED, ("Sign", SIGNED, "")),
    (CURVE, "Verify", SIGNED, ("Sign", SIGNED, "Signature")),
    (CURVE, "GetPublicKey", {}, ("GetPublicKey", {}, "")),
    (HMAC, "GenerateMac", MAC, ("GenerateMac", MAC, "")),
    (HMAC, "VerifyMac", MAC, ("GenerateMac", MAC, "Mac")),
    (AGREEMENT, "DeriveSharedSecret", ECDH, ("GetPublicKey", {}, "PublicKey")),
    (KEM, "Encapsulate", ML_KEM, ("Encapsulate", ML_KEM, "")),
    (KEM, "Decapsulate", ML_KEM, ("Encapsulate", ML_KEM, "SharedSecretCiphertextBlob")),
    (RSA, "Encrypt", {**OAEP, "Plaintext": b"x"}, ("GetPublicKey", {}, "")),
    (RSA, "Decrypt", OAEP, ("Encrypt", {**OAEP, "Plaintext": b"x"}, "CiphertextBlob")),
]
# What does not act on a key that is there.
OF_KEY_STORES = {
    f"{verb}CustomKeyStore{'s' if verb == 'Describe' else ''}"
    for verb in ("Connect", "Create", "Delete", "Describe", "Disconnect", "Update")
}
WITHOUT_A_KEY = {"CreateKey", "GenerateRandom", "ListKeys", "ListRetirableGrants", *OF_KEY_STORES}
STATES = ("Enabled", "Disabled", "PendingDeletion", "PendingImport")
MOVES = {
    "Disabled": "DisableKey",
    "PendingDeletion": "ScheduleKeyDeletion",
    "PendingImport": "DeleteImportedKeyMaterial",
}
CASES = [
    pytest.param(name, request, state, answer, id=f"{name}-{state}")
    for name, request, *answers in TABLE + OF_EXTERNAL + OF_PRIMARIES
    for state, answer in zip(STATES, answers, strict=True)
]
REPLICA_CASES = [
    pytest.param(name, request, PENDING_REPLICAS if answers[2] == PENDING else answers[2], id=name)
    for name, request, *answers in TABLE + OF_PRIMARIES
]


def test_every_operation_is_in_the_table() -> None:
    told = {name for name, *_ in TABLE + OF_EXTERNAL + OF_PRIMARIES} | {name for _, name, *_ in OF_OTHER_KINDS}
    assert told == set(kms.operations) - WITHOUT_A_KEY


@pytest.mark.parametrize(("name", "request_", "state", "wanted"), CASES)
def test_answer(world: World, admin: Call, name: str, request_: dict[str, Any], state: str, wanted: str) -> None:
    external = state == "PendingImport" or name in {row[0] for row in OF_EXTERNAL}
    related = name in {row[0] for row in OF_PRIMARIES}
    arn = world.key(admin, MultiRegion=related, Origin="EXTERNAL" if external else "AWS_KMS")
    if external:
        bring(admin, arn, bytes(32))
    _hold(admin, arn, name, _filled(world, admin, arn, name, request_), state, wanted)


@pytest.mark.parametrize(("name", "request_", "wanted"), REPLICA_CASES)
def test_answer_while_replicas_are_waited_for(
    world: World, admin: Call, name: str, request_: dict[str, Any], wanted: str
) -> None:
    arn = world.key(admin, MultiRegion=True)
    ask(admin, "ReplicateKey", KeyId=arn, ReplicaRegion="eu-west-1")
    _hold(admin, arn, name, _filled(world, admin, arn, name, request_), "PendingDeletion", wanted)


def _filled(world: World, admin: Call, arn: str, name: str, request_: dict[str, Any]) -> dict[str, Any]:
    """A request, with what belongs to the key filled in."""
    other = world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
    ask(admin, "CreateAlias", AliasName="alias/elsewhere", TargetKeyId=other)
    grantee = world.user("grantee").arn
    grant = {"GranteePrincipal": grantee, "RetiringPrincipal": admin.principal.arn, "Operations": ["Decrypt"]}
    fill = {
        "CiphertextBlob": ask(admin, "Encrypt", KeyId=arn, Plaintext=b"secret")["CiphertextBlob"],
        "GranteePrincipal": grantee,
        "GrantId": ask(admin, "CreateGrant", KeyId=arn, **grant)["GrantId"],
    }
    if name == "ImportKeyMaterial":
        given = parameters(admin, arn)
        fill["ImportToken"] = given["ImportToken"]
        fill["EncryptedKeyMaterial"] = wrap_material(given["PublicKey"], OAEP_SHA_256, bytes(32))
    request = {member: fill[member] if value is ... else value for member, value in request_.items()}
    if name == "ReEncrypt":
        request["DestinationKeyId"] = other
    return request


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("kind", "name", "request_", "before"),
    [pytest.param(*row, id=f"{row[0]['KeySpec']}-{row[1]}") for row in OF_OTHER_KINDS],
)
def test_answer_for_a_key_of_another_kind(
    world: World,
    admin: Call,
    kind: dict[str, str],
    name: str,
    request_: dict[str, Any],
    before: tuple[str, dict[str, Any], str],
    state: str,
) -> None:
    imported = state == "PendingImport"
    if imported and kind is KEM:
        return  # post-quantum keys are made here alone
    arn = world.key(admin, **kind, Origin="EXTERNAL" if imported else "AWS_KMS")
    if imported:
        material = bytes(32) if kind is HMAC else private_key(kind["KeySpec"])
        bring(admin, arn, material, OAEP_SHA_256 if kind is HMAC else HYBRID[1])
    first, asked, member = before
    answer = ask(admin, first, KeyId=arn, **asked)
    request = {"KeyId": arn, **request_, **({member: answer[member]} if member else {})}
    if state == "Enabled":
        ask(admin, name, **request)
        return
    ask(admin, MOVES[state], KeyId=arn)
    for dry_run in ({}, {"DryRun": True}) if name != "GetPublicKey" else ({},):
        with pytest.raises(ServiceError) as caught:
            ask(admin, name, **request, **dry_run)
        wanted = {"Disabled": DISABLED, "PendingDeletion": PENDING, "PendingImport": IMPORT}[state]
        assert f"{caught.value.code}: {caught.value.message}" == wanted.format(arn=arn)


# Management of keys: every kind has it.
MANAGED = {
    "DescribeKey",
    "GetKeyPolicy",
    "PutKeyPolicy",
    "EnableKey",
    "DisableKey",
    "UpdateKeyDescription",
    "TagResource",
    "UntagResource",
    "ScheduleKeyDeletion",
    "CancelKeyDeletion",
    "CreateGrant",
    "RevokeGrant",
    "CreateAlias",
    "UpdateAlias",
    "DeleteAlias",
    "ListGrants",
    "ListAliases",
    "ListKeyPolicies",
    "ListResourceTags",
}


@pytest.mark.parametrize("kind", [CURVE, HMAC, KEM], ids=lambda kind: kind["KeyUsage"])
def test_management_is_the_same_for_every_kind(world: World, admin: Call, kind: dict[str, str]) -> None:
    for name, request, *answers in TABLE:
        if name in MANAGED:
            for state, wanted in zip(STATES[:3], answers[:3], strict=True):
                arn, other = world.key(admin, **kind), world.key(admin, **kind)
                ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
                ask(admin, "CreateAlias", AliasName="alias/elsewhere", TargetKeyId=other)
                root = f"arn:aws:iam::{ACCOUNT}:root"
                grant = ask(admin, "CreateGrant", KeyId=arn, GranteePrincipal=root, Operations=["DescribeKey"])
                fill = {"GranteePrincipal": root, "GrantId": grant["GrantId"]}
                _hold(admin, arn, name, {m: fill[m] if v is ... else v for m, v in request.items()}, state, wanted)
                for alias in ask(admin, "ListAliases")["Aliases"]:
                    ask(admin, "DeleteAlias", AliasName=alias["AliasName"])


def _hold(admin: Call, arn: str, name: str, request: dict[str, Any], state: str, wanted: str) -> None:
    """Ask an operation about a key in a state, and hold it to its answer."""
    if name in ("CreateAlias", "UpdateAlias"):
        request["TargetKeyId"] = arn
    elif name not in ("DeleteAlias", "ReEncrypt"):
        request["KeyId"] = arn
    if state != "Enabled":
        ask(admin, MOVES[state], KeyId=arn)
    if wanted == OK:
        ask(admin, name, **request)
        return
    with pytest.raises(ServiceError) as caught:
        ask(admin, name, **request)
    assert f"{caught.value.code}: {caught.value.message}" == wanted.format(arn=arn)


def test_re_encrypt_asks_the_destination_key_too(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "DisableKey", KeyId=other)
    with pytest.raises(DisabledException, match=other):
        ask(admin, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other)


def test_a_key_kept_after_all_is_disabled_and_works_once_enabled(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    answer = ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=7)
    assert answer["PendingWindowInDays"] == 7
    assert (answer["DeletionDate"] - world.clock()).days == 7
    assert ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["DeletionDate"] == answer["DeletionDate"]
    ask(admin, "CancelKeyDeletion", KeyId=arn)
    metadata = ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["Enabled"], "DeletionDate" in metadata) == ("Disabled", False, False)
    ask(admin, "EnableKey", KeyId=arn)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


@pytest.mark.parametrize("days", [6, 31])
def test_waiting_period_out_of_bounds(world: World, admin: Call, days: int) -> None:
    arn = world.key(admin)
    with pytest.raises(ServiceError, match=f"Value '{days}' at 'pendingWindowInDays' failed"):
        ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=days)


def test_authorization_comes_before_key_state(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "ScheduleKeyDeletion", KeyId=arn)
    stranger = world.call(world.user("stranger"))
    with pytest.raises(ServiceError, match="no identity-based policy allows the kms:Encrypt action"):
        ask(stranger, "Encrypt", KeyId=arn, Plaintext=b"x")
    with pytest.raises(KMSInvalidStateException):
        ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")
