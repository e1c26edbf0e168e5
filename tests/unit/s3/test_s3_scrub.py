"""Scrub: damage to sealed bytes is found without any key, told once, and is no more than damage."""

from datetime import timedelta

import pytest

from sealcanvas.kms import disable_key
from sealcanvas.s3.upkeep.keeper import Keeper
from sealcanvas.s3.upkeep.noted import blobs as noted_blobs
from sealcanvas.s3.upkeep.scrub import scrub
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobsUnavailable
from tests.support.clock import Clock
from tests.support.outer import file_of_blob, put_blob
from tests.unit.s3.conftest import Client
from tests.unit.s3.test_s3_multipart import PART, pattern, upload
from tests.unit.s3.test_s3_tampering import blob_ids, flip


@pytest.fixture
def filled(root: Client, key_arn: str, clock: Clock) -> Client:
    root.put("秘密/a", pattern(100_000, 3), ServerSideEncryption="aws:kms", SSEKMSKeyId=key_arn)
    root.put("b", b"")
    upload(root, [pattern(PART, 1), b"end"])
    disable_key(root.call, {"KeyId": key_arn})  # nobody's key is asked for
    clock.advance(seconds=60)
    return root


def events(instance: Instance) -> list[dict[str, str]]:
    return [event for event in instance.trail.newest(200) if event["eventName"] == "ScrubFoundDamage"]


def test_a_sound_store_has_no_damage(filled: Client, instance: Instance) -> None:
    report = scrub(instance, until=instance.clock())
    assert (report.blobs, report.damaged) == (4, [])
    with instance.database.read() as connection:
        sizes = [row.size for row in connection.execute(noted_blobs.select())]
    assert report.bytes == sum(sizes) == sum(blob.size for blob in instance.objects.everything())
    assert scrub(instance, until=instance.clock()).blobs == 0  # all were found sound just now


@pytest.mark.parametrize("damage", ["flip", "cut", "append", "header", "other", "open", "missing"])
def test_damage_is_found(filled: Client, instance: Instance, clock: Clock, damage: str) -> None:
    (blob_id,), (other,) = blob_ids(filled, "秘密/a"), blob_ids(filled, "b")
    path = file_of_blob(instance.objects, blob_id)
    content = path.read_bytes()
    changed = {
        "flip": content[:70_000] + bytes([content[70_000] ^ 1]) + content[70_001:],
        "cut": content[:-1],
        "append": content + b"x",
        "header": content[:12] + bytes([content[12] ^ 1]) + content[13:],
        "other": file_of_blob(instance.objects, other).read_bytes(),
        "open": b"plain text",
        "missing": None,
    }[damage]
    instance.objects.delete(blob_id)
    if changed is not None:
        put_blob(instance.objects, blob_id, changed)
    for _ in range(2):
        clock.advance(seconds=60)
        report = scrub(instance, until=instance.clock())
        assert report.blobs == 4
        (told,) = report.damaged
        assert (told["BlobId"], told["Bucket"], told["Key"]) == (blob_id, "sealed-data", "秘密/a")
        assert blob_id in told["Place"]
        assert told["Problem"]
    assert len(events(instance)) == 1
    instance.objects.delete(blob_id)
    put_blob(instance.objects, blob_id, content)  # put back from a copy
    clock.advance(seconds=60)
    assert scrub(instance, until=instance.clock()).damaged == []


def test_what_is_deleted_meanwhile_is_no_damage(filled: Client, instance: Instance) -> None:
    def gone(_count: int) -> None:
        filled.delete_object(Key="秘密/a")
        filled.delete_object(Key="b")
        for blob in list(instance.objects.ids()):
            if blob in doomed:
                instance.objects.delete(blob)

    doomed = {*blob_ids(filled, "秘密/a"), *blob_ids(filled, "b")}
    assert scrub(instance, until=instance.clock(), read=gone).damaged == []


def test_a_store_that_is_down_is_no_damage(filled: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(_blob_id: str) -> None:
        raise BlobsUnavailable("down")

    with monkeypatch.context() as patch:
        patch.setattr(type(instance.objects), "open", lambda _self, blob_id: down(blob_id))
        with pytest.raises(BlobsUnavailable):
            scrub(instance, until=instance.clock())
    assert events(instance) == []


def test_the_server_reads_what_was_not_read_for_long(filled: Client, instance: Instance, clock: Clock) -> None:
    keeper = Keeper(instance, period=timedelta(days=30), rate=1 << 40)
    flip(file_of_blob(instance.objects, blob_ids(filled, "b")[0]), 100)
    keeper.round()
    assert events(instance) == []
    clock.advance(days=31)
    keeper.round()
    assert len(events(instance)) == 1
    assert scrub(instance, until=instance.clock()).blobs == 1  # the damaged one stays to be looked at
