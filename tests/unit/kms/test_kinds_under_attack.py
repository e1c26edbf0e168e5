"""Keys of other kinds against flipped bits, moved rows, two requests at once, and after their end."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import destroy_due
from sealcanvas.kms.errors import (
    DisabledException,
    InvalidCiphertextException,
    KMSInvalidMacException,
    KMSInvalidSignatureException,
    NotFoundException,
    ThrottlingException,
)
from sealcanvas.kms.generation import AT_ONCE, PATIENCE, turns_of
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.tables import keys, material
from sealcanvas.service.call import Call
from sealcanvas.service.not_yet import NotYet
from tests.unit.kms.kms_world import World, ask

SIGN = {"Message": b"message", "SigningAlgorithm": "ECDSA_SHA_256"}
CURVE = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
MAC = {"Message": b"message", "MacAlgorithm": "HMAC_SHA_256"}
HMAC = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
OAEP = {"EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
PH = {"Message": b"x" * 64, "MessageType": "DIGEST", "SigningAlgorithm": "ED25519_PH_SHA_512"}
FLIPPED: list[tuple[dict[str, str], str, dict[str, Any], str, str, type[Exception]]] = [
    (CURVE, "Sign", SIGN, "Verify", "Signature", KMSInvalidSignatureException),
    ({**CURVE, "KeySpec": "ECC_NIST_EDWARDS25519"}, "Sign", PH, "Verify", "Signature", KMSInvalidSignatureException),
    (HMAC, "GenerateMac", MAC, "VerifyMac", "Mac", KMSInvalidMacException),
    (RSA, "Encrypt", OAEP, "Decrypt", "CiphertextBlob", InvalidCiphertextException),
]


@pytest.mark.parametrize(("kind", "make", "request_", "take", "member", "error"), FLIPPED)
def test_every_flipped_bit_shows(
    world: World,
    admin: Call,
    kind: dict[str, str],
    make: str,
    request_: dict[str, Any],
    take: str,
    member: str,
    error: type[Exception],
) -> None:
    arn = world.key(admin, **kind)
    plaintext = {"Plaintext": b"secret"} if make == "Encrypt" else {}
    value = ask(admin, make, KeyId=arn, **request_, **plaintext)[member]
    for place in range(0, len(value) * 8, 9 if kind is RSA else 1):  # each byte of an RSA ciphertext, in another bit
        flipped = bytearray(value)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(error):
            ask(admin, take, KeyId=arn, **request_, **{member: bytes(flipped)})


def test_material_that_was_moved_to_another_key_does_nothing(world: World, admin: Call) -> None:
    mine, theirs = (world.key(admin, **CURVE) for _ in range(2))
    with world.instance.database.transaction() as connection:
        wrapped = connection.execute(select(material.c.wrapped).where(material.c.key_arn == theirs)).scalar_one()
        connection.execute(update(material).where(material.c.key_arn == mine).values(wrapped=wrapped))
    material_cache(world.instance).forget(mine)
    for name, request in (("Sign", SIGN), ("GetPublicKey", {})):
        with pytest.raises(Tampered):
            ask(admin, name, KeyId=mine, **request)


def test_no_signature_after_disable_key_has_answered(world: World, admin: Call) -> None:
    arn, disabled = world.key(admin, **CURVE), threading.Event()
    late: list[str] = []

    def sign() -> None:
        try:
            while True:
                was_disabled = disabled.is_set()
                ask(world.call(admin.principal), "Sign", KeyId=arn, **SIGN)
                if was_disabled:
                    late.append("signed")
                    return
        except DisabledException:
            return

    with ThreadPoolExecutor(3) as pool:
        signing = [pool.submit(sign) for _ in range(3)]
        ask(admin, "DisableKey", KeyId=arn)
        disabled.set()
        for each in signing:
            each.result(timeout=30)
    assert late == []


def test_an_rsa_key_in_the_making_holds_up_no_other_writer(
    world: World, admin: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    making, written = threading.Event(), threading.Event()
    generate = RsaPair.generate

    def slowly(pair: RsaPair) -> Secret:
        making.set()
        assert written.wait(30)
        return generate(pair)

    monkeypatch.setattr(RsaPair, "generate", slowly)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(lambda: world.key(world.call(admin.principal), **RSA))
        assert making.wait(30)
        other = world.key(admin)
        ask(admin, "UpdateKeyDescription", KeyId=other, Description="written meanwhile")
        written.set()
        assert ask(admin, "DescribeKey", KeyId=made.result(timeout=30))["KeyMetadata"]["KeySpec"] == "RSA_2048"


def test_slow_key_pairs_are_made_a_few_at_a_time(world: World, admin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Semaphore(0), threading.Event()
    generate = RsaPair.generate

    def slowly(pair: RsaPair) -> Secret:
        begun.release()
        assert go.wait(30)
        return generate(pair)

    monkeypatch.setattr(RsaPair, "generate", slowly)
    sealing = world.key(admin)
    pair = {"KeyId": sealing, "KeyPairSpec": "RSA_2048"}
    wrapping = {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_4096"}
    wrapping["KeyId"] = world.key(admin, Origin="EXTERNAL")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        making = [pool.submit(lambda: world.key(world.call(admin.principal), **RSA)) for _ in range(AT_ONCE)]
        for _ in making:
            assert begun.acquire(timeout=30)
        for name, request in (("CreateKey", RSA), ("GenerateDataKeyPair", pair), ("GetParametersForImport", wrapping)):
            with pytest.raises(NotYet) as caught:
                ask(admin, name, **request)
            assert (caught.value.ready(), caught.value.seconds) == (False, PATIENCE)
            with pytest.raises(ThrottlingException, match="Reduce the frequency of your calls"):
                ask(replace(admin, waited=PATIENCE), name, **request)
        world.key(admin, **CURVE)  # others are quick, and wait for nobody
        go.set()
        for each in making:
            each.result(timeout=30)
    assert caught.value.ready()
    ask(admin, "GenerateDataKeyPair", **pair)


def test_a_key_whose_making_fails_leaves_nothing(world: World, admin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pair: RsaPair) -> Secret:
        raise RuntimeError("no randomness")

    monkeypatch.setattr(RsaPair, "generate", broken)
    with pytest.raises(RuntimeError):
        world.key(admin, **RSA)
    with world.instance.database.read() as connection:
        assert connection.execute(select(keys.c.arn)).all() == []
    assert turns_of(world.instance)._busy == 0


def test_a_destroyed_key_is_gone_with_its_public_key(world: World, admin: Call) -> None:
    arn = world.key(admin, **CURVE)
    signature = ask(admin, "Sign", KeyId=arn, **SIGN)["Signature"]
    ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=7)
    world.clock.advance(days=8)
    assert destroy_due(world.instance) == [arn]
    for name, request in (("Sign", SIGN), ("Verify", {**SIGN, "Signature": signature}), ("GetPublicKey", {})):
        with pytest.raises(NotFoundException):
            ask(admin, name, KeyId=arn, **request)
    with world.instance.database.read() as connection:
        assert connection.execute(select(material.c.wrapped)).all() == []


def test_keys_of_one_spec_and_two_usages_are_kept_apart(world: World, admin: Call) -> None:
    signs = world.key(admin, **CURVE)
    agrees = world.key(admin, KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    publics = {arn: ask(admin, "GetPublicKey", KeyId=arn) for arn in (signs, agrees)}
    assert set(publics[signs]) & {"SigningAlgorithms", "KeyAgreementAlgorithms"} == {"SigningAlgorithms"}
    assert set(publics[agrees]) & {"SigningAlgorithms", "KeyAgreementAlgorithms"} == {"KeyAgreementAlgorithms"}
    # A signer's public key is a peer like any other; its private key never agrees on anything.
    public = publics[signs]["PublicKey"]
    ask(admin, "DeriveSharedSecret", KeyId=agrees, KeyAgreementAlgorithm="ECDH", PublicKey=public)
