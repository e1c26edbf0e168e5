"""What is sealed under one related key opens under each of them, and under nothing else."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.kms import destroy_due
from sealcanvas.kms.errors import AccessDeniedException, IncorrectKeyException, InvalidCiphertextException
from sealcanvas.kms.vault import KeyDestroyed, open_without_policy
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import World, ask

REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1")
CONTEXT = {"a": "bc"}


def family(world: World, admin: Call) -> tuple[str, dict[str, Call]]:
    """A primary with two replicas: its id, and calls in each Region."""
    primary = world.key(admin, MultiRegion=True)
    for region in REGIONS[1:]:
        ask(admin, "ReplicateKey", KeyId=primary, ReplicaRegion=region)
    return primary.rpartition("/")[2], {region: replace(admin, region=region) for region in REGIONS}


def renamed(blob: bytes, name: str) -> bytes:
    """The blob, saying that another key sealed it."""
    header = BlobHeader.parse(blob)
    old, new = header.encode(), BlobHeader(name, header.material_version).encode()
    return new + blob[len(old) :]


def arn(region: str, key_id: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:kms:{region}:{account}:key/{key_id}"


@pytest.mark.parametrize("sealer", REGIONS)
@pytest.mark.parametrize("opener", REGIONS)
def test_every_related_key_opens(world: World, admin: Call, sealer: str, opener: str) -> None:
    key_id, calls = family(world, admin)
    sealed = ask(calls[sealer], "Encrypt", KeyId=key_id, Plaintext=b"x", EncryptionContext=CONTEXT)
    blob = sealed["CiphertextBlob"]
    for named in ({}, {"KeyId": key_id}, {"KeyId": arn(opener, key_id)}):
        opened = ask(calls[opener], "Decrypt", CiphertextBlob=blob, EncryptionContext=CONTEXT, **named)
        assert (opened["Plaintext"], opened["KeyId"]) == (b"x", arn(opener, key_id))
    with pytest.raises(InvalidCiphertextException):
        ask(calls[opener], "Decrypt", CiphertextBlob=blob, EncryptionContext={"ab": "c"})
    for region in set(REGIONS) - {opener}:
        with pytest.raises(IncorrectKeyException):
            ask(calls[opener], "Decrypt", CiphertextBlob=blob, KeyId=arn(region, key_id), EncryptionContext=CONTEXT)
    moved = ask(
        calls[opener],
        "ReEncrypt",
        CiphertextBlob=blob,
        SourceEncryptionContext=CONTEXT,
        DestinationKeyId=key_id,
    )
    assert (moved["SourceKeyId"], moved["KeyId"]) == (arn(opener, key_id), arn(opener, key_id))
    assert ask(calls[sealer], "Decrypt", CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == b"x"


def test_a_blob_that_is_renamed_opens_nowhere(world: World, admin: Call) -> None:
    key_id, calls = family(world, admin)
    other_id, _ = family(world, admin)
    single = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    names = [arn(region, each) for region in REGIONS[1:] for each in (key_id, other_id)]
    for name in (*names, arn(REGIONS[0], other_id), arn(REGIONS[0], key_id, "444455556666"), single, key_id):
        for call in calls.values():
            with pytest.raises(ServiceError) as caught:
                ask(call, "Decrypt", CiphertextBlob=renamed(blob, name))
            assert caught.value.code in ("InvalidCiphertextException", "AccessDeniedException")
        with pytest.raises((InvalidCiphertextException, KeyDestroyed)):
            open_without_policy(world.instance, renamed(blob, name), {})


def test_only_related_keys_open(world: World, admin: Call) -> None:
    key_id, calls = family(world, admin)
    other_id, _ = family(world, admin)
    blob = ask(admin, "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    for call in calls.values():
        with pytest.raises(IncorrectKeyException):
            ask(call, "Decrypt", CiphertextBlob=blob, KeyId=other_id)
    with pytest.raises(AccessDeniedException, match="does not exist in this region"):
        ask(replace(admin, region="sa-east-1"), "Decrypt", CiphertextBlob=blob)
    single = world.key(admin)
    alone = ask(admin, "Encrypt", KeyId=single, Plaintext=b"x")["CiphertextBlob"]
    for region in REGIONS[1:]:
        with pytest.raises(AccessDeniedException, match="does not exist in this region"):
            ask(calls[region], "Decrypt", CiphertextBlob=alone)


def test_each_key_is_asked_for_its_own_policy_and_state(world: World, admin: Call) -> None:
    key_id, calls = family(world, admin)
    blob = ask(admin, "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "DisableKey", KeyId=key_id)
    assert ask(calls[REGIONS[1]], "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    ask(calls[REGIONS[1]], "DisableKey", KeyId=key_id)
    with pytest.raises(ServiceError, match=f"{arn(REGIONS[1], key_id)} is disabled"):
        ask(calls[REGIONS[1]], "Decrypt", CiphertextBlob=blob)
    one_region = {"Action": "kms:Decrypt", "Resource": arn(REGIONS[2], key_id)}
    user = world.call(world.user("far", one_region))
    assert ask(replace(user, region=REGIONS[2]), "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    with pytest.raises(ServiceError, match="not authorized to perform: kms:Decrypt"):
        ask(user, "Decrypt", CiphertextBlob=blob)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 400), bit=st.integers(0, 7), region=st.sampled_from(REGIONS), cut=st.integers(0, 400))
def test_an_altered_blob_opens_in_no_region(
    world: World, admin: Call, place: int, bit: int, region: str, cut: int
) -> None:
    key_id, calls = _shared_family(world, admin)
    blob = ask(calls[region], "Encrypt", KeyId=key_id, Plaintext=b"sixteen bytes ..")["CiphertextBlob"]
    at = place % len(blob)
    for bad in (blob[:at] + bytes([blob[at] ^ 1 << bit]) + blob[at + 1 :], blob[: cut % len(blob)], blob + b"\0"):
        for call in calls.values():
            for named in ({}, {"KeyId": key_id}):
                with pytest.raises(ServiceError) as caught:
                    ask(call, "Decrypt", CiphertextBlob=bad or b"\0", **named)
                assert caught.value.code in (
                    "InvalidCiphertextException",
                    "AccessDeniedException",
                    "IncorrectKeyException",
                )


def _shared_family(world: World, admin: Call) -> tuple[str, dict[str, Call]]:
    """One family for all examples of a property."""
    listed = [each["KeyId"] for each in ask(admin, "ListKeys")["Keys"] if each["KeyId"].startswith("mrk-")]
    calls = {region: replace(admin, region=region) for region in REGIONS}
    return (listed[0], calls) if listed else family(world, admin)


def test_a_deleted_replicas_blobs_stay_readable_to_the_servers_own_check(world: World, admin: Call) -> None:
    key_id, calls = family(world, admin)
    far = calls[REGIONS[2]]
    blob = ask(far, "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    ask(far, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    world.clock.advance(days=8)
    assert destroy_due(world.instance) == [arn(REGIONS[2], key_id)]
    assert open_without_policy(world.instance, blob, {}).reveal() == b"x"
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    with pytest.raises(AccessDeniedException):
        ask(far, "Decrypt", CiphertextBlob=blob)
