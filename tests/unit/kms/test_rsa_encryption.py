"""Encrypt, Decrypt and ReEncrypt under RSA keys."""

from typing import Any

import pytest

from sealcanvas.kms.errors import (
    DryRunOperationException,
    InvalidCiphertextException,
    InvalidKeyUsageException,
)
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.support.outside import encrypt_outside
from tests.unit.kms.kms_world import World, ask

ALGORITHMS = ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256")
# API reference, Encrypt.
MOST = {
    ("RSA_2048", "RSAES_OAEP_SHA_1"): 214,
    ("RSA_2048", "RSAES_OAEP_SHA_256"): 190,
    ("RSA_3072", "RSAES_OAEP_SHA_1"): 342,
    ("RSA_3072", "RSAES_OAEP_SHA_256"): 318,
    ("RSA_4096", "RSAES_OAEP_SHA_1"): 470,
    ("RSA_4096", "RSAES_OAEP_SHA_256"): 446,
}
OAEP = "RSAES_OAEP_SHA_256"


@pytest.fixture
def rsa(world: World, admin: Call) -> str:
    return world.key(admin, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")


@pytest.mark.parametrize(("spec", "algorithm"), MOST)
def test_up_to_the_last_byte(world: World, admin: Call, spec: str, algorithm: str) -> None:
    arn, most = world.key(admin, KeySpec=spec, KeyUsage="ENCRYPT_DECRYPT"), MOST[spec, algorithm]
    asked = {"KeyId": arn, "EncryptionAlgorithm": algorithm}
    sealed = ask(admin, "Encrypt", **asked, Plaintext=b"x" * most)
    blob = sealed.pop("CiphertextBlob")
    assert (len(blob), sealed) == (int(spec[4:]) // 8, asked)
    assert ask(admin, "Decrypt", **asked, CiphertextBlob=blob) == {**asked, "Plaintext": b"x" * most}
    told = f"Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {most} bytes."
    for dry_run in ({}, {"DryRun": True}):
        with pytest.raises(ValidationException) as caught:
            ask(admin, "Encrypt", **asked, Plaintext=b"x" * (most + 1), **dry_run)
        assert caught.value.message == told


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_was_encrypted_outside_decrypts_here(rsa: str, admin: Call, algorithm: str) -> None:
    blob = encrypt_outside(ask(admin, "GetPublicKey", KeyId=rsa)["PublicKey"], algorithm, b"hello")
    for name in (rsa, rsa.rpartition("/")[2]):
        opened = ask(admin, "Decrypt", KeyId=name, EncryptionAlgorithm=algorithm, CiphertextBlob=blob)
        assert opened == {"KeyId": rsa, "Plaintext": b"hello", "EncryptionAlgorithm": algorithm}


def test_what_does_not_decrypt(world: World, admin: Call, rsa: str) -> None:
    other = world.key(admin, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    symmetric = ask(admin, "Encrypt", KeyId=world.key(admin), Plaintext=b"x")["CiphertextBlob"]
    blob = ask(admin, "Encrypt", KeyId=rsa, EncryptionAlgorithm=OAEP, Plaintext=b"hello")["CiphertextBlob"]
    wrong: list[dict[str, Any]] = [
        {"KeyId": other, "EncryptionAlgorithm": OAEP, "CiphertextBlob": blob},
        {"KeyId": rsa, "EncryptionAlgorithm": "RSAES_OAEP_SHA_1", "CiphertextBlob": blob},
        {"KeyId": rsa, "EncryptionAlgorithm": OAEP, "CiphertextBlob": blob[:-1]},
        {"KeyId": rsa, "EncryptionAlgorithm": OAEP, "CiphertextBlob": symmetric},
        {"EncryptionAlgorithm": OAEP, "CiphertextBlob": blob},  # an RSA ciphertext does not name its key
    ]
    for request in wrong:
        with pytest.raises(InvalidCiphertextException):
            ask(admin, "Decrypt", **request)
    with pytest.raises(InvalidKeyUsageException, match="Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA"):
        ask(admin, "Decrypt", KeyId=rsa, CiphertextBlob=blob)


def test_a_blob_that_names_an_rsa_key_opens_nothing(world: World, admin: Call, rsa: str) -> None:
    blob = bytearray(ask(admin, "Encrypt", KeyId=world.key(admin), Plaintext=b"x")["CiphertextBlob"])
    blob[11 : 11 + len(rsa)] = rsa.encode()  # a forged header: docs/formats/kms-ciphertext.md
    for more in ({}, {"KeyId": rsa}, {"KeyId": rsa, "EncryptionAlgorithm": OAEP}):
        with pytest.raises(ServiceError) as caught:
            ask(admin, "Decrypt", CiphertextBlob=bytes(blob), **more)
        assert caught.value.code in ("InvalidCiphertextException", "InvalidKeyUsageException")


def test_encryption_contexts_are_refused(world: World, admin: Call, rsa: str) -> None:
    context, symmetric = {"a": "b"}, world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=rsa, EncryptionAlgorithm=OAEP, Plaintext=b"x")["CiphertextBlob"]
    sealed = ask(admin, "Encrypt", KeyId=symmetric, Plaintext=b"x")["CiphertextBlob"]
    source = {"SourceKeyId": rsa, "SourceEncryptionAlgorithm": OAEP, "CiphertextBlob": blob}
    target = {"DestinationKeyId": rsa, "DestinationEncryptionAlgorithm": OAEP, "CiphertextBlob": sealed}
    one = {"KeyId": rsa, "EncryptionAlgorithm": OAEP, "EncryptionContext": context}
    for name, request in (
        ("Encrypt", {**one, "Plaintext": b"x"}),
        ("Decrypt", {**one, "CiphertextBlob": blob}),
        ("ReEncrypt", {**source, "DestinationKeyId": symmetric, "SourceEncryptionContext": context}),
        ("ReEncrypt", {**target, "DestinationEncryptionContext": context}),
    ):
        with pytest.raises(ValidationException, match="EncryptionContext is not supported when encrypting/decrypting"):
            ask(admin, name, **request)


def test_re_encrypt_from_and_to_rsa(world: World, admin: Call, rsa: str) -> None:
    symmetric, context = world.key(admin), {"a": "b"}
    sealed = ask(admin, "Encrypt", KeyId=symmetric, Plaintext=b"hello", EncryptionContext=context)["CiphertextBlob"]
    to_rsa = {
        "CiphertextBlob": sealed,
        "SourceEncryptionContext": context,
        "DestinationKeyId": rsa,
        "DestinationEncryptionAlgorithm": OAEP,
    }
    moved = ask(admin, "ReEncrypt", **to_rsa)
    assert "DestinationKeyMaterialId" not in moved
    assert moved["SourceKeyMaterialId"]
    back = ask(
        admin,
        "ReEncrypt",
        CiphertextBlob=moved["CiphertextBlob"],
        SourceKeyId=rsa,
        SourceEncryptionAlgorithm=OAEP,
        DestinationKeyId=symmetric,
    )
    assert (back["SourceEncryptionAlgorithm"], back["DestinationEncryptionAlgorithm"]) == (OAEP, "SYMMETRIC_DEFAULT")
    assert ask(admin, "Decrypt", CiphertextBlob=back["CiphertextBlob"])["Plaintext"] == b"hello"
    with pytest.raises(DryRunOperationException):
        ask(admin, "ReEncrypt", **to_rsa, DryRun=True)
    long = ask(admin, "Encrypt", KeyId=symmetric, Plaintext=b"x" * 191)["CiphertextBlob"]
    with pytest.raises(ValidationException, match="cannot encrypt data larger than 190 bytes"):
        ask(admin, "ReEncrypt", CiphertextBlob=long, DestinationKeyId=rsa, DestinationEncryptionAlgorithm=OAEP)


def test_dry_runs(admin: Call, rsa: str) -> None:
    asked = {"KeyId": rsa, "EncryptionAlgorithm": OAEP}
    blob = ask(admin, "Encrypt", **asked, Plaintext=b"x")["CiphertextBlob"]
    for name, more in (("Encrypt", {"Plaintext": b"x"}), ("Decrypt", {"CiphertextBlob": blob})):
        with pytest.raises(DryRunOperationException):
            ask(admin, name, **asked, **more, DryRun=True)
    with pytest.raises(DryRunOperationException):
        ask(admin, "Decrypt", **asked, DryRun=True, DryRunModifiers=["IGNORE_CIPHERTEXT"])
