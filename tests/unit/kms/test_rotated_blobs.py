"""Blobs of keys that rotate: each opens under the material that sealed it, and under no other."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.kms import rotate_due
from sealcanvas.kms.errors import InvalidCiphertextException
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.rotate import rotate
from sealcanvas.kms.vault import KeyDestroyed, open_without_policy
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.unit.kms.kms_world import World, ask

STEPS = st.lists(st.sampled_from(["seal", "on demand", "automatic", "unfinished", "disable", "forget"]), max_size=14)


def renumbered(blob: bytes, version: int) -> bytes:
    """The blob, saying that another material sealed it."""
    return blob[:5] + version.to_bytes(4, "big") + blob[9:]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_rotations_old_blobs_open_and_renumbered_ones_never(
    world: World, admin: Call, steps: list[str]
) -> None:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=90)
    blobs: list[tuple[bytes, bytes, int]] = []
    version = 0
    for step in [*steps, "seal"]:
        if step == "seal":
            plaintext = f"text {len(blobs)}".encode()
            sealed = ask(admin, "Encrypt", KeyId=arn, Plaintext=plaintext, EncryptionContext={"n": "1"})
            blobs.append((sealed["CiphertextBlob"], plaintext, version))
        elif step == "on demand":
            ask(admin, "RotateKeyOnDemand", KeyId=arn)
            version += 1
        elif step == "automatic":
            world.clock.advance(days=91)
            assert rotate_due(world.instance) == [arn]
            version += 1
        elif step == "unfinished":
            rotate(world.instance, arn, "ON_DEMAND", lambda _: False)
        elif step == "disable":
            ask(admin, "DisableKey", KeyId=arn)
            ask(admin, "EnableKey", KeyId=arn)
        else:
            material_cache(world.instance).held.clear()
    for blob, plaintext, number in blobs:
        assert BlobHeader.parse(blob).material_version == number
        assert ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext={"n": "1"})["Plaintext"] == plaintext
        for other in {*range(version + 3), 2**32 - 1} - {number}:
            with pytest.raises(InvalidCiphertextException):
                ask(admin, "Decrypt", CiphertextBlob=renumbered(blob, other), EncryptionContext={"n": "1"})
    ask(admin, "ScheduleKeyDeletion", KeyId=arn)  # so that the clock of the next example rotates it no more


def test_a_material_that_is_not_current_yet_opens_nothing_else_and_is_not_kept_in_memory(
    world: World, admin: Call
) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    rotate(world.instance, arn, "ON_DEMAND", lambda _: False)
    with pytest.raises(InvalidCiphertextException):
        ask(admin, "Decrypt", CiphertextBlob=renumbered(blob, 1))
    with pytest.raises(InvalidCiphertextException):
        open_without_policy(world.instance, renumbered(blob, 1), {})
    assert (arn, 1) not in material_cache(world.instance).held
    with pytest.raises(KeyDestroyed):
        open_without_policy(world.instance, renumbered(blob, 2), {})


class Lost(Exception):
    """Stands for a commit that failed: what the unit did is undone."""


def _seal_in_a_rotation_that_is_lost(world: World, admin: Call, arn: str) -> bytes:
    sealed: list[bytes] = []
    with suppress(Lost), world.instance.database.transaction():
        assert rotate(world.instance, arn, "ON_DEMAND", lambda _: True)
        sealed.append(ask(admin, "Encrypt", KeyId=arn, Plaintext=b"early")["CiphertextBlob"])
        raise Lost
    return sealed[0]


def test_what_was_sealed_under_a_rotation_that_was_lost_opens(world: World, admin: Call) -> None:
    arn = world.key(admin)
    assert rotate(world.instance, arn, "ON_DEMAND", lambda _: False) is False  # the first unit alone, which is durable
    early = _seal_in_a_rotation_that_is_lost(world, admin, arn)
    assert BlobHeader.parse(early).material_version == 1
    assert ask(admin, "ListKeyRotations", KeyId=arn)["Rotations"] == []
    material_cache(world.instance).held.clear()
    assert ask(admin, "Decrypt", CiphertextBlob=early)["Plaintext"] == b"early"
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    late = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"late")["CiphertextBlob"]
    material_cache(world.instance).held.clear()
    assert ask(admin, "Decrypt", CiphertextBlob=early)["Plaintext"] == b"early"
    assert ask(admin, "Decrypt", CiphertextBlob=late)["Plaintext"] == b"late"


def test_a_disabled_key_opens_no_old_blob(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    ask(admin, "DisableKey", KeyId=arn)
    assert not [name for name in material_cache(world.instance).held if name[0] == arn]
    with pytest.raises(ServiceError, match="is disabled"):
        ask(admin, "Decrypt", CiphertextBlob=blob)
