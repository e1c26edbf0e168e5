"""Import tokens and wrapped material: whatever is altered, moved, late or mixed up does not come in."""

import functools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.crypto.import_wrapping import WRAPPING_KEYS
from sealcanvas.kms.errors import (
    ExpiredImportTokenException,
    InvalidCiphertextException,
    InvalidImportTokenException,
)
from sealcanvas.kms.imported.import_token import ImportToken, open_token, seal_token
from sealcanvas.server.compose import open_instance
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.wrapped_material import DIRECT, HYBRID, private_key, wrap_material
from tests.unit.kms.importing import FOREVER, bring, materials, parameters, state
from tests.unit.kms.kms_world import World, ask

MATERIAL = bytes(range(32))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@functools.cache
def elliptic_key() -> bytes:
    return private_key("ECC_NIST_P256")


@pytest.fixture
def key(world: World, admin: Call) -> str:
    return world.key(admin, Origin="EXTERNAL")


def import_(call: Call, key: str, token: bytes, wrapped: bytes) -> dict[str, Any]:
    return ask(call, "ImportKeyMaterial", KeyId=key, ImportToken=token, EncryptedKeyMaterial=wrapped, **FOREVER)


def altered(data: bytes, place: int, bit: int) -> bytes:
    at = place % len(data)
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


@QUICK
@given(place=st.integers(0, 5000), bit=st.integers(0, 7), size=st.integers(0, 5000))
def test_an_altered_token_is_none(world: World, admin: Call, place: int, bit: int, size: int) -> None:
    key = world.key(admin, Origin="EXTERNAL")
    given_ = parameters(admin, key)
    token, wrapped = given_["ImportToken"], wrap_material(given_["PublicKey"], DIRECT[1], MATERIAL)
    for bad in (altered(token, place, bit), token[: size % len(token)] or b"\0", token + b"\0", b"\0" * 6144):
        with pytest.raises(ServiceError) as caught:
            import_(admin, key, bad, wrapped)
        assert (caught.value.code, caught.value.message) == ("InvalidImportTokenException", "")
    assert materials(admin, key) == []


@QUICK
@given(place=st.integers(0, 5000), bit=st.integers(0, 7), size=st.integers(1, 5000), hybrid=st.booleans())
def test_altered_material_does_not_come_in(
    world: World, admin: Call, place: int, bit: int, size: int, hybrid: bool
) -> None:
    members = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"} if hybrid else {}
    key = world.key(admin, Origin="EXTERNAL", **members)
    algorithm = HYBRID[1] if hybrid else DIRECT[1]
    given_ = parameters(admin, key, algorithm)
    token = given_["ImportToken"]
    wrapped = wrap_material(given_["PublicKey"], algorithm, elliptic_key() if hybrid else MATERIAL)
    shorter = wrapped[: size % len(wrapped)] or b"\0"
    for bad in (altered(wrapped, place, bit), shorter, wrapped + b"\0", wrapped + bytes(8), b"\xff" * 6144):
        with pytest.raises(ServiceError) as caught:
            import_(admin, key, token, bad)
        assert (caught.value.code, caught.value.message) == ("InvalidCiphertextException", "")
    assert state(admin, key) == "PendingImport"
    import_(admin, key, token, wrapped)
    assert state(admin, key) == "Enabled"


def test_a_token_is_for_one_key(world: World, admin: Call, key: str) -> None:
    other = world.key(admin, Origin="EXTERNAL")
    given_ = parameters(admin, key)
    wrapped = wrap_material(given_["PublicKey"], DIRECT[1], MATERIAL)
    with pytest.raises(InvalidImportTokenException):
        import_(admin, other, given_["ImportToken"], wrapped)


def test_a_token_is_for_one_region(world: World, admin: Call) -> None:
    primary = world.key(admin, Origin="EXTERNAL", MultiRegion=True)
    bring(admin, primary, MATERIAL)
    ask(admin, "ReplicateKey", KeyId=primary, ReplicaRegion="eu-west-1")
    there = replace(admin, region="eu-west-1")
    given_ = parameters(admin, primary)
    wrapped = wrap_material(given_["PublicKey"], DIRECT[1], MATERIAL)
    with pytest.raises(InvalidImportTokenException):
        import_(there, primary.rpartition("/")[2], given_["ImportToken"], wrapped)


@pytest.mark.parametrize(("asked", "used"), [DIRECT, DIRECT[::-1], HYBRID, (DIRECT[1], HYBRID[1]), HYBRID[::-1]])
def test_the_algorithm_is_the_tokens(world: World, admin: Call, asked: str, used: str) -> None:
    key = world.key(admin, Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    given_ = parameters(admin, key, asked)
    with pytest.raises(InvalidCiphertextException):
        import_(admin, key, given_["ImportToken"], wrap_material(given_["PublicKey"], used, elliptic_key()))


def test_the_wrapping_key_is_the_tokens(admin: Call, key: str) -> None:
    one, two = parameters(admin, key), parameters(admin, key)
    assert one["PublicKey"] != two["PublicKey"]
    wrapped = wrap_material(one["PublicKey"], DIRECT[1], MATERIAL)
    with pytest.raises(InvalidCiphertextException):
        import_(admin, key, two["ImportToken"], wrapped)
    import_(admin, key, one["ImportToken"], wrapped)
    import_(admin, key, one["ImportToken"], wrapped)  # as on AWS, it may be used again


@pytest.mark.parametrize("aes_bytes", [16, 24])
def test_the_key_in_between_has_256_bits(world: World, admin: Call, aes_bytes: int) -> None:
    key = world.key(admin, Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    given_ = parameters(admin, key, HYBRID[1])
    wrapped = wrap_material(given_["PublicKey"], HYBRID[1], elliptic_key(), aes_bytes)
    with pytest.raises(InvalidCiphertextException):
        import_(admin, key, given_["ImportToken"], wrapped)


def test_a_token_lives_for_a_day(world: World, admin: Call, key: str) -> None:
    given_ = parameters(admin, key)
    assert (given_["ParametersValidTo"] - world.clock()).total_seconds() == 24 * 3600
    wrapped = wrap_material(given_["PublicKey"], DIRECT[1], MATERIAL)
    world.clock.advance(hours=23, minutes=59, seconds=59)
    import_(admin, key, given_["ImportToken"], wrapped)
    world.clock.advance(seconds=1)
    with pytest.raises(ServiceError) as caught:
        import_(admin, key, given_["ImportToken"], wrapped)
    assert (caught.value.code, caught.value.message) == ("ExpiredImportTokenException", "")
    world.clock.advance(days=400)
    with pytest.raises(ExpiredImportTokenException):
        import_(admin, key, given_["ImportToken"], wrapped)
    with pytest.raises(InvalidImportTokenException):  # told of nothing that does not open
        import_(admin, key, altered(given_["ImportToken"], 100, 0), wrapped)


def test_a_token_opens_in_another_process(world: World, admin: Call, key: str) -> None:
    given_ = parameters(admin, key)
    wrapped = wrap_material(given_["PublicKey"], DIRECT[1], MATERIAL)
    old = world.instance
    again = open_instance(old.home, old.root, account=old.account, region=old.region, clock=old.clock)
    import_(replace(admin, instance=again), key, given_["ImportToken"], wrapped)
    again.database.close()


def test_what_a_token_carries(world: World, key: str) -> None:
    for spec, pair in WRAPPING_KEYS.items():
        private = pair.generate()
        expires_at = world.clock().replace(microsecond=0).replace(year=2027)
        token = ImportToken(expires_at, spec, HYBRID[1], private)
        sealed = seal_token(world.instance, key, token)
        assert len(sealed) <= 6144
        assert open_token(world.instance, key, sealed) == token
        assert private.reveal()[40:80] not in sealed
