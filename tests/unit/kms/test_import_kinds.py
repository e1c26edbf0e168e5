"""Every key spec whose material can be imported, by every wrapping that AWS takes for it and by no other."""

import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.kms.key_specs import KEY_SPECS
from sealcanvas.kms.material import open_material
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.support.wrapped_material import DIRECT, HYBRID, private_key
from tests.unit.kms.importing import bring, parameters, state
from tests.unit.kms.kms_world import World, ask

ELLIPTIC = ("ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519")
RSA = ("RSA_2048", "RSA_3072", "RSA_4096")
HMAC = {"HMAC_224": 28, "HMAC_256": 32, "HMAC_384": 48, "HMAC_512": 64}
SPECS = ("SYMMETRIC_DEFAULT", *HMAC, *ELLIPTIC, *RSA)
WRAPPING_KEYS = ("RSA_2048", "RSA_3072", "RSA_4096")
PRIVATE = {spec: private_key(spec) for spec in (*ELLIPTIC, *RSA)}


def external(world: World, call: Call, spec: str) -> str:
    usage = (
        "GENERATE_VERIFY_MAC" if spec in HMAC else "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY"
    )
    return world.key(call, Origin="EXTERNAL", KeySpec=spec, KeyUsage=usage)


def taken(spec: str, algorithm: str, wrapping_key: str) -> bool:
    if algorithm in HYBRID:
        return spec in ELLIPTIC + RSA
    too_long = wrapping_key == "RSA_2048" and spec in ("ECC_NIST_P521", "ECC_NIST_EDWARDS25519")
    return algorithm in DIRECT and spec not in RSA and not too_long


@pytest.mark.parametrize("spec", SPECS)
def test_wrappings(world: World, admin: Call, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = RsaPair(2048).generate()
    monkeypatch.setattr(RsaPair, "generate", lambda _: one)  # which are taken is asked here, not how they are made
    key = external(world, admin, spec)
    for algorithm in (*DIRECT, *HYBRID, "RSAES_PKCS1_V1_5"):
        for wrapping_key in WRAPPING_KEYS:
            if taken(spec, algorithm, wrapping_key):
                assert parameters(admin, key, algorithm, wrapping_key)["KeyId"] == key
                continue
            with pytest.raises(ValidationException) as caught:
                parameters(admin, key, algorithm, wrapping_key)
            assert caught.value.message == (
                f"Wrapping algorithm {algorithm} and wrapping key spec {wrapping_key} "
                f"cannot be used to import a {spec} key."
            )
    for algorithm, wrapping_key in (("SM2PKE", "SM2"), ("RSAES_OAEP_SHA_256", "SM2"), ("SM2PKE", "RSA_2048")):
        with pytest.raises(ServiceError) as refused:
            parameters(admin, key, algorithm, wrapping_key)
        assert refused.value.code == "UnsupportedOperationException"


@pytest.mark.parametrize("wrapping_key", WRAPPING_KEYS)
@pytest.mark.parametrize("algorithm", [*DIRECT, *HYBRID])
def test_each_wrapping_is_undone(world: World, admin: Call, algorithm: str, wrapping_key: str) -> None:
    spec = "ECC_NIST_P384"
    key = external(world, admin, spec)
    bring(admin, key, PRIVATE[spec], algorithm, wrapping_key)
    assert open_material(world.instance, key, 0).secret.reveal() == PRIVATE[spec]


@pytest.mark.parametrize("spec", [*ELLIPTIC, *RSA])
def test_private_keys(world: World, admin: Call, spec: str) -> None:
    key = external(world, admin, spec)
    assert state(admin, key) == "PendingImport"
    answer = bring(admin, key, PRIVATE[spec], HYBRID[1], "RSA_3072")
    assert answer == {"KeyId": key}
    metadata = ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["ExpirationModel"]) == ("Enabled", "KEY_MATERIAL_DOES_NOT_EXPIRE")
    assert "CurrentKeyMaterialId" not in metadata
    loaded: Any = serialization.load_der_private_key(PRIVATE[spec], None)
    public = loaded.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kind: Any = KEY_SPECS[spec].kind
    secret, algorithm = open_material(world.instance, key, 0).secret, KEY_SPECS[spec].algorithms["SIGN_VERIFY"][0]
    assert kind.public_key(secret) == public
    signature = kind.sign(secret, algorithm, b"message", "RAW")
    kind.verify(public, algorithm, b"message", "RAW", signature)
    with pytest.raises(WrongSignature):
        kind.verify(public, algorithm, b"another", "RAW", signature)
    assert ask(admin, "DeleteImportedKeyMaterial", KeyId=key) == {"KeyId": key}
    assert state(admin, key) == "PendingImport"
    with pytest.raises(ServiceError, match="does not have the expected identifier"):
        bring(admin, key, private_key(spec), HYBRID[0], "RSA_3072")
    bring(admin, key, PRIVATE[spec], HYBRID[0], "RSA_3072")
    assert state(admin, key) == "Enabled"


@pytest.mark.parametrize(("spec", "smallest"), HMAC.items())
def test_hmac_keys(world: World, admin: Call, spec: str, smallest: int) -> None:
    key = external(world, admin, spec)
    for length in (smallest - 1, 129):
        with pytest.raises(ServiceError) as caught:
            bring(admin, key, bytes(length))
        assert (caught.value.code, caught.value.message) == ("InvalidCiphertextException", "")
    long = bytes(range(128))
    assert bring(admin, key, long) == {"KeyId": key}
    kind: Any = KEY_SPECS[spec].kind
    secret = open_material(world.instance, key, 0).secret
    assert kind.mac(secret, b"m") == hmac.digest(long, b"m", f"sha{spec[5:]}")
    with pytest.raises(ServiceError, match="does not have the expected identifier"):
        bring(admin, key, long[:smallest])


@pytest.mark.parametrize("spec", ["HMAC_256", "ECC_NIST_P256", "RSA_2048"])
def test_members_for_symmetric_keys_alone(world: World, admin: Call, spec: str) -> None:
    key = external(world, admin, spec)
    material = PRIVATE.get(spec, bytes(32))
    algorithm = DIRECT[1] if spec in HMAC else HYBRID[1]
    for name, value in {
        "ImportType": "EXISTING_KEY_MATERIAL",
        "KeyMaterialId": "0" * 64,
        "KeyMaterialDescription": "mine",
    }.items():
        with pytest.raises(ValidationException) as caught:
            bring(admin, key, material, algorithm, **{name: value})
        named = name[0].lower() + name[1:]
        assert caught.value.message == f"Input parameter {named} cannot be used with {spec} imported keys."


@pytest.mark.parametrize(("spec", "wrong"), [("RSA_2048", "RSA_3072"), ("ECC_NIST_P256", "ECC_SECG_P256K1")])
def test_keys_of_another_spec(world: World, admin: Call, spec: str, wrong: str) -> None:
    key = external(world, admin, spec)
    for material in (PRIVATE[wrong], PRIVATE["ECC_NIST_EDWARDS25519"], bytes(32), PRIVATE[spec][:-1]):
        with pytest.raises(ServiceError) as caught:
            bring(admin, key, material, HYBRID[1])
        assert (caught.value.code, caught.value.message) == ("InvalidCiphertextException", "")


@pytest.mark.parametrize("spec", ["ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ML_KEM_768"])
def test_post_quantum_keys_are_made_here_alone(world: World, admin: Call, spec: str) -> None:
    usage = "SIGN_VERIFY" if spec.startswith("ML_DSA") else "ENCAPSULATE_DECAPSULATE"
    with pytest.raises(ValidationException, match=f"KeySpec {spec} is not supported for Origin EXTERNAL"):
        world.key(admin, Origin="EXTERNAL", KeySpec=spec, KeyUsage=usage)


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_NIST_EDWARDS25519"])
def test_one_key_in_other_encodings(world: World, admin: Call, spec: str) -> None:
    loaded: Any = serialization.load_der_private_key(PRIVATE[spec], None)
    key = external(world, admin, spec)
    encrypted = loaded.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"password"),
    )
    pem = loaded.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    refused = [encrypted, pem, PRIVATE[spec] + b"\0"]
    if spec != "ECC_NIST_EDWARDS25519":
        refused.append(
            loaded.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
            )
        )
    for material in refused:
        with pytest.raises(ServiceError) as caught:
            bring(admin, key, material, HYBRID[1])
        assert caught.value.code == "InvalidCiphertextException"
    bring(admin, key, PRIVATE[spec], HYBRID[1])
