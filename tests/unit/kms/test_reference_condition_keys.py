"""Every operation carries the condition keys that the Service Authorization Reference lists for its action."""

from typing import Any

import pytest

from sealcanvas.access.decision import Decision
from sealcanvas.access.service_reference import reference
from sealcanvas.kms import kms
from sealcanvas.kms.errors import AccessDeniedException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Service
from tests.unit.kms.kms_world import World, ask

CONTEXT = {"x": "y"}
CURVE = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
SIGN = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
BLOB = {"CiphertextBlob": ..., "SourceEncryptionContext": CONTEXT, "DestinationEncryptionContext": CONTEXT}
STORE = {"CustomKeyStoreId": "cks-0123456789abcdef0"}
GRANT = {"GranteePrincipal": ..., "RetiringPrincipal": ..., "Operations": ["Decrypt"]}
# Operations and requests, on a symmetric key unless another is named; "alias" where AWS takes one.
REQUESTS: list[tuple[str, dict[str, Any], str]] = [
    ("CreateKey", {"Tags": [{"TagKey": "a", "TagValue": "b"}], "MultiRegion": True}, ""),
    ("GenerateRandom", {"NumberOfBytes": 1}, ""),
    ("ListKeys", {}, ""),
    ("ListAliases", {}, ""),
    ("ListRetirableGrants", {"RetiringPrincipal": ...}, ""),
    ("CreateCustomKeyStore", {"CustomKeyStoreName": "x"}, ""),
    ("DescribeCustomKeyStores", {}, ""),
    *((f"{verb}CustomKeyStore", {"CustomKeyStoreId": "cks-x"}, "") for verb in ("Connect", "Disconnect", "Delete")),
    ("UpdateCustomKeyStore", {"CustomKeyStoreId": "cks-x"}, ""),
    *((name, {}, "symmetric") for name in ("GetKeyPolicy", "ListKeyPolicies", "ListResourceTags", "ListGrants")),
    *((name, {}, "symmetric") for name in ("EnableKey", "DisableKeyRotation", "EnableKeyRotation", "ListKeyRotations")),
    *((name, {}, "symmetric") for name in ("RotateKeyOnDemand", "GetKeyRotationStatus", "DisableKey")),
    ("DescribeKey", {}, "alias"),
    ("PutKeyPolicy", {"Policy": ...}, "symmetric"),
    ("UpdateKeyDescription", {"Description": "d"}, "symmetric"),
    ("TagResource", {"Tags": [{"TagKey": "c", "TagValue": "d"}]}, "symmetric"),
    ("UntagResource", {"TagKeys": ["c"]}, "symmetric"),
    ("CreateAlias", {"AliasName": "alias/new"}, "target"),
    ("UpdateAlias", {"AliasName": "alias/here"}, "target"),
    ("DeleteAlias", {"AliasName": "alias/here"}, ""),
    ("CreateGrant", {**GRANT, "Constraints": {"EncryptionContextSubset": CONTEXT}}, "symmetric"),
    ("RevokeGrant", {"GrantId": "0" * 64}, "symmetric"),
    ("Encrypt", {"Plaintext": b"x", "EncryptionContext": CONTEXT}, "alias"),
    ("Decrypt", {"CiphertextBlob": ..., "EncryptionContext": CONTEXT}, "alias"),
    ("ReEncrypt", BLOB, "destination"),
    ("GenerateDataKey", {"KeySpec": "AES_256", "EncryptionContext": CONTEXT}, "alias"),
    ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_256", "EncryptionContext": CONTEXT}, "alias"),
    ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256", "EncryptionContext": CONTEXT}, "alias"),
    ("GenerateDataKeyPairWithoutPlaintext", {"KeyPairSpec": "ECC_NIST_P256", "EncryptionContext": CONTEXT}, "alias"),
    ("Sign", SIGN, "alias"),
    ("Verify", {**SIGN, "Signature": b"x"}, "alias"),
    ("GetPublicKey", {}, "alias"),
    ("GenerateMac", MAC, "alias"),
    ("VerifyMac", {**MAC, "Mac": b"x"}, "alias"),
    ("DeriveSharedSecret", {"KeyAgreementAlgorithm": "ECDH", "PublicKey": b"x"}, "alias"),
    ("Encapsulate", {"EncapsulationAlgorithm": "ML_KEM"}, "alias"),
    ("Decapsulate", {"EncapsulationAlgorithm": "ML_KEM", "SharedSecretCiphertextBlob": b"x"}, "alias"),
    ("CreateCustomKeyStore", {"CustomKeyStoreName": "x"}, ""),
    *((f"{verb}CustomKeyStore", {"CustomKeyStoreId": "cks-1"}, "") for verb in ("Connect", "Disconnect", "Update")),
    ("DeleteCustomKeyStore", {"CustomKeyStoreId": "cks-1"}, ""),
    ("DescribeCustomKeyStores", {}, ""),
    ("GetKeyLastUsage", {}, "symmetric"),
    (
        "GetParametersForImport",
        {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"},
        "symmetric",
    ),
    ("ImportKeyMaterial", {"ImportToken": b"x", "EncryptedKeyMaterial": b"x", "ValidTo": ...}, "symmetric"),
    ("DeleteImportedKeyMaterial", {}, "symmetric"),
    ("ReplicateKey", {"ReplicaRegion": "eu-west-1"}, "symmetric"),
    ("UpdatePrimaryRegion", {"PrimaryRegion": "us-east-1"}, "symmetric"),
    ("ScheduleKeyDeletion", {}, "symmetric"),
    ("CancelKeyDeletion", {}, "symmetric"),
    ("CreateCustomKeyStore", {"CustomKeyStoreName": "s"}, ""),
    ("DescribeCustomKeyStores", {}, ""),
    *((f"{verb}CustomKeyStore", STORE, "") for verb in ("Connect", "Disconnect", "Update", "Delete")),
]
# What no request of these can carry, and why.
ABSENT = {
    "kms:EncryptionContextKeys",  # `access` makes it of the kms:EncryptionContext: keys (test_kms_decisions.py)
    "kms:GranteeServicePrincipal",  # of grants to services
    "kms:RetiringServicePrincipal",
    "kms:GrantConstraintSourceArn",
}


def name_of(key: str) -> str:
    """A condition key without what follows a "/", or the name of a pair of the encryption context."""
    return "kms:EncryptionContext" if key.startswith("kms:EncryptionContext:") else key.partition("/")[0]


def test_requests(world: World, admin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {}
    decide = Service.decide

    def noting(service: Service, call: Call, action: str, *arguments: Any) -> Decision:
        decision = decide(service, call, action, *arguments)
        seen.setdefault(action, set()).update(name_of(key) for key in decision.request.context)
        return decision

    arn = world.key(admin, Tags=[{"TagKey": "a", "TagValue": "b"}], MultiRegion=True)
    ask(admin, "CreateAlias", AliasName="alias/mine", TargetKeyId=arn)
    ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
    # These two are looked up for policies that name them alone.
    unused = {"NumericGreaterThan": {"kms:TrailingDaysWithoutKeyUsage": "9"}}
    never = {"Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/x"}, **unused}, "Effect": "Deny"}
    call = world.call(world.user("u", world.allowed("*"), {**world.allowed("kms:*"), **never})).through("s3")
    fill = {
        "CiphertextBlob": ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"],
        "GranteePrincipal": call.principal.arn,
        "RetiringPrincipal": call.principal.arn,
        "Policy": ask(admin, "GetKeyPolicy", KeyId=arn)["Policy"],
        "ValidTo": world.clock(),
    }
    monkeypatch.setattr(Service, "decide", noting)
    for name, request, key in REQUESTS:
        own = {"alias": {"KeyId": "alias/mine"}, "symmetric": {"KeyId": arn}, "target": {"TargetKeyId": arn}}
        named = {"destination": {"DestinationKeyId": "alias/mine", "SourceKeyId": "alias/mine"}, **own}.get(key, {})
        filled = {member: fill[member] if value is ... else value for member, value in request.items()}
        try:
            ask(call, name, **filled, **named)
        except AccessDeniedException:
            raise
        except ServiceError:
            pass  # whatever follows the decision
    known = reference("kms")
    assert known is not None
    for action, carried in seen.items():
        described = known.action(action.removeprefix("kms:"))
        assert described is not None
        listed = {name_of(key) for key in known.keys_of(described) if "Recipient" not in key} - ABSENT
        # A key's tags are those of a key: there is none yet, and ListAliases names none.
        listed -= {"aws:ResourceTag"} if action in ("kms:CreateKey", "kms:ListAliases") else set()
        assert listed <= carried, (action, listed - carried)
    of_two = {"ReEncrypt": {"kms:ReEncryptFrom", "kms:ReEncryptTo"}}
    asked = set().union(*(of_two.get(name, {f"kms:{name}"}) for name in kms.operations if name != "RetireGrant"))
    assert asked <= set(seen)


@pytest.mark.parametrize("prefix", ["kms:Key", "kms:CustomerMasterKey"])
def test_older_names(world: World, admin: Call, prefix: str) -> None:
    condition = {"StringEquals": {f"{prefix}Spec": "ECC_NIST_P256", f"{prefix}Usage": "SIGN_VERIFY"}}
    call = world.call(world.user("u", {**world.allowed("kms:CreateKey", "kms:Sign"), "Condition": condition}))
    arn = ask(call, "CreateKey", **CURVE)["KeyMetadata"]["Arn"]
    ask(call, "Sign", KeyId=arn, **SIGN)
    other = world.key(admin, KeySpec="ECC_SECG_P256K1", KeyUsage="SIGN_VERIFY")
    with pytest.raises(AccessDeniedException):
        ask(call, "Sign", KeyId=other, **SIGN)
    with pytest.raises(AccessDeniedException):
        ask(call, "CreateKey")
