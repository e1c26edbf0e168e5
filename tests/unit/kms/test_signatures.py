"""Sign and Verify: every spec and algorithm, every message type, held against an independent verifier."""

import hashlib
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sealcanvas.kms.errors import (
    DryRunOperationException,
    InvalidGrantTokenException,
    InvalidKeyUsageException,
    KMSInvalidSignatureException,
)
from sealcanvas.kms.key_specs import KEY_SPECS
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.wire.errors import WireError
from tests.support.outside import verify_outside
from tests.unit.kms.kms_world import World, ask

MESSAGE = b"message"
ALGORITHMS = [
    (spec.name, algorithm) for spec in KEY_SPECS.values() for algorithm in spec.algorithms.get("SIGN_VERIFY", ())
]
SMALL = ("RSA_2048", "ECC_NIST_P256", "ECC_NIST_EDWARDS25519", "ML_DSA_44")


def types_of(algorithm: str, public: bytes) -> dict[str, bytes]:
    """What may be signed for `MESSAGE`, by message type."""
    if algorithm == "ED25519_PH_SHA_512":
        return {"DIGEST": hashlib.sha512(MESSAGE).digest()}
    if algorithm == "ED25519_SHA_512":
        return {"RAW": MESSAGE}
    if algorithm == "ML_DSA_SHAKE_256":
        key: Any = load_der_public_key(public)
        tr = hashlib.shake_256(key.public_bytes_raw()).digest(64)
        return {"RAW": MESSAGE, "EXTERNAL_MU": hashlib.shake_256(tr + b"\0\0" + MESSAGE).digest(64)}
    return {"RAW": MESSAGE, "DIGEST": hashlib.new(f"sha{algorithm[-3:]}", MESSAGE).digest()}


@pytest.mark.parametrize(("spec", "algorithm"), ALGORITHMS)
def test_every_algorithm(world: World, admin: Call, spec: str, algorithm: str) -> None:
    arn = world.key(admin, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    public = ask(admin, "GetPublicKey", KeyId=arn)["PublicKey"]
    messages = types_of(algorithm, public)
    for kind, message in messages.items():
        asked = {"KeyId": arn, "SigningAlgorithm": algorithm, "MessageType": kind, "Message": message}
        signed = ask(admin, "Sign", **asked)
        signature = signed.pop("Signature")
        assert signed == {"KeyId": arn, "SigningAlgorithm": algorithm}
        if "PH" not in algorithm:  # which no library at hand verifies: test_ed25519_vectors.py does
            verify_outside(public, algorithm, MESSAGE, signature)
            with pytest.raises(InvalidSignature):
                verify_outside(public, algorithm, b"massage", signature)
        for other, same in messages.items():
            told = ask(admin, "Verify", **{**asked, "MessageType": other, "Message": same, "Signature": signature})
            assert told == {"KeyId": arn, "SigningAlgorithm": algorithm, "SignatureValid": True}
        for wrong in (b"x", signature[:-1], signature + b"x", signature[:-1] + bytes([signature[-1] ^ 1])):
            with pytest.raises(KMSInvalidSignatureException):
                ask(admin, "Verify", **asked, Signature=wrong)
        with pytest.raises(KMSInvalidSignatureException):
            ask(admin, "Verify", **{**asked, "Message": message[::-1]}, Signature=signature)


def test_raw_is_the_default_and_another_key_does_not_verify(world: World, admin: Call) -> None:
    arn, other = (world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY") for _ in range(2))
    asked = {"Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = ask(admin, "Sign", KeyId=arn, **asked)["Signature"]
    verify_outside(ask(admin, "GetPublicKey", KeyId=arn)["PublicKey"], "ECDSA_SHA_256", MESSAGE, signature)
    with pytest.raises(KMSInvalidSignatureException) as caught:
        ask(admin, "Verify", KeyId=other, **asked, Signature=signature)
    assert caught.value.message == ""


@pytest.mark.parametrize(
    ("algorithm", "kind", "size", "told"),
    [
        ("RSASSA_PSS_SHA_384", "DIGEST", 32, "Digest is invalid length for algorithm {algorithm}."),
        ("RSASSA_PSS_SHA_256", "EXTERNAL_MU", 64, "Message type EXTERNAL_MU is incompatible with key spec {spec}."),
        ("ECDSA_SHA_256", "DIGEST", 33, "Digest is invalid length for algorithm {algorithm}."),
        ("ED25519_SHA_512", "DIGEST", 64, "Message type DIGEST is incompatible with algorithm {algorithm}."),
        ("ED25519_SHA_512", "EXTERNAL_MU", 64, "Message type EXTERNAL_MU is incompatible with key spec {spec}."),
        ("ED25519_PH_SHA_512", "RAW", 64, "Message type RAW is incompatible with algorithm {algorithm}."),
        ("ED25519_PH_SHA_512", "DIGEST", 63, "Digest is invalid length for algorithm {algorithm}."),
        ("ML_DSA_SHAKE_256", "DIGEST", 32, "Message type DIGEST is incompatible with key spec {spec}."),
        ("ML_DSA_SHAKE_256", "EXTERNAL_MU", 63, "External Mu is invalid length for algorithm {algorithm}."),
    ],
)
def test_messages_that_are_refused(world: World, admin: Call, algorithm: str, kind: str, size: int, told: str) -> None:
    spec = next(name for name in SMALL if algorithm in KEY_SPECS[name].algorithms["SIGN_VERIFY"])
    arn = world.key(admin, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    asked = {"KeyId": arn, "SigningAlgorithm": algorithm, "MessageType": kind, "Message": b"x" * size}
    for name, more in (("Sign", {}), ("Verify", {"Signature": b"x"})):
        with pytest.raises(ValidationException) as caught:
            ask(admin, name, **asked, **more)
        assert caught.value.message == told.format(algorithm=algorithm, spec=spec)


def test_a_message_has_1_to_4096_bytes(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    asked = {"KeyId": arn, "SigningAlgorithm": "ECDSA_SHA_256"}
    for size in (1, 4096):
        ask(admin, "Sign", **asked, Message=b"x" * size)
    for size in (0, 4097):
        with pytest.raises(WireError, match="failed to satisfy constraint"):
            ask(admin, "Sign", **asked, Message=b"x" * size)


@pytest.mark.parametrize("spec", SMALL)
def test_algorithms_of_other_specs(world: World, admin: Call, spec: str) -> None:
    arn = world.key(admin, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    own = KEY_SPECS[spec].algorithms["SIGN_VERIFY"]
    for algorithm in sorted({name for _, name in ALGORITHMS} - set(own)):
        for name, more in (("Sign", {}), ("Verify", {"Signature": b"x"})):
            with pytest.raises(InvalidKeyUsageException) as caught:
                ask(admin, name, KeyId=arn, Message=MESSAGE, SigningAlgorithm=algorithm, **more)
            assert caught.value.message == f"Algorithm {algorithm} is incompatible with key spec {spec}."


def test_dry_runs_and_tokens(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    asked = {"KeyId": arn, "Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = ask(admin, "Sign", **asked)["Signature"]
    for name, more in (("Sign", {}), ("Verify", {"Signature": signature})):
        with pytest.raises(DryRunOperationException):
            ask(admin, name, **asked, **more, DryRun=True)
        with pytest.raises(InvalidGrantTokenException):
            ask(admin, name, **asked, **more, GrantTokens=["forged"])
    with pytest.raises(KMSInvalidSignatureException):
        ask(admin, "Verify", **asked, Signature=b"x", DryRun=True)


def test_by_every_name_of_the_key(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    ask(admin, "CreateAlias", AliasName="alias/signs", TargetKeyId=arn)
    asked = {"Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    for name in (arn, arn.rpartition("/")[2], "alias/signs", "arn:aws:kms:us-east-1:111122223333:alias/signs"):
        signed = ask(admin, "Sign", KeyId=name, **asked)
        assert signed["KeyId"] == arn
        assert ask(admin, "Verify", KeyId=name, **asked, Signature=signed["Signature"])["SignatureValid"]
        assert ask(admin, "GetPublicKey", KeyId=name)["KeyId"] == arn
