"""GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

from sealcanvas.crypto.asymmetric.ml_kem_512 import MlKem512Pair
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import (
    DryRunOperationException,
    InvalidCiphertextException,
    InvalidKeyUsageException,
    UnsupportedOperationException,
)
from sealcanvas.kms.key_specs import KEY_SPECS, NOT_MADE
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.wire.model import load
from tests.unit.kms.kms_world import World, ask

shape = load("kms").operations["GenerateDataKeyPair"].input
assert shape is not None
SPECS = sorted(set(shape.members["KeyPairSpec"].enum) - set(NOT_MADE))
CONTEXT = {"tenant": "a"}
KEMS = ("ML_KEM_512", "ML_KEM_768", "ML_KEM_1024")


def public_of(spec: str, private: bytes) -> bytes:
    """The public key of a private one, by the library, or for the spec that it lacks by ourselves."""
    if spec == "ML_KEM_512":
        return MlKem512Pair().public_key(Secret(private))
    key: Any = load_der_private_key(private, None)
    data: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return data


@pytest.mark.parametrize("spec", SPECS)
def test_round_trip(world: World, admin: Call, spec: str) -> None:
    arn = world.key(admin)
    asked = {"KeyId": arn, "KeyPairSpec": spec, "EncryptionContext": CONTEXT}
    made = ask(admin, "GenerateDataKeyPair", **asked)
    assert made["PublicKey"] == public_of(spec, made["PrivateKeyPlaintext"])
    assert (made["KeyId"], made["KeyPairSpec"]) == (arn, spec)
    assert made["KeyMaterialId"] == ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["CurrentKeyMaterialId"]
    blob = made["PrivateKeyCiphertextBlob"]
    assert (
        ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext=CONTEXT)["Plaintext"]
        == made["PrivateKeyPlaintext"]
    )
    with pytest.raises(InvalidCiphertextException):
        ask(admin, "Decrypt", CiphertextBlob=blob)
    sealed = ask(admin, "GenerateDataKeyPairWithoutPlaintext", **asked)
    assert set(made) - set(sealed) == {"PrivateKeyPlaintext"}
    assert sealed["PublicKey"] != made["PublicKey"]
    opened = ask(admin, "Decrypt", CiphertextBlob=sealed["PrivateKeyCiphertextBlob"], EncryptionContext=CONTEXT)
    assert public_of(spec, opened["Plaintext"]) == sealed["PublicKey"]


def test_ml_kem_private_keys_are_seeds_of_one_length(world: World, admin: Call) -> None:
    arn = world.key(admin)
    made = [ask(admin, "GenerateDataKeyPair", KeyId=arn, KeyPairSpec=spec) for spec in KEMS]
    assert len({len(each["PrivateKeyPlaintext"]) for each in made}) == 1


@pytest.mark.parametrize("name", ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"])
def test_what_is_refused(world: World, admin: Call, name: str) -> None:
    arn = world.key(admin)
    with pytest.raises(DryRunOperationException):
        ask(admin, name, KeyId=arn, KeyPairSpec="ECC_NIST_P256", DryRun=True)
    for spec in NOT_MADE:
        with pytest.raises(UnsupportedOperationException, match=spec):
            ask(admin, name, KeyId=arn, KeyPairSpec=spec)
    rsa = world.key(admin, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    with pytest.raises(InvalidKeyUsageException, match=f"key spec is RSA_2048 which is not valid for {name}"):
        ask(admin, name, KeyId=rsa, KeyPairSpec="ECC_NIST_P256")
    with world.instance.database.transaction() as connection:
        connection.execute(keys.update().where(keys.c.arn == arn).values(origin="AWS_CLOUDHSM"))
    with pytest.raises(UnsupportedOperationException, match="origin is AWS_CLOUDHSM which is not valid"):
        ask(admin, name, KeyId=arn, KeyPairSpec="ECC_NIST_P256")


def test_attested_recipients_are_refused(world: World, admin: Call) -> None:
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    with pytest.raises(ValidationException, match="Recipient is not supported"):
        ask(admin, "GenerateDataKeyPair", KeyId=world.key(admin), KeyPairSpec="RSA_2048", Recipient=recipient)


def test_the_specs_of_data_key_pairs_are_in_the_table() -> None:
    assert all(KEY_SPECS[spec].pair for spec in SPECS)
