"""KMS keys of every kind through an unmodified boto3, held against whoever has the public key alone."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from tests.support.live import Live
from tests.support.outside import encrypt_outside, verify_outside

SIGNING = (
    *("RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"),
    *("ECC_NIST_EDWARDS25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"),
)


def make(live: Live, spec: str, usage: str) -> tuple[Any, str]:
    kms = live.client("kms")
    return kms, str(kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"])


@pytest.mark.parametrize("spec", SIGNING)
def test_signatures(live: Live, spec: str) -> None:
    kms, arn = make(live, spec, "SIGN_VERIFY")
    public = kms.get_public_key(KeyId=arn)
    metadata = kms.describe_key(KeyId=arn)["KeyMetadata"]
    assert public["SigningAlgorithms"] == metadata["SigningAlgorithms"]
    assert (public["KeySpec"], public["KeyUsage"]) == (spec, "SIGN_VERIFY")
    for algorithm in public["SigningAlgorithms"]:
        asked = {"KeyId": arn, "SigningAlgorithm": algorithm, "Message": "秘密".encode(), "MessageType": "RAW"}
        if algorithm == "ED25519_PH_SHA_512":
            asked |= {"Message": hashlib.sha512("秘密".encode()).digest(), "MessageType": "DIGEST"}
        signature = kms.sign(**asked)["Signature"]
        if asked["MessageType"] == "RAW":
            verify_outside(public["PublicKey"], algorithm, asked["Message"], signature)
        assert kms.verify(**asked, Signature=signature)["SignatureValid"] is True
        with pytest.raises(kms.exceptions.KMSInvalidSignatureException):
            kms.verify(**asked, Signature=bytes([signature[0] ^ 1]) + signature[1:])
        with pytest.raises(kms.exceptions.DryRunOperationException):
            kms.sign(**asked, DryRun=True)


def test_digests_and_external_mu(live: Live) -> None:
    kms, arn = make(live, "RSA_2048", "SIGN_VERIFY")
    digest, algorithm = hashlib.sha256(b"long" * 4096).digest(), "RSASSA_PSS_SHA_256"
    signed = kms.sign(KeyId=arn, Message=digest, MessageType="DIGEST", SigningAlgorithm=algorithm)
    verify_outside(kms.get_public_key(KeyId=arn)["PublicKey"], algorithm, b"long" * 4096, signed["Signature"])
    with pytest.raises(ClientError, match=r"Digest is invalid length for algorithm RSASSA_PSS_SHA_256\."):
        kms.sign(KeyId=arn, Message=digest[1:], MessageType="DIGEST", SigningAlgorithm=algorithm)
    kms, arn = make(live, "ML_DSA_65", "SIGN_VERIFY")
    public = kms.get_public_key(KeyId=arn)["PublicKey"]
    outside: Any = load_der_public_key(public)
    tr = hashlib.shake_256(outside.public_bytes_raw()).digest(64)
    mu = hashlib.shake_256(tr + b"\0\0" + b"long" * 4096).digest(64)
    signed = kms.sign(KeyId=arn, Message=mu, MessageType="EXTERNAL_MU", SigningAlgorithm="ML_DSA_SHAKE_256")
    outside.verify(signed["Signature"], b"long" * 4096)


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
def test_rsa_encryption(live: Live, algorithm: str) -> None:
    kms, arn = make(live, "RSA_2048", "ENCRYPT_DECRYPT")
    public = kms.get_public_key(KeyId=arn)
    assert public["EncryptionAlgorithms"] == ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]
    outside = encrypt_outside(public["PublicKey"], algorithm, b"hello")
    inside = kms.encrypt(KeyId=arn, Plaintext=b"hello", EncryptionAlgorithm=algorithm)["CiphertextBlob"]
    for blob in (outside, inside):
        opened = kms.decrypt(KeyId=arn, CiphertextBlob=blob, EncryptionAlgorithm=algorithm)
        assert (opened["Plaintext"], "KeyMaterialId" in opened) == (b"hello", False)
    with pytest.raises(kms.exceptions.InvalidKeyUsageException, match="Algorithm SYMMETRIC_DEFAULT is incompatible"):
        kms.encrypt(KeyId=arn, Plaintext=b"hello")
    with pytest.raises(ClientError, match="EncryptionContext is not supported"):
        kms.encrypt(KeyId=arn, Plaintext=b"x", EncryptionAlgorithm=algorithm, EncryptionContext={"a": "b"})
    symmetric = kms.create_key()["KeyMetadata"]["Arn"]
    moved = kms.re_encrypt(
        CiphertextBlob=inside, SourceKeyId=arn, SourceEncryptionAlgorithm=algorithm, DestinationKeyId=symmetric
    )
    assert kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == b"hello"


@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_macs(live: Live, bits: int) -> None:
    kms, arn = make(live, f"HMAC_{bits}", "GENERATE_VERIFY_MAC")
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["MacAlgorithms"] == [f"HMAC_SHA_{bits}"]
    asked = {"KeyId": arn, "Message": b"message", "MacAlgorithm": f"HMAC_SHA_{bits}"}
    mac = kms.generate_mac(**asked)["Mac"]
    assert len(mac) == bits // 8
    assert kms.verify_mac(**asked, Mac=mac)["MacValid"] is True
    with pytest.raises(kms.exceptions.KMSInvalidMacException):
        kms.verify_mac(**asked, Mac=mac[:-1])
    with pytest.raises(kms.exceptions.UnsupportedOperationException):
        kms.get_public_key(KeyId=arn)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: curve.name)
def test_key_agreement(live: Live, curve: ec.EllipticCurve) -> None:
    kms, arn = make(live, f"ECC_NIST_P{curve.key_size}", "KEY_AGREEMENT")
    ours: Any = load_der_public_key(kms.get_public_key(KeyId=arn)["PublicKey"])
    theirs = ec.generate_private_key(curve)
    public = theirs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    told = kms.derive_shared_secret(KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=public)
    assert told["SharedSecret"] == theirs.exchange(ec.ECDH(), ours)
    assert told["KeyOrigin"] == "AWS_KMS"


@pytest.mark.parametrize("spec", ["ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"])
def test_encapsulation(live: Live, spec: str) -> None:
    kms, arn = make(live, spec, "ENCAPSULATE_DECAPSULATE")
    asked = {"KeyId": arn, "EncapsulationAlgorithm": "ML_KEM"}
    if spec != "ML_KEM_512":  # which no library at hand has
        outside: Any = load_der_public_key(kms.get_public_key(KeyId=arn)["PublicKey"])
        secret, blob = outside.encapsulate()
        assert kms.decapsulate(**asked, SharedSecretCiphertextBlob=blob)["SharedSecret"] == secret
    made = kms.encapsulate(**asked)
    opened = kms.decapsulate(**asked, SharedSecretCiphertextBlob=made["SharedSecretCiphertextBlob"])
    assert opened["SharedSecret"] == made["SharedSecret"]


@pytest.mark.parametrize(
    "spec", ["RSA_2048", "ECC_NIST_P384", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_KEM_768"]
)
def test_data_key_pairs(live: Live, spec: str) -> None:
    kms = live.client("kms")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    asked = {"KeyId": arn, "KeyPairSpec": spec, "EncryptionContext": {"a": "b"}}
    made = kms.generate_data_key_pair(**asked)
    private: Any = load_der_private_key(made["PrivateKeyPlaintext"], None)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert public == made["PublicKey"]
    sealed = made["PrivateKeyCiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "b"})["Plaintext"] == made["PrivateKeyPlaintext"]
    assert "PrivateKeyPlaintext" not in kms.generate_data_key_pair_without_plaintext(**asked)


def test_a_policy_that_holds_signers_to_one_algorithm(live: Live) -> None:
    kms, arn = make(live, "RSA_2048", "SIGN_VERIFY")
    document = json.loads(kms.get_key_policy(KeyId=arn)["Policy"])
    document["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "kms:Sign",
            "Resource": "*",
            "Condition": {"StringNotEquals": {"kms:SigningAlgorithm": "RSASSA_PSS_SHA_512"}},
        }
    )
    kms.put_key_policy(KeyId=arn, Policy=json.dumps(document))
    kms.sign(KeyId=arn, Message=b"x", SigningAlgorithm="RSASSA_PSS_SHA_512")
    with pytest.raises(ClientError, match="with an explicit deny in a resource-based policy"):
        kms.sign(KeyId=arn, Message=b"x", SigningAlgorithm="RSASSA_PSS_SHA_256")


def test_s3_seals_under_symmetric_keys_alone(live: Live) -> None:
    s3 = live.client("s3")
    s3.create_bucket(Bucket="key-kinds")
    for spec, usage in (("RSA_2048", "ENCRYPT_DECRYPT"), ("HMAC_256", "GENERATE_VERIFY_MAC")):
        _, arn = make(live, spec, usage)
        with pytest.raises(ClientError) as caught:
            s3.put_object(Bucket="key-kinds", Key="x", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=arn)
        assert caught.value.response["Error"]["Code"] == "KMS.InvalidKeyUsageException"
    assert "Contents" not in s3.list_objects_v2(Bucket="key-kinds")


def test_many_rsa_keys_at_once_wait_for_their_turn(live: Live) -> None:
    kms = live.client("kms")
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(kms.create_key, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY") for _ in range(8)]
        assert len({each.result()["KeyMetadata"]["KeyId"] for each in made}) == 8


def test_what_is_not_made_is_refused_by_name(live: Live) -> None:
    kms = live.client("kms")
    with pytest.raises(kms.exceptions.UnsupportedOperationException, match="SM2"):
        kms.create_key(KeySpec="SM2", KeyUsage="SIGN_VERIFY")
    with pytest.raises(ClientError, match="KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec HMAC_256"):
        kms.create_key(KeySpec="HMAC_256", KeyUsage="ENCRYPT_DECRYPT")
