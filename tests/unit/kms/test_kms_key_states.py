"""Every operation on a key in every key state (Developer Guide, "Key states of AWS KMS keys")."""

from typing import Any

import pytest

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.unit.kms.kms_world import DELEGATION, World, ask, policy

OK = ""
DISABLED = "DisabledException: {arn} is disabled."
PENDING = "KMSInvalidStateException: {arn} is pending deletion."
NOT_PENDING = "KMSInvalidStateException: {arn} is not pending deletion."

# Operation, request, and the answers in Enabled, Disabled, PendingDeletion.
TABLE: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("DescribeKey", {}, OK, OK, OK),
    ("GetKeyPolicy", {}, OK, OK, OK),
    ("PutKeyPolicy", {"Policy": policy(DELEGATION)}, OK, OK, OK),
    ("ListKeyPolicies", {}, OK, OK, OK),
    ("ListResourceTags", {}, OK, OK, OK),
    ("ListGrants", {}, OK, OK, OK),
    ("ListAliases", {}, OK, OK, OK),
    ("GetKeyRotationStatus", {}, OK, OK, OK),
    ("ListKeyRotations", {}, OK, OK, OK),
    ("EnableKeyRotation", {"RotationPeriodInDays": 90}, OK, DISABLED, PENDING),
    ("DisableKeyRotation", {}, OK, DISABLED, PENDING),
    ("RotateKeyOnDemand", {}, OK, DISABLED, PENDING),
    ("EnableKey", {}, OK, OK, PENDING),
    ("DisableKey", {}, OK, OK, PENDING),
    ("UpdateKeyDescription", {"Description": "d"}, OK, OK, PENDING),
    ("TagResource", {"Tags": [{"TagKey": "a", "TagValue": "b"}]}, OK, OK, PENDING),
    ("UntagResource", {"TagKeys": ["a"]}, OK, OK, PENDING),
    ("ScheduleKeyDeletion", {}, OK, OK, PENDING),
    ("CancelKeyDeletion", {}, NOT_PENDING, NOT_PENDING, OK),
    ("Encrypt", {"Plaintext": b"x"}, OK, DISABLED, PENDING),
    ("Decrypt", {"CiphertextBlob": ...}, OK, DISABLED, PENDING),
    ("ReEncrypt", {"CiphertextBlob": ...}, OK, DISABLED, PENDING),
    ("GenerateDataKey", {"KeySpec": "AES_256"}, OK, DISABLED, PENDING),
    ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_128"}, OK, DISABLED, PENDING),
    ("CreateGrant", {"GranteePrincipal": ..., "Operations": ["Decrypt"]}, OK, DISABLED, PENDING),
    ("RevokeGrant", {"GrantId": ...}, OK, OK, OK),
    ("CreateAlias", {"AliasName": "alias/new"}, OK, OK, PENDING),
    ("UpdateAlias", {"AliasName": "alias/elsewhere"}, OK, OK, PENDING),
    ("DeleteAlias", {"AliasName": "alias/here"}, OK, OK, OK),
]
CASES = [
    pytest.param(name, request, state, answer, id=f"{name}-{state}")
    for name, request, *answers in TABLE
    for state, answer in zip(("Enabled", "Disabled", "PendingDeletion"), answers, strict=True)
]


@pytest.mark.parametrize(("name", "request_", "state", "wanted"), CASES)
def test_answer(world: World, admin: Call, name: str, request_: dict[str, Any], state: str, wanted: str) -> None:
    arn, other = world.key(admin), world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
    ask(admin, "CreateAlias", AliasName="alias/elsewhere", TargetKeyId=other)
    grantee = world.user("grantee").arn
    fill = {
        "CiphertextBlob": ask(admin, "Encrypt", KeyId=arn, Plaintext=b"secret")["CiphertextBlob"],
        "GranteePrincipal": grantee,
        "GrantId": ask(admin, "CreateGrant", KeyId=arn, GranteePrincipal=grantee, Operations=["Encrypt"])["GrantId"],
    }
    request = {member: fill[member] if value is ... else value for member, value in request_.items()}
    if name in ("CreateAlias", "UpdateAlias"):
        request["TargetKeyId"] = arn
    elif name == "ReEncrypt":
        request["DestinationKeyId"] = other
    elif name != "DeleteAlias":
        request["KeyId"] = arn
    if state != "Enabled":
        ask(admin, {"Disabled": "DisableKey", "PendingDeletion": "ScheduleKeyDeletion"}[state], KeyId=arn)
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
