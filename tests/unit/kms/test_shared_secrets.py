"""DeriveSharedSecret, Encapsulate and Decapsulate, against the other side by the library alone."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from sealcanvas.kms.errors import DryRunOperationException, InvalidCiphertextException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.wire.errors import WireError
from tests.unit.kms.kms_world import World, ask

CURVES = {"P256": ec.SECP256R1(), "P384": ec.SECP384R1(), "P521": ec.SECP521R1()}
KEMS = {"ML_KEM_512": 768, "ML_KEM_768": 1088, "ML_KEM_1024": 1568}


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("name", CURVES)
def test_key_agreement(world: World, admin: Call, name: str) -> None:
    arn = world.key(admin, KeySpec=f"ECC_NIST_{name}", KeyUsage="KEY_AGREEMENT")
    told = ask(admin, "GetPublicKey", KeyId=arn)
    assert (told["KeyAgreementAlgorithms"], told["KeyUsage"]) == (["ECDH"], "KEY_AGREEMENT")
    ours: Any = load_der_public_key(told["PublicKey"])
    theirs = ec.generate_private_key(CURVES[name])
    asked = {"KeyId": arn, "KeyAgreementAlgorithm": "ECDH", "PublicKey": spki(theirs)}
    assert ask(admin, "DeriveSharedSecret", **asked) == {
        "KeyId": arn,
        "SharedSecret": theirs.exchange(ec.ECDH(), ours),
        "KeyAgreementAlgorithm": "ECDH",
        "KeyOrigin": "AWS_KMS",
    }
    with pytest.raises(DryRunOperationException):
        ask(admin, "DeriveSharedSecret", **asked, DryRun=True)


def test_two_kms_keys_agree(world: World, admin: Call) -> None:
    arns = [world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT") for _ in range(2)]
    publics = [ask(admin, "GetPublicKey", KeyId=arn)["PublicKey"] for arn in arns]
    secrets = [
        ask(admin, "DeriveSharedSecret", KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=public)["SharedSecret"]
        for arn, public in zip(arns, reversed(publics), strict=True)
    ]
    assert secrets[0] == secrets[1]


def test_peers_that_are_refused(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    good = spki(ec.generate_private_key(ec.SECP256R1()))
    for wrong in (spki(ec.generate_private_key(ec.SECP384R1())), good[:-1], good[:-1] + bytes([good[-1] ^ 1]), b"x"):
        with pytest.raises(ValidationException, match="PublicKey is not a DER-encoded"):
            ask(admin, "DeriveSharedSecret", KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=wrong)
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    with pytest.raises(ValidationException, match="Recipient is not supported"):
        ask(
            admin,
            "DeriveSharedSecret",
            KeyId=arn,
            KeyAgreementAlgorithm="ECDH",
            PublicKey=good,
            Recipient=recipient,
        )


@pytest.mark.parametrize("spec", KEMS)
def test_encapsulation(world: World, admin: Call, spec: str) -> None:
    arn = world.key(admin, KeySpec=spec, KeyUsage="ENCAPSULATE_DECAPSULATE")
    asked = {"KeyId": arn, "EncapsulationAlgorithm": "ML_KEM"}
    made = ask(admin, "Encapsulate", **asked)
    secret, blob = made.pop("SharedSecret"), made.pop("SharedSecretCiphertextBlob")
    assert (len(secret), len(blob), made) == (32, KEMS[spec], asked)
    assert ask(admin, "Decapsulate", **asked, SharedSecretCiphertextBlob=blob) == {**asked, "SharedSecret": secret}
    told = ask(admin, "GetPublicKey", KeyId=arn)
    assert (told["KeySpec"], told["EncapsulationAlgorithms"]) == (spec, ["ML_KEM"])
    if spec != "ML_KEM_512":  # which no library at hand has: test_ml_kem_512.py
        outside: Any = load_der_public_key(told["PublicKey"])
        theirs, theirs_blob = outside.encapsulate()
        assert ask(admin, "Decapsulate", **asked, SharedSecretCiphertextBlob=theirs_blob)["SharedSecret"] == theirs
    # Implicit rejection: an altered ciphertext opens to another secret, always the same.
    altered = blob[:-1] + bytes([blob[-1] ^ 1])
    rejected = [ask(admin, "Decapsulate", **asked, SharedSecretCiphertextBlob=altered)["SharedSecret"] for _ in "12"]
    assert rejected[0] == rejected[1] != secret
    for wrong in (blob[:-1], blob + b"x", b"x"):
        with pytest.raises(InvalidCiphertextException) as caught:
            ask(admin, "Decapsulate", **asked, SharedSecretCiphertextBlob=wrong)
        assert caught.value.message == ""
    for name, more in (("Encapsulate", {}), ("Decapsulate", {"SharedSecretCiphertextBlob": blob})):
        with pytest.raises(DryRunOperationException):
            ask(admin, name, **asked, **more, DryRun=True)


@pytest.mark.parametrize("size", [0, 8193])
def test_a_public_key_has_1_to_8192_bytes(world: World, admin: Call, size: int) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    with pytest.raises(WireError, match="failed to satisfy constraint"):
        ask(admin, "DeriveSharedSecret", KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=b"x" * size)
