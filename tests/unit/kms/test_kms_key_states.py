"""Every operation on a key in every key state (Developer Guide, "Key states of AWS KMS keys")."""

from typing import Any

import pytest

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.wrapped_material import OAEP_SHA_256, wrap_material
from tests.unit.kms.importing import FOREVER, bring, parameters
from tests.unit.kms.kms_world import DELEGATION, World, ask, policy

OK = ""
DISABLED = "DisabledException: {arn} is disabled."
PENDING = "KMSInvalidStateException: {arn} is pending deletion."
PENDING_REPLICAS = "KMSInvalidStateException: {arn} is pending replica deletion."
NOT_PENDING = "KMSInvalidStateException: {arn} is not pending deletion."
IMPORT = "KMSInvalidStateException: {arn} is pending import."
ORIGIN = "UnsupportedOperationException: {arn} origin is EXTERNAL which is not valid for this operation."

OAEP = {"WrappingAlgorithm": OAEP_SHA_256, "WrappingKeySpec": "RSA_2048"}

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
    ("CreateGrant", {"GranteePrincipal": ..., "Operations": ["Decrypt"]}, OK, DISABLED, PENDING, IMPORT),
    ("RevokeGrant", {"GrantId": ...}, OK, OK, OK, OK),
    ("CreateAlias", {"AliasName": "alias/new"}, OK, OK, PENDING, OK),
    ("UpdateAlias", {"AliasName": "alias/elsewhere"}, OK, OK, PENDING, OK),
    ("DeleteAlias", {"AliasName": "alias/here"}, OK, OK, OK, OK),
]
# Those for keys of origin EXTERNAL alone, and those for multi-Region primaries.
OF_EXTERNAL: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("GetParametersForImport", OAEP, OK, OK, PENDING, OK),
    ("ImportKeyMaterial", {"ImportToken": ..., "EncryptedKeyMaterial": ..., **FOREVER}, OK, OK, PENDING, OK),
    ("DeleteImportedKeyMaterial", {}, OK, OK, OK, OK),
]
OF_PRIMARIES: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("ReplicateKey", {"ReplicaRegion": "ap-northeast-1"}, OK, DISABLED, PENDING, IMPORT),
    ("UpdatePrimaryRegion", {"PrimaryRegion": "us-east-1"}, OK, DISABLED, PENDING, IMPORT),
]
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


@pytest.mark.parametrize(("name", "request_", "state", "wanted"), CASES)
def test_answer(world: World, admin: Call, name: str, request_: dict[str, Any], state: str, wanted: str) -> None:
    external = state == "PendingImport" or name in {row[0] for row in OF_EXTERNAL}
    related = name in {row[0] for row in OF_PRIMARIES}
    arn = world.key(admin, MultiRegion=related, Origin="EXTERNAL" if external else "AWS_KMS")
    if external:
        bring(admin, arn, bytes(32))
    _hold(world, admin, arn, name, request_, MOVES.get(state), wanted)


@pytest.mark.parametrize(("name", "request_", "wanted"), REPLICA_CASES)
def test_answer_while_replicas_are_waited_for(
    world: World, admin: Call, name: str, request_: dict[str, Any], wanted: str
) -> None:
    arn = world.key(admin, MultiRegion=True)
    ask(admin, "ReplicateKey", KeyId=arn, ReplicaRegion="eu-west-1")
    _hold(world, admin, arn, name, request_, "ScheduleKeyDeletion", wanted)


def _hold(
    world: World, admin: Call, arn: str, name: str, request_: dict[str, Any], move: str | None, wanted: str
) -> None:
    """Ask after the key was moved to its state."""
    other = world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
    ask(admin, "CreateAlias", AliasName="alias/elsewhere", TargetKeyId=other)
    grantee = world.user("grantee").arn
    fill = {
        "CiphertextBlob": ask(admin, "Encrypt", KeyId=arn, Plaintext=b"secret")["CiphertextBlob"],
        "GranteePrincipal": grantee,
        "GrantId": ask(admin, "CreateGrant", KeyId=arn, GranteePrincipal=grantee, Operations=["Encrypt"])["GrantId"],
    }
    if name == "ImportKeyMaterial":
        given = parameters(admin, arn)
        fill["ImportToken"] = given["ImportToken"]
        fill["EncryptedKeyMaterial"] = wrap_material(given["PublicKey"], OAEP_SHA_256, bytes(32))
    request = {member: fill[member] if value is ... else value for member, value in request_.items()}
    if name in ("CreateAlias", "UpdateAlias"):
        request["TargetKeyId"] = arn
    elif name == "ReEncrypt":
        request["DestinationKeyId"] = other
    elif name != "DeleteAlias":
        request["KeyId"] = arn
    if move:
        ask(admin, move, KeyId=arn)
    if wanted == OK:
        ask(admin, name, **request)
    else:
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
