"""Keys whose material is imported, through an unmodified boto3, as AWS's own guide goes about it."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live
from tests.support.wrapped_material import DIRECT, HYBRID, OAEP_SHA_256, private_key, wrap_material

FOREVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


@pytest.fixture
def kms(live: Live) -> Any:
    return live.client("kms")


@pytest.fixture
def key(kms: Any) -> str:
    return str(kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"])


def bring(
    kms: Any, key: str, material: bytes, algorithm: str = OAEP_SHA_256, spec: str = "RSA_2048", **members: Any
) -> dict[str, Any]:
    given = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec=spec)
    wrapped = wrap_material(given["PublicKey"], algorithm, material)
    validity = {} if "ValidTo" in members else FOREVER
    answer: dict[str, Any] = kms.import_key_material(
        KeyId=key, ImportToken=given["ImportToken"], EncryptedKeyMaterial=wrapped, **{**validity, **members}
    )
    return answer


def error_of(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error: dict[str, Any] = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_material_comes_in_seals_goes_and_comes_again(kms: Any, key: str) -> None:
    material = os.urandom(32)
    with pytest.raises(kms.exceptions.KMSInvalidStateException, match=f"{key} is pending import"):
        kms.encrypt(KeyId=key, Plaintext=b"x")
    given = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=DIRECT[0], WrappingKeySpec="RSA_4096")
    assert timedelta(hours=23, minutes=59) < given["ParametersValidTo"] - datetime.now(UTC) <= timedelta(hours=24)
    done = bring(kms, key, material, DIRECT[0], "RSA_4096", KeyMaterialDescription="made at home")
    assert done["KeyId"] == key
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["CurrentKeyMaterialId"]) == ("Enabled", done["KeyMaterialId"])
    blob = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
    kms.delete_imported_key_material(KeyId=key)
    with pytest.raises(kms.exceptions.KMSInvalidStateException):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
    with pytest.raises(kms.exceptions.IncorrectKeyMaterialException):
        bring(kms, key, os.urandom(32))
    bring(kms, key, material)
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})["Plaintext"] == b"x"


def test_new_material_is_rotated_to(kms: Any, key: str) -> None:
    bring(kms, key, os.urandom(32))
    blob = kms.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    second = bring(kms, key, os.urandom(32), ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    listed = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    assert [each["KeyMaterialState"] for each in listed] == ["CURRENT", "PENDING_ROTATION"]
    kms.rotate_key_on_demand(KeyId=key)
    assert kms.generate_data_key(KeyId=key, KeySpec="AES_256")["KeyMaterialId"] == second
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"old"


def test_material_expires_by_itself(kms: Any, key: str) -> None:
    material = os.urandom(32)
    bring(kms, key, material, ValidTo=datetime.now(UTC) + timedelta(seconds=3))
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    end = time.monotonic() + 30
    while kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] != "PendingImport":
        assert time.monotonic() < end
        time.sleep(0.5)
    bring(kms, key, material)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"] is True


@pytest.mark.parametrize(
    ("spec", "usage", "algorithm"),
    [
        ("RSA_2048", "SIGN_VERIFY", HYBRID[0]),
        ("ECC_NIST_P521", "SIGN_VERIFY", HYBRID[1]),
        ("ECC_SECG_P256K1", "SIGN_VERIFY", DIRECT[1]),
        ("HMAC_512", "GENERATE_VERIFY_MAC", DIRECT[1]),
    ],
)
def test_keys_of_other_kinds(kms: Any, spec: str, usage: str, algorithm: str) -> None:
    key = kms.create_key(Origin="EXTERNAL", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"]
    material = os.urandom(64) if spec.startswith("HMAC") else private_key(spec)
    answer = bring(kms, key, material, algorithm, "RSA_3072")
    assert "KeyMaterialId" not in answer
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_refusals(kms: Any, key: str) -> None:
    with pytest.raises(ClientError) as caught:
        kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm="RSAES_PKCS1_V1_5", WrappingKeySpec="RSA_2048")
    code, message = error_of(caught)
    assert code == "ValidationException"
    assert message == (
        "Wrapping algorithm RSAES_PKCS1_V1_5 and wrapping key spec RSA_2048 cannot be used to import a "
        "SYMMETRIC_DEFAULT key."
    )
    given = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=OAEP_SHA_256, WrappingKeySpec="RSA_2048")
    token, wrapped = given["ImportToken"], wrap_material(given["PublicKey"], OAEP_SHA_256, os.urandom(32))
    with pytest.raises(kms.exceptions.InvalidImportTokenException):
        kms.import_key_material(KeyId=key, ImportToken=token[:-1], EncryptedKeyMaterial=wrapped, **FOREVER)
    with pytest.raises(kms.exceptions.InvalidCiphertextException):
        kms.import_key_material(KeyId=key, ImportToken=token, EncryptedKeyMaterial=wrapped[:-1], **FOREVER)
    with pytest.raises(ClientError, match="A validTo date must be set"):
        kms.import_key_material(KeyId=key, ImportToken=token, EncryptedKeyMaterial=wrapped)
    made = kms.create_key()["KeyMetadata"]["Arn"]
    with pytest.raises(kms.exceptions.UnsupportedOperationException, match="origin is AWS_KMS"):
        kms.delete_imported_key_material(KeyId=made)
