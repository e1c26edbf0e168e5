"""DryRun, on every operation that has it: it tells that the request would have succeeded, and does nothing."""

from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.kms.errors import AccessDeniedException, DryRunOperationException
from sealcanvas.service.call import Call
from sealcanvas.wire.model import load
from tests.unit.kms.kms_world import World, ask

SIGN = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
KEM = {"EncapsulationAlgorithm": "ML_KEM"}
SYMMETRIC = ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
CURVE, AGREEMENT = ("ECC_NIST_P256", "SIGN_VERIFY"), ("ECC_NIST_P256", "KEY_AGREEMENT")
HMAC, ML_KEM = ("HMAC_256", "GENERATE_VERIFY_MAC"), ("ML_KEM_512", "ENCAPSULATE_DECAPSULATE")
GRANT = {"GranteePrincipal": ..., "RetiringPrincipal": ..., "Operations": ["DescribeKey"]}
# Operation, the key's spec and usage, the request, and what is asked before for a member of it.
CASES: list[tuple[str, tuple[str, str], dict[str, Any], tuple[str, dict[str, Any], str] | None]] = [
    ("Encrypt", SYMMETRIC, {"Plaintext": b"x"}, None),
    ("Decrypt", SYMMETRIC, {}, ("Encrypt", {"Plaintext": b"x"}, "CiphertextBlob")),
    ("ReEncrypt", SYMMETRIC, {"DestinationKeyId": ...}, ("Encrypt", {"Plaintext": b"x"}, "CiphertextBlob")),
    ("GenerateDataKey", SYMMETRIC, {"KeySpec": "AES_256"}, None),
    ("GenerateDataKeyWithoutPlaintext", SYMMETRIC, {"KeySpec": "AES_256"}, None),
    ("GenerateDataKeyPair", SYMMETRIC, {"KeyPairSpec": "RSA_4096"}, None),
    ("GenerateDataKeyPairWithoutPlaintext", SYMMETRIC, {"KeyPairSpec": "RSA_4096"}, None),
    ("Sign", CURVE, SIGN, None),
    ("Verify", CURVE, SIGN, ("Sign", SIGN, "Signature")),
    ("GenerateMac", HMAC, MAC, None),
    ("VerifyMac", HMAC, MAC, ("GenerateMac", MAC, "Mac")),
    ("DeriveSharedSecret", AGREEMENT, {"KeyAgreementAlgorithm": "ECDH"}, ("GetPublicKey", {}, "PublicKey")),
    ("Encapsulate", ML_KEM, KEM, None),
    ("Decapsulate", ML_KEM, KEM, ("Encapsulate", KEM, "SharedSecretCiphertextBlob")),
    ("CreateGrant", SYMMETRIC, GRANT, None),
    ("RevokeGrant", SYMMETRIC, {}, ("CreateGrant", GRANT, "GrantId")),
    ("RetireGrant", SYMMETRIC, {}, ("CreateGrant", GRANT, "GrantId")),
]


def test_every_operation_that_has_it_is_here() -> None:
    with_it = {
        name
        for name, operation in load("kms").operations.items()
        if operation.input is not None and "DryRun" in operation.input.members
    }
    assert {name for name, *_ in CASES} == with_it & set(kms.operations)


@pytest.mark.parametrize(("name", "kind", "request_", "before"), CASES)
def test_dry_run(
    world: World,
    admin: Call,
    name: str,
    kind: tuple[str, str],
    request_: dict[str, Any],
    before: tuple[str, dict[str, Any], str] | None,
) -> None:
    arn = world.key(admin, KeySpec=kind[0], KeyUsage=kind[1])
    fill = {"DestinationKeyId": arn, "GranteePrincipal": admin.principal.arn, "RetiringPrincipal": admin.principal.arn}

    def filled(request: dict[str, Any]) -> dict[str, Any]:
        return {member: fill[member] if value is ... else value for member, value in request.items()}

    request = filled(request_)
    if before is not None:
        first, asked, member = before
        request[member] = ask(admin, first, KeyId=arn, **filled(asked))[member]
    request["SourceKeyId" if name == "ReEncrypt" else "KeyId"] = arn
    grants = ask(admin, "ListGrants", KeyId=arn)["Grants"]
    with pytest.raises(DryRunOperationException) as caught:
        ask(admin, name, **request, DryRun=True)
    assert caught.value.message == "The request would have succeeded, but the DryRun option is set."
    assert ask(admin, "ListGrants", KeyId=arn)["Grants"] == grants
    # Whoever may not do it learns nothing else.
    with pytest.raises(AccessDeniedException):
        ask(world.call(world.user("nobody")), name, **request, DryRun=True)
    ask(admin, name, **request, DryRun=False)
